import { refuse, listed, type BotContext } from '#main/sandbox/bot/replies.ts'
import { isFields } from '#main/sandbox/account/fields.ts'
import {
  nextId,
  sizeOf,
  stamp,
  type BotDocumentState,
  type BotJobState,
  type BotState,
} from '#main/sandbox/bot/world.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'

/** The knowledge base of the bot: writes are taken at once and worked off in steps of time, as a queue would. */
type Fields = Readonly<Record<string, unknown>>

/** Lets every job be as far as it would be by now. */
export function workOff(context: BotContext): void {
  const state = context.state()
  const { stepMs } = context.shape()
  for (const job of state.jobs) {
    if (job.finished_at !== null) continue
    const steps = stepMs === 0 ? 2 : Math.floor((context.now() - job.at) / stepMs)
    if (steps < 1) continue
    job.status = 'running'
    const touched = state.documents.filter(({ id }) => job.documents.includes(id))
    for (const document of touched) if (document.status === 'queued') document.status = 'processing'
    if (steps < 2) continue
    finish(state, job, touched, stamp(job.at + 2 * stepMs))
    context.save()
  }
}

function finish(state: BotState, job: BotJobState, touched: readonly BotDocumentState[], at: string): void {
  for (const document of touched) {
    const isBroken = document.content.includes('FAIL')
    document.status = isBroken ? 'failed' : 'indexed'
    document.error = isBroken ? 'The content could not be read.' : null
    if (!isBroken) document.indexed_at = at
    if (isBroken) job.errors.push({ document_id: document.id, message: 'The content could not be read.' })
  }
  state.documents = state.documents.filter(({ id }) => !job.deletes.includes(id))
  job.failed = job.errors.length
  job.done = job.total - job.failed
  job.status = job.failed === 0 ? 'succeeded' : job.done === 0 ? 'failed' : 'partially_failed'
  job.finished_at = at
}

export function viewDocument(document: BotDocumentState, whole: boolean): Fields {
  const { content, ...others } = document
  const size = { size_bytes: sizeOf(document), chunk_count: Math.max(1, Math.ceil(content.length / 900)) }
  return whole ? { ...others, ...size, content } : { ...others, ...size }
}

const viewJob = ({ id, kind, status, total, done, failed, errors, created_at, finished_at }: BotJobState): Fields => ({
  id,
  kind,
  status,
  total,
  done,
  failed,
  errors,
  created_at,
  finished_at,
})

function queue(
  context: BotContext,
  kind: BotJobState['kind'],
  documents: readonly string[],
  deletes: readonly string[],
): BotJobState {
  const state = context.state()
  const job: BotJobState = {
    id: nextId(state, 'job'),
    kind,
    status: 'queued',
    total: documents.length + deletes.length,
    done: 0,
    failed: 0,
    errors: [],
    created_at: stamp(context.now()),
    finished_at: null,
    at: context.now(),
    documents,
    deletes,
  }
  state.jobs.unshift(job)
  for (const document of state.documents) {
    if (documents.includes(document.id)) document.status = 'queued'
    if (deletes.includes(document.id)) document.status = 'deleting'
  }
  context.save()
  return job
}

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)
const textOrNull = (value: unknown, otherwise: string | null): string | null =>
  typeof value === 'string' || value === null ? value : otherwise

function put(context: BotContext, given: Fields, known: BotDocumentState | undefined): BotDocumentState {
  const state = context.state()
  const at = stamp(context.now())
  const before = known ?? {
    id: nextId(state, 'doc'),
    external_id: null,
    title: '',
    content: '',
    content_type: 'text/markdown',
    url: null,
    language: 'en',
    tags: [],
    active: true,
    status: 'queued' as const,
    error: null,
    version: 0,
    created_at: at,
    updated_at: at,
    indexed_at: null,
  }
  const { tags, active } = given
  const after: BotDocumentState = {
    ...before,
    external_id: textOrNull(given['external_id'], before.external_id),
    title: text(given['title'], before.title),
    content: text(given['content'], before.content),
    content_type: text(given['content_type'], before.content_type),
    url: textOrNull(given['url'], before.url),
    language: text(given['language'], before.language),
    tags: Array.isArray(tags) ? tags.filter((one) => typeof one === 'string') : before.tags,
    active: typeof active === 'boolean' ? active : before.active,
    version: before.version + 1,
    updated_at: at,
  }
  state.documents =
    known === undefined
      ? [after, ...state.documents]
      : state.documents.map((one) => (one.id === after.id ? after : one))
  return after
}

/** Null: it may be written. */
function fault(context: BotContext, given: Fields, isWhole: boolean): Reply | null {
  const { documentLimit, knowledgeLimit } = context.shape()
  for (const name of ['title', 'content'])
    if (isWhole && text(given[name], '').trim() === '') return refuse(400, 'missing_field', `${name} is required.`)
  const size = Buffer.byteLength(text(given['content'], ''))
  if (size > documentLimit)
    return refuse(413, 'document_too_large', `A document may have ${documentLimit} bytes; this one has ${size}.`)
  const all = context.state().documents.reduce((sum, one) => sum + sizeOf(one), 0)
  if (all + size > knowledgeLimit)
    return refuse(429, 'monthly_quota_exceeded', 'The knowledge base is full.', { error: { type: 'quota_error' } })
  return null
}

