import { createHash } from 'node:crypto'
import { isFields } from '#main/sandbox/account/fields.ts'
import {
  chunksOf,
  nextLibraryId,
  statusOf,
  type LibraryFile,
  type LibraryShape,
  type LibraryState,
} from '#main/sandbox/library/library.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'
import { agentError } from '#main/sandbox/agent/server.ts'

/** `/v1/files` and `/v1/documents/search` of the ordinary host, over the same library as the management host. */
const refuse = (status: number, error: string): Reply => ({ status, body: agentError(status, error) })

export function paged(items: readonly object[], name: string, { query }: Request, { pageSize }: LibraryShape): Reply {
  const limit = Number(query.get('limit') ?? '100')
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) return refuse(400, 'limit has to be between 1 and 100')
  const from = Number(query.get('pagination_token') ?? '0')
  const size = pageSize === 0 ? limit : Math.min(pageSize, limit)
  const isMore = from + size < items.length
  return {
    status: 200,
    body: {
      [name]: items.slice(from, from + size),
      pagination_token: isMore ? String(from + size) : name === 'data' ? null : '',
    },
  }
}

type Upload = { readonly name: string; readonly type: string; readonly bytes: Buffer }

const readable = /^(text\/|application\/(json|xml|yaml))/
const taken = /^(text\/|application\/(json|xml|yaml|pdf|vnd\.openxmlformats))/

/** The file in a form, or the refusal. */
export async function readUpload(
  request: Request,
  field: 'file' | 'data',
  shape: LibraryShape,
): Promise<Upload | Reply> {
  const type = request.headers['content-type'] ?? ''
  if (!/^multipart\/form-data\b/i.test(type)) return refuse(400, 'Expected a multipart form')
  const form = await new Response(new Uint8Array(request.bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => null)
  const file = form?.get(field) ?? null
  if (form === null || file === null || typeof file === 'string') return refuse(400, `${field} is required`)
  if (field === 'file' && typeof form.get('purpose') !== 'string') return refuse(400, 'purpose is required')
  if (file.size > shape.mostBytes) return refuse(413, 'The file exceeds the maximum size')
  const given = form.get('name')
  const name = typeof given === 'string' ? given : file.name
  const named = form.get('content_type')
  const kind = typeof named === 'string' ? named : file.type
  if (!taken.test(kind)) return refuse(400, `Unsupported content type ${kind}`)
  return { name, type: kind, bytes: Buffer.from(await file.arrayBuffer()) }
}

/** As much of a file as is searched. */
const mostText = 200_000

export function addFile(state: LibraryState, { name, type, bytes }: Upload, at: number): LibraryFile {
  const text = bytes.subarray(0, mostText).toString('utf8')
  const file: LibraryFile = {
    id: nextLibraryId(state, 'file'),
    filename: name,
    bytes: bytes.length,
    type,
    hash: createHash('sha256').update(bytes).digest('hex'),
    createdAt: at,
    text: readable.test(type) && text.trim() !== '' && !text.includes('\u0000') ? text : null,
  }
  state.files = [...state.files, file]
  return file
}

const fileView = ({ id, filename, bytes, createdAt }: LibraryFile) => ({
  id,
  object: 'file',
  bytes,
  created_at: Math.floor(createdAt / 1000),
  expires_at: null,
  filename,
  purpose: 'assistants',
})

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set([...text.toLowerCase().matchAll(/[\p{L}\p{N}]{3,}/gu)].map(([word]) => word.replace(/s$/, '')))

function search(request: Request, state: LibraryState, shape: LibraryShape, now: number): Reply {
  const body = isFields(request.json) ? request.json : {}
  const source = isFields(body['source']) ? body['source'] : {}
  const ids = source['collection_ids'] ?? body['collection_ids']
  const { query } = body
  const mode = isFields(body['retrieval_mode']) ? body['retrieval_mode']['type'] : (body['mode'] ?? 'hybrid')
  const limit = body['limit'] ?? body['max_num_results'] ?? 10
  if (typeof query !== 'string' || query.trim() === '') return refuse(400, 'query is required')
  if (!Array.isArray(ids) || ids.length === 0 || ids.length > 10)
    return refuse(400, 'collection_ids: 1 to 10 are taken')
  if (!['hybrid', 'semantic', 'keyword'].includes(String(mode)))
    return refuse(400, 'retrieval_mode is not one of those taken')
  if (typeof limit !== 'number' || limit < 1 || limit > 50) return refuse(400, 'limit has to be between 1 and 50')
  const unknown = ids.find((id) => !state.collections.some((one) => one.collection_id === id))
  if (unknown !== undefined) return refuse(404, `Collection ${String(unknown)} not found`)
  const wanted = wordsOf(query)
  const matches = state.placed
    .filter((one) => ids.includes(one.collectionId))
    .flatMap(({ collectionId, fileId, at }) => {
      const file = state.files.find(({ id }) => id === fileId)
      if (file?.text === undefined || file.text === null) return []
      if (statusOf(file, at, now, shape).doneAt === null) return []
      return chunksOf(file.text).map((chunk, index) => {
        const found = [...wanted].filter((word) => wordsOf(chunk).has(word)).length
        return {
          file_id: fileId,
          chunk_id: `${fileId}-${index}`,
          chunk_content: chunk,
          score: Math.round((found / Math.max(1, wanted.size)) * 100) / 100,
          collection_ids: [collectionId],
          fields: {},
          page_number: null,
        }
      })
    })
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
  return { status: 200, body: { matches: matches.slice(0, limit) } }
}

export function createFileRoutes(context: {
  readonly state: () => LibraryState
  readonly save: () => void
  readonly shape: () => LibraryShape
  readonly now: () => number
}): (request: Request) => Promise<Reply> | Reply | null {
  const { state, save, shape, now } = context
  const store = async (request: Request): Promise<Reply> => {
    const upload = await readUpload(request, 'file', shape())
    if ('status' in upload) return upload
    const file = addFile(state(), upload, now())
    save()
    return { status: 200, body: fileView(file) }
  }
  const remove = (file: LibraryFile): Reply => {
    const library = state()
    library.files = library.files.filter((one) => one !== file)
    library.placed = library.placed.filter((one) => one.fileId !== file.id)
    save()
    return { status: 200, body: { id: file.id, object: 'file', deleted: true } }
  }
  return (request) => {
    const { method, path } = request
    if (path === '/v1/documents/search')
      return method === 'POST' ? search(request, state(), shape(), now()) : refuse(405, 'Method not allowed')
    const found = /^\/v1\/files(?:\/([^/]+)(\/content)?)?$/.exec(path)
    if (found === null) return null
    if (found[1] === undefined) {
      if (method === 'GET') return paged(state().files.toReversed().map(fileView), 'data', request, shape())
      return method === 'POST' ? store(request) : refuse(405, 'Method not allowed')
    }
    const file = state().files.find(({ id }) => id === found[1])
    if (file === undefined) return refuse(404, `File ${found[1]} not found`)
    if (found[2] !== undefined) return { status: 200, body: Buffer.from(file.text ?? '') }
    if (method === 'DELETE') return remove(file)
    return method === 'GET' ? { status: 200, body: fileView(file) } : refuse(405, 'Method not allowed')
  }
}
