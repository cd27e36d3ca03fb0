import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { listArchive, withoutIntegrity } from '#packaging/archive.ts'
import { programOf } from '#packaging/configuration.ts'
import { inMegabytes, judgeContents, sizesOf } from '#packaging/contents.ts'
import { differingFuses, fusesOf, type System } from '#packaging/fuses.ts'
import { readLockfile } from '#packaging/lockfile.ts'
import { ofProgram } from '#packaging/shipped.ts'

/** Looks at what packaging left behind, as it lies on the disk: the files in the archive, their sizes, the fuses. */
export type Packaged = {
  readonly root: string
  readonly output: string
  readonly system: System
  readonly say: (line: string) => void
}

/** The folder the packages are made from: one for each system and processor. */
export function unpackedFolder(output: string, system: System): string {
  const beginning = { linux: 'linux', darwin: 'mac', win32: 'win' }[system]
  const found = readdirSync(output, { withFileTypes: true }).find(
    (entry) => entry.isDirectory() && new RegExp(`^${beginning}(-.*)?(-unpacked)?$`).test(entry.name),
  )
  if (found === undefined) throw new Error(`There is no unpacked program in ${output}.`)
  return join(output, found.name)
}

export const archiveOf = (system: System, folder: string): string =>
  system === 'darwin'
    ? join(folder, 'Countersign.app', 'Contents', 'Resources', 'app.asar')
    : join(folder, 'resources', 'app.asar')

export async function judgePackage({ root, output, system, say }: Packaged): Promise<readonly string[]> {
  const folder = unpackedFolder(output, system)
  const archive = archiveOf(system, folder)
  const files = listArchive(archive)
  const shipped = ofProgram(readLockfile(root))
  // Names, because the same package may lie in another place once the others are gone.
  const names = (optional: boolean) => shipped.filter((entry) => entry.optional === optional).map(({ name }) => name)
  const sum = (unpacked: boolean) =>
    files.filter((file) => file.unpacked === unpacked).reduce((total, { size }) => total + size, 0)
  say(`${files.length} files: ${inMegabytes(sum(false))} in the archive, ${inMegabytes(sum(true))} beside it.`)
  for (const [part, bytes] of sizesOf(files).slice(0, 12)) say(`  ${inMegabytes(bytes).padStart(8)}  ${part}`)

  const program = programOf(system, folder)
  const differing = await differingFuses(program, system)
  if (differing.length === 0)
    say(`${Object.keys(fusesOf(system)).length} fuses read back from the program, all as decided.`)
  const bare = withoutIntegrity(archive)
  return [
    ...judgeContents({ files, packages: names(false), optional: names(true) }),
    ...differing,
    ...bare.map((path) => `${path} has no hash in the archive`),
    ...(existsSync(join(folder, 'resources', 'default_app.asar'))
      ? ['Electron’s own sample program is still there']
      : []),
  ]
}
