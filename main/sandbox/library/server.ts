import { isFields, type Fields } from '#main/sandbox/account/fields.ts'
import { agentError } from '#main/sandbox/agent/server.ts'
import {
  nextLibraryId,
  statusOf,
  usualIndex,
  type LibraryCollection,
  type LibraryFile,
  type LibraryShape,
  type LibraryState,
} from '#main/sandbox/library/library.ts'
import { addFile, paged, readUpload } from '#main/sandbox/library/files.ts'
import { bearerOf, sampleKeys } from '#main/sandbox/sample-keys.ts'
import type { Handler, Reply, Request } from '#main/sandbox/service-exchange.ts'

/** The management host: collections and their documents. It knows one key, and no key of the API. */
export type LibraryContext = {
  readonly state: () => LibraryState
  readonly save: () => void
  readonly shape: () => LibraryShape
  readonly now: () => number
  readonly key: string
}

const refuse = (status: number, error: string): Reply => ({ status, body: agentError(status, error) })
const ok = (body: unknown): Reply => ({ status: 200, body })
const iso = (at: number): string => new Date(at).toISOString()

export function createLibraryHandler(context: LibraryContext): Handler {
  const { state, now } = context

  const view = (collection: LibraryCollection) => ({
    ...collection,
    documents_count: state().placed.filter((one) => one.collectionId === collection.collection_id).length,
  })
  const documentView = (file: LibraryFile, at: number) => {
    const { status, error, doneAt } = statusOf(file, at, now(), context.shape())
    return {
      file_metadata: {
        file_id: file.id,
        name: file.filename,
        size_bytes: String(file.bytes),
        content_type: file.type,
        created_at: iso(file.createdAt),
        expires_at: null,
        hash: file.hash,
        upload_status: 'Complete',
        upload_error_message: '',
        processing_status: 'Complete',
        file_path: '',
      },
      fields: {},
      status,
      error_message: error,
      last_indexed_at: doneAt === null ? null : iso(doneAt),
    }
  }
  const documentsOf = (id: string) =>
    state().placed.flatMap((one) => {
      const file = state().files.find((each) => each.id === one.fileId)
      return one.collectionId === id && file !== undefined ? [{ file, at: one.at }] : []
    })

  const named = (body: Fields, before: LibraryCollection): LibraryCollection | Reply => {
    const name = body['collection_name'] ?? before.collection_name
    const description = body['collection_description'] ?? before.collection_description
    if (typeof name !== 'string' || name.trim() === '') return refuse(400, 'collection_name is required')
    if (name.length > 255) return refuse(400, 'collection_name must not exceed 255 characters')
    if (typeof description !== 'string') return refuse(400, 'collection_description has to be a string')
    return { ...before, collection_name: name, collection_description: description }
  }

  const collections = (request: Request, body: Fields): Reply => {
    if (request.method === 'GET') {
      const isUp = request.query.get('order') !== 'ORDERING_DESCENDING'
      const all = state().collections.toSorted((a, b) => (a.collection_name < b.collection_name ? -1 : 1))
      return paged((isUp ? all : all.toReversed()).map(view), 'collections', request, context.shape())
    }
    if (request.method !== 'POST') return refuse(405, 'Method not allowed')
    const made = named(body, {
      collection_id: '',
      collection_name: '',
      collection_description: '',
      created_at: iso(now()),
      ...usualIndex,
    })
    if ('status' in made) return made
    const collection = { ...made, collection_id: nextLibraryId(state(), 'collection') }
    state().collections = [...state().collections, collection]
    return ok(view(collection))
  }

  const collection = (found: LibraryCollection, method: string, body: Fields): Reply => {
    const library = state()
    switch (method) {
      case 'GET':
        return ok(view(found))
      case 'PUT': {
        const after = named(body, found)
        if ('status' in after) return after
        library.collections = library.collections.map((one) => (one === found ? after : one))
        return ok(view(after))
      }
      case 'DELETE':
        library.collections = library.collections.filter((one) => one !== found)
        library.placed = library.placed.filter((one) => one.collectionId !== found.collection_id)
        return { status: 200 }
      default:
        return refuse(405, 'Method not allowed')
    }
  }

  const place = (id: string, fileId: string): Reply => {
    if (!state().placed.some((one) => one.collectionId === id && one.fileId === fileId))
      state().placed = [...state().placed, { collectionId: id, fileId, at: now() }]
    return ok({})
  }

  const documents = async (id: string, request: Request): Promise<Reply> => {
    if (request.method === 'GET')
      return paged(
        documentsOf(id).map(({ file, at }) => documentView(file, at)),
        'documents',
        request,
        context.shape(),
      )
    if (request.method !== 'POST') return refuse(405, 'Method not allowed')
    const upload = await readUpload(request, 'data', context.shape())
    if ('status' in upload) return upload
    const file = addFile(state(), upload, now())
    place(id, file.id)
    return ok(documentView(file, now()))
  }

  const document = (id: string, fileId: string, method: string): Reply => {
    const library = state()
    if (method === 'POST')
      return library.files.some((one) => one.id === fileId)
        ? place(id, fileId)
        : refuse(404, `File ${fileId} not found`)
    const found = documentsOf(id).find(({ file }) => file.id === fileId)
    if (found === undefined) return refuse(404, `Document ${fileId} not found`)
    const others = library.placed.filter((one) => one.collectionId !== id || one.fileId !== fileId)
    switch (method) {
      case 'GET':
        return ok(documentView(found.file, found.at))
      case 'PATCH':
        library.placed = [...others, { collectionId: id, fileId, at: now() }]
        return ok({})
      case 'DELETE':
        library.placed = others
        return ok({})
      default:
        return refuse(405, 'Method not allowed')
    }
  }

  const answer = (request: Request): Reply | Promise<Reply> => {
    const { method, json } = request
    const pieces = /^\/v1\/collections(?:\/([^/]+))?(?:\/(documents|documents:batchGet)(?:\/([^/]+))?)?$/.exec(
      request.path,
    )
    if (pieces === null) return refuse(404, 'Not found')
    const [id, part, fileId] = pieces.slice(1).map((one) => (one === undefined ? undefined : decodeURIComponent(one)))
    const body = isFields(json) ? json : {}
    if ((method === 'PUT' || (method === 'POST' && part === undefined)) && !isFields(json))
      return refuse(400, 'The body is not a JSON object')
    if (id === undefined) return collections(request, body)
    const found = state().collections.find((one) => one.collection_id === id)
    if (found === undefined) return refuse(404, `Collection ${id} not found`)
    if (part === undefined) return collection(found, method, body)
    if (part === 'documents:batchGet') {
      const wanted = request.query.getAll('file_ids')
      const some = documentsOf(id).filter(({ file }) => wanted.includes(file.id))
      return ok({ documents: some.map(({ file, at }) => documentView(file, at)) })
    }
    return fileId === undefined ? documents(id, request) : document(id, fileId, method)
  }

  return async (request) => {
    const key = bearerOf(request.headers)
    if (key === undefined) return refuse(401, 'No authorization header, or one that is not a bearer token.')
    if (sampleKeys.includes(key)) return refuse(403, 'This is an API key. Use a management key.')
    if (key !== context.key) return refuse(401, 'The management key is not valid.')
    const reply = await answer(request)
    if (request.method !== 'GET' && reply.status < 300) context.save()
    return reply
  }
}