const find = (state: BotState, id: unknown): BotDocumentState | undefined =>
  state.documents.find((one) => one.id === id || (one.external_id !== null && one.external_id === id))

const noDocument = (id: string): Reply => refuse(404, 'document_not_found', `No document ${id}.`)
const accepted = (document: BotDocumentState | null, job: BotJobState): Reply => ({
  status: 202,
  body: { ...(document === null ? {} : { document: viewDocument(document, true) }), job: viewJob(job) },
})

function batch(context: BotContext, given: Fields): Reply {
  const operations = Array.isArray(given['operations']) ? given['operations'].filter(isFields) : []
  if (operations.length === 0) return refuse(400, 'missing_field', 'operations is required.')
  if (operations.length > 500) return refuse(400, 'invalid_field', 'At most 500 operations.')
  const written: string[] = []
  const deletes: string[] = []
  for (const { op, document } of operations) {
    if (!isFields(document)) return refuse(400, 'invalid_field', 'An operation has no document.')
    const known = find(context.state(), document['id'] ?? document['external_id'])
    if (op === 'delete') {
      if (known !== undefined) deletes.push(known.id)
      continue
    }
    const refused = fault(context, document, known === undefined)
    if (refused !== null) return refused
    written.push(put(context, document, known).id)
  }
  return accepted(null, queue(context, 'batch', written, deletes))
}

function one(context: BotContext, request: Request, id: string, given: Fields): Reply {
  const known = find(context.state(), id)
  if (known === undefined) return noDocument(id)
  switch (request.method) {
    case 'GET':
      return { status: 200, body: viewDocument(known, true) }
    case 'DELETE':
      return accepted(null, queue(context, 'delete', [], [known.id]))
    case 'PUT':
    case 'PATCH': {
      const refused = fault(context, given, request.method === 'PUT')
      if (refused !== null) return refused
      const { version } = given
      if (typeof version === 'number' && version !== known.version)
        return refuse(409, 'version_conflict', `The document has version ${known.version}.`)
      const after = put(context, given, known)
      return accepted(after, queue(context, 'upsert', [after.id], []))
    }
    default:
      return refuse(405, 'method_not_allowed', 'Method not allowed.')
  }
}

/** Null: it is not about the knowledge base. */
export function knowledgeReply(context: BotContext, request: Request): Reply | null {
  const { method, path } = request
  const state = context.state()
  const given = isFields(request.json) ? request.json : {}
  if (path === '/v1/kb/status' && method === 'GET') {
    const of = (status: string) => state.documents.filter((document) => document.status === status).length
    const last = state.documents
      .map(({ indexed_at }) => indexed_at ?? '')
      .toSorted()
      .at(-1)
    return {
      status: 200,
      body: {
        documents: state.documents.length,
        indexed: of('indexed'),
        queued: of('queued') + of('processing'),
        failed: of('failed'),
        size_bytes: state.documents.reduce((sum, document) => sum + sizeOf(document), 0),
        last_indexed_at: last === '' ? null : (last ?? null),
      },
    }
  }
  const job = /^\/v1\/kb\/jobs\/([^/]+)$/.exec(path)?.[1]
  if (job !== undefined && method === 'GET') {
    const found = state.jobs.find(({ id }) => id === job)
    return found === undefined ? refuse(404, 'job_not_found', `No job ${job}.`) : { status: 200, body: viewJob(found) }
  }
  if (path === '/v1/kb/reindex' && method === 'POST') {
    const wanted = Array.isArray(given['document_ids']) ? given['document_ids'] : []
    const ids = state.documents.map(({ id }) => id).filter((id) => wanted.length === 0 || wanted.includes(id))
    return accepted(null, queue(context, 'reindex', ids, []))
  }
  if (path === '/v1/kb/documents:batch' && method === 'POST') return batch(context, given)
  if (path === '/v1/kb/documents') {
    if (method === 'GET') {
      const status = request.query.get('status')
      const words = (request.query.get('q') ?? '').toLowerCase()
      const found = state.documents.filter(
        (document) =>
          (status === null || document.status === status) &&
          `${document.title} ${document.content}`.toLowerCase().includes(words),
      )
      return listed(
        context,
        request,
        found.map((document) => viewDocument(document, false)),
      )
    }
    const refused = fault(context, given, true)
    if (refused !== null) return refused
    const document = put(context, given, find(state, given['external_id'] ?? ''))
    return accepted(document, queue(context, 'upsert', [document.id], []))
  }
  const id = /^\/v1\/kb\/documents\/([^/]+)$/.exec(path)?.[1]
  return id === undefined ? null : one(context, request, decodeURIComponent(id), given)
}
