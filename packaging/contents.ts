import type { ArchivedFile } from '#packaging/archive.ts'

/** What must and must not be in a package, and how large it may be. Pure: a list of files in, sentences out. */
const megabyte = 1024 * 1024

/** The program alone, without Electron. */
export const largest = 40 * megabyte

/** The entries that something starts or loads by name. */
const needed: readonly string[] = [
  'package.json',
  'THIRD-PARTY.md',
  'out/main/index.js',
  'out/main/reader.js',
  'out/main/voice.js',
  'out/main/opus.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'out/renderer/audio.html',
  'out/renderer/sound/capture-worklet.js',
  'out/renderer/sound/play-worklet.js',
  'out/renderer/sound/link-worker.js',
]

const unwanted: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a source', /\.[mc]?tsx?$/],
  ['a map of sources', /\.map$/],
  ['a test', /(^|\/)(tests?|__tests__)\//],
  ['a database', /\.(sqlite|db)(-\w+)?$/],
  ['a secret or a setting of somebody', /(^|\/)(\.env|\.npmrc|secrets\.|.*\.(pem|key|p12|pfx))/],
  ['a part of the workshop', /^(main|preload|renderer|test|bench|docs|packaging|\.)/],
  ['a lockfile', /(^|\/)(package-lock\.json|yarn\.lock)$/],
]

export type Contents = {
  readonly files: readonly ArchivedFile[]
  /** Names of packages the lockfile says the program needs on this system. */
  readonly packages: readonly string[]
  /** Packages that are only there for some systems. */
  readonly optional: readonly string[]
}

export function judgeContents({ files, packages, optional }: Contents): readonly string[] {
  const paths = new Set(files.map(({ path }) => path))
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const wrong: string[] = []
  for (const path of needed) if (!paths.has(path)) wrong.push(`${path} is missing`)
  for (const name of packages)
    if (!paths.has(`node_modules/${name}/package.json`)) wrong.push(`the package ${name} is missing`)
  const known = new Set([...packages, ...optional])
  const present = new Set(files.flatMap(({ path }) => packageOf(path) ?? []))
  for (const name of present) if (!known.has(name)) wrong.push(`the package ${name} is not one the program needs`)
  for (const { path, unpacked } of files) {
    for (const [what, pattern] of unwanted) if (pattern.test(path)) wrong.push(`${path} is ${what}`)
    if (unpacked !== path.endsWith('.node'))
      wrong.push(`${path} lies ${unpacked ? 'outside of' : 'in'} the archive and should not`)
  }
  if (!files.some(({ path }) => /^node_modules\/better-sqlite3\/prebuilds\/.+\.node$/.test(path)))
    wrong.push('the database has no native part')
  if (total > largest) wrong.push(`${inMegabytes(total)} are more than the ${inMegabytes(largest)} allowed`)
  return wrong
}

export const packageOf = (path: string): string | undefined =>
  /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path)?.[1]

export const inMegabytes = (bytes: number): string => `${(bytes / megabyte).toFixed(1)} MB`

/** The largest parts, named by package or folder. */
export function sizesOf(files: readonly ArchivedFile[]): readonly (readonly [part: string, bytes: number])[] {
  const sums = new Map<string, number>()
  for (const { path, size } of files) {
    const part = packageOf(path) ?? path.split('/').slice(0, 2).join('/')
    sums.set(part, (sums.get(part) ?? 0) + size)
  }
  return [...sums].toSorted(([, left], [, right]) => right - left)
}
