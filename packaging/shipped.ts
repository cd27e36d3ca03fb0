import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { closureOf, readLockfile, type LockedPackage } from '#packaging/lockfile.ts'

/**
 * Every package of somebody else that reaches whoever installs the desk: those the program loads, those that were built
 * into its screen, and Electron around both.
 */
export type Part = 'program' | 'screen' | 'Electron'
export type ShippedPackage = LockedPackage & { readonly part: Part }

/** Packages of types only are gone once the program is built. */
const hasCode = ({ name }: LockedPackage) => !name.startsWith('@types/')

export const ofProgram = (locked: readonly LockedPackage[]): readonly LockedPackage[] =>
  locked.filter((entry) => !entry.dev && hasCode(entry))

/** What the screen's files import; all of it is built into them. */
function importedByScreen(root: string): readonly string[] {
  const files = readdirSync(join(root, 'renderer'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|css)$/.test(entry.name))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
  const specifier = /(?:from|import|@import|import\()\s*(?:url\()?['"]([^'"#.][^'"]*)['"]/g
  const names = files.flatMap((text) =>
    [...text.matchAll(specifier)].map(([, name = '']) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name),
  )
  return [...new Set(names)].toSorted()
}

export function shippedPackages(root: string): readonly ShippedPackage[] {
  const locked = readLockfile(root)
  const parts: readonly (readonly [Part, readonly LockedPackage[]])[] = [
    ['program', ofProgram(locked)],
    ['screen', closureOf(locked, importedByScreen(root)).filter(hasCode)],
    ['Electron', locked.filter(({ path }) => path === 'node_modules/electron')],
  ]
  const found = new Map<string, ShippedPackage>()
  for (const [part, entries] of parts)
    for (const entry of entries) if (!found.has(entry.path)) found.set(entry.path, { ...entry, part })
  return [...found.values()].toSorted((left, right) => (left.path < right.path ? -1 : 1))
}
