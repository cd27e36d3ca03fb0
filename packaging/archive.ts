import { mkdirSync, openSync, readFileSync, readSync, closeSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Reads the archive a package keeps its program in: a header in JSON, then the files one after the other. */
export type ArchivedFile = {
  readonly path: string
  readonly size: number
  /** Lies beside the archive, where the system can open it. */
  readonly unpacked: boolean
}

type Node = {
  readonly files?: Readonly<Record<string, Node>>
  readonly size?: number
  readonly offset?: string
  readonly unpacked?: boolean
  readonly integrity?: { readonly algorithm: string; readonly hash: string }
}

type Archive = { readonly root: Node; readonly begin: number }

function open(archive: string): Archive {
  const file = openSync(archive, 'r')
  try {
    const lengths = Buffer.alloc(16)
    readSync(file, lengths, 0, 16, 0)
    const text = Buffer.alloc(lengths.readUInt32LE(12))
    readSync(file, text, 0, text.length, 16)
    return { root: JSON.parse(text.toString('utf8')) as Node, begin: 8 + lengths.readUInt32LE(4) }
  } finally {
    closeSync(file)
  }
}

type Leaf = ArchivedFile & { readonly node: Node }

function leaves(node: Node, path: string): readonly Leaf[] {
  if (node.files === undefined) return [{ path, size: node.size ?? 0, unpacked: node.unpacked === true, node }]
  return Object.entries(node.files).flatMap(([name, child]) => leaves(child, path === '' ? name : `${path}/${name}`))
}

export const listArchive = (archive: string): readonly ArchivedFile[] =>
  leaves(open(archive).root, '').map(({ path, size, unpacked }) => ({ path, size, unpacked }))

/** Files without a hash in the header: Electron would take their bytes on trust. */
export const withoutIntegrity = (archive: string): readonly string[] =>
  leaves(open(archive).root, '')
    .filter(({ node, unpacked }) => !unpacked && node.integrity?.algorithm !== 'SHA256')
    .map(({ path }) => path)

/** Everything at its place in a folder, as the program will see it. */
export function extractArchive(archive: string, into: string): void {
  const { root, begin } = open(archive)
  const bytes = readFileSync(archive)
  for (const { path, size, unpacked, node } of leaves(root, '')) {
    const from = begin + Number(node.offset ?? 0)
    const content = unpacked ? readFileSync(join(`${archive}.unpacked`, path)) : bytes.subarray(from, from + size)
    mkdirSync(dirname(join(into, path)), { recursive: true })
    writeFileSync(join(into, path), content)
  }
}
