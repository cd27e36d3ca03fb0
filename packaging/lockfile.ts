import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** What the lockfile says, as far as anybody here asks: which packages there are, and which needs which. */
const Names = z.record(z.string(), z.string())
const Entry = z.object({
  version: z.string().default(''),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().default(false),
  optional: z.boolean().default(false),
  hasInstallScript: z.boolean().default(false),
  os: z.array(z.string()).optional(),
  dependencies: Names.default({}),
  optionalDependencies: Names.default({}),
  peerDependencies: Names.default({}),
})
const Lockfile = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Entry) })

export type LockedPackage = z.output<typeof Entry> & {
  /** Where it lies, from the top of the project. */
  readonly path: string
  readonly name: string
}

export function readLockfile(root: string): readonly LockedPackage[] {
  const { packages } = Lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  return Object.entries(packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ ...entry, path, name: path.slice(path.lastIndexOf('node_modules/') + 13) }))
}

/** The package that `name` means to a file that lies in `path`: the nearest one on the way up. */
export function resolvePackage(
  byPath: ReadonlyMap<string, LockedPackage>,
  path: string,
  name: string,
): LockedPackage | undefined {
  const found = byPath.get(`${path === '' ? '' : `${path}/`}node_modules/${name}`)
  if (found !== undefined || path === '') return found
  const up = path.lastIndexOf('/node_modules/')
  return resolvePackage(byPath, up < 0 ? '' : path.slice(0, up), name)
}

export const neededBy = (entry: LockedPackage): readonly string[] => [
  ...new Set([
    ...Object.keys(entry.dependencies),
    ...Object.keys(entry.optionalDependencies),
    ...Object.keys(entry.peerDependencies),
  ]),
]

/** These packages and all that they need. */
export function closureOf(locked: readonly LockedPackage[], names: readonly string[]): readonly LockedPackage[] {
  const byPath = new Map(locked.map((entry) => [entry.path, entry]))
  const found = new Map<string, LockedPackage>()
  const visit = (from: string, name: string) => {
    const entry = resolvePackage(byPath, from, name)
    if (entry === undefined || found.has(entry.path)) return
    found.set(entry.path, entry)
    for (const next of neededBy(entry)) visit(entry.path, next)
  }
  for (const name of names) visit('', name)
  return [...found.values()]
}
