import { createHash } from 'node:crypto'
import { z } from 'zod'
import { articles, collectionId } from '#main/sandbox/company/articles.ts'

/** The collections of Larch & Ledge: files as they are stored, collections, and which file stands in which since when. */
export type LibraryFile = {
  readonly id: string
  readonly filename: string
  readonly bytes: number
  readonly type: string
  readonly hash: string
  /** Milliseconds. */
  readonly createdAt: number
  /** What can be read of it; null: nothing, so that it cannot be indexed. */
  readonly text: string | null
}

export type LibraryCollection = {
  readonly collection_id: string
  readonly collection_name: string
  readonly collection_description: string
  readonly created_at: string
  readonly index_configuration: object
  readonly chunk_configuration: object
  readonly field_definitions: readonly object[]
}

export type LibraryState = {
  /** Newest last. */
  files: LibraryFile[]
  collections: LibraryCollection[]
  placed: { readonly collectionId: string; readonly fileId: string; readonly at: number }[]
  made: number
}

export const LibraryShapeSchema = z.object({
  /** How long each step of indexing takes. */
  stepMs: z.number().int().min(0).default(700),
  /** Lists come in pages of so many; 0: as many as are asked for. */
  pageSize: z.number().int().min(0).default(0),
  /** Larger files are refused. */
  mostBytes: z
    .number()
    .int()
    .min(0)
    .default(50 * 1024 * 1024),
})
export type LibraryShape = z.infer<typeof LibraryShapeSchema>

export const usualIndex = {
  index_configuration: { model_name: 'grok-embedding-small' },
  chunk_configuration: {
    tokens_configuration: { max_chunk_size_tokens: 500, chunk_overlap_tokens: 50, encoding_name: 'cl100k_base' },
    strip_whitespace: true,
    inject_name_into_chunks: false,
  },
  field_definitions: [],
} as const

const opened = Date.parse('2026-01-10T08:01:00Z')

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** Ids nobody can guess a pattern in, and the same after a restart. */
export function nextLibraryId(state: LibraryState, prefix: 'file' | 'collection'): string {
  state.made += 1
  return `${prefix}_${hash(`${prefix} ${state.made}`).slice(0, 16)}`
}

const fileOf = (id: string, filename: string, text: string | null): LibraryFile => ({
  id,
  filename,
  bytes: text === null ? 48_212 : Buffer.byteLength(text),
  type: filename.endsWith('.pdf') ? 'application/pdf' : 'text/markdown',
  hash: hash(text ?? filename),
  createdAt: opened,
  text,
})

const gearCare = 'collection_7d02c3b8-51fe-4c0a-9a64-2f1be6d7714c'
const returns = articles.filter(({ id }) => id.startsWith('policy-'))
const rest = articles.filter(({ id }) => !id.startsWith('policy-'))
const written = (some: typeof articles): string => some.map(({ title, text }) => `${title}\n${text}`).join('\n\n')

const careText = `Waxed boots. Brush them dry, then rub wax into the seams twice a season. Never dry leather boots on a stove.

Down jackets. Wash at 30 degrees with down soap, tumble dry with two clean tennis balls until no clumps are left.`

export const createLibrary = (): LibraryState => {
  const files = [
    fileOf('file_51c0a7', 'store-policies.md', written(returns)),
    fileOf('file_88e2d1', 'help-centre.md', written(rest)),
    fileOf('file_0b93f4', 'gear-care.md', careText),
    fileOf('file_c7714e', 'boot-resoling-scan.pdf', null),
  ]
  const collection = (id: string, name: string, description: string): LibraryCollection => ({
    collection_id: id,
    collection_name: name,
    collection_description: description,
    created_at: '2026-01-10T08:00:00Z',
    ...usualIndex,
  })
  const placed = (collectionId: string, fileId: string) => ({ collectionId, fileId, at: opened })
  return {
    files,
    collections: [
      collection(collectionId, 'Help centre', 'Store policies and what customers ask most'),
      collection(gearCare, 'Gear care', 'How to look after boots and jackets'),
    ],
    placed: [
      placed(collectionId, 'file_51c0a7'),
      placed(collectionId, 'file_88e2d1'),
      placed(gearCare, 'file_0b93f4'),
      placed(gearCare, 'file_c7714e'),
    ],
    made: 0,
  }
}

const steps = ['PROCESSING', 'CHUNKED', 'EMBEDDING', 'WRITING'] as const

/** How far a file has come in a collection. One in which there is nothing to read fails at the second step. */
export function statusOf(file: LibraryFile, since: number, now: number, { stepMs }: LibraryShape) {
  const step = stepMs === 0 ? steps.length : Math.floor((now - since) / stepMs)
  if (file.text === null && step >= 1)
    return { status: 'DOCUMENT_STATUS_FAILED', error: 'No text could be extracted from the file', doneAt: null }
  const word = steps[step]
  return word === undefined
    ? { status: 'DOCUMENT_STATUS_PROCESSED', error: '', doneAt: since + stepMs * steps.length }
    : { status: `DOCUMENT_STATUS_${word}`, error: '', doneAt: null }
}

/** Every member at most as long as a chunk, cut between paragraphs. */
export function chunksOf(text: string): readonly string[] {
  const chunks: string[] = []
  for (const paragraph of text.split(/\n\s*\n/).map((one) => one.trim())) {
    const last = chunks.at(-1)
    if (paragraph === '') continue
    if (last !== undefined && last.length + paragraph.length < 600) chunks[chunks.length - 1] = `${last}\n${paragraph}`
    else chunks.push(paragraph)
  }
  return chunks
}
