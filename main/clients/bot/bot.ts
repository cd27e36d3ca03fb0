/**
 * BestChatbot's AI Support Agent API. Reads come back as our own nouns, writes as the job the service made of them. Everything
 * waits its turn at the pace of the key; every failure is an AppError whose words can be shown.
 */
import type {
  BotAction,
  BotAnswer,
  BotConversation,
  BotDocument,
  BotDocumentDraft,
  BotGap,
  BotJob,
  BotKey,
  BotKnowledgeStatus,
  BotRun,
  BotTranscript,
  BotUsage,
  BotUser,
} from '#contract/bot.ts'
import type { Arguments } from '#contract/tool.ts'
import { isExpiredToken } from '#main/clients/bot/errors.ts'
import { readList } from '#main/clients/bot/read.ts'
import { createBotQuery, type BotQuestion, type BotQuestionCall } from '#main/clients/bot/query.ts'
import type { BotRouteName } from '#main/clients/bot/routes.ts'
import {
  createBotSend,
  readOr,
  type BotCall,
  type BotPorts,
  type BotReply,
  type BotRequest,
  type BotWrite,
} from '#main/clients/bot/send.ts'
import {
  readAction,
  readConversation,
  readDocument,
  readGap,
  readJob,
  readKey,
  readKnowledge,
  readRun,
  readTranscript,
  readUsage,
  writeDocument,
} from '#main/clients/bot/shapes.ts'
import type { UserTokens } from '#main/clients/bot/user-tokens.ts'
import { isFields } from '#main/clients/http/errors.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'

/** `unreadable`: how many entries of the page nobody here can read. */
export type BotPage<T> = { readonly items: readonly T[]; readonly next: string | null; readonly unreadable: number }
export type BotPaging = { readonly limit?: number; readonly cursor?: string | null }
export type BotBetween = { readonly from?: number | null; readonly to?: number | null }

/** `job` null: it was done at once. */
export type BotQueued = { readonly job: BotJob | null }
export type BotStored = BotQueued & { readonly document: BotDocument | null }

/** `draft` of an upsert is found again by its external id. */
export type BotOperation =
  | { readonly op: 'upsert'; readonly id?: string | null; readonly draft: BotDocumentDraft }
  | { readonly op: 'delete'; readonly id: string }

export type BotClient = {
  readonly query: (question: BotQuestion, call: BotQuestionCall) => Promise<BotAnswer>
  readonly kb: {
    readonly list: (
      filter: BotPaging & { readonly state?: BotDocument['state'] | null; readonly words?: string },
      call: BotCall,
    ) => Promise<BotPage<BotDocument>>
    readonly get: (id: string, call: BotCall) => Promise<BotDocument>
    readonly create: (draft: BotDocumentDraft, call: BotWrite) => Promise<BotStored>
    /** The whole document. */
    readonly replace: (id: string, draft: BotDocumentDraft, call: BotWrite) => Promise<BotStored>
    /** Parts of it. `version`: refused as `conflict` where the service has another one. */
    readonly change: (
      id: string,
      change: Partial<BotDocumentDraft> & { readonly version?: number | null },
      call: BotWrite,
    ) => Promise<BotStored>
    readonly remove: (id: string, call: BotWrite) => Promise<BotQueued>
    /** At most `mostOperations` at once. */
    readonly batch: (operations: readonly BotOperation[], call: BotWrite) => Promise<BotQueued>
    /** None named: all. */
    readonly reindex: (ids: readonly string[], call: BotWrite) => Promise<BotQueued>
    readonly job: (id: string, call: BotCall) => Promise<BotJob>
    readonly status: (call: BotCall) => Promise<BotKnowledgeStatus>
  }
  readonly conversations: {
    readonly list: (
      filter: BotPaging & BotBetween & { readonly channel?: string | null; readonly answered?: boolean | null },
      call: BotCall,
    ) => Promise<BotPage<BotConversation>>
    readonly get: (id: string, call: BotCall) => Promise<BotTranscript>
  }
  readonly gaps: {
    readonly list: (
      filter: BotPaging & BotBetween & { readonly state?: BotGap['state'] | null },
      call: BotCall,
    ) => Promise<BotPage<BotGap>>
    readonly change: (
      id: string,
      to: { readonly state: BotGap['state']; readonly documentId: string | null },
      call: BotWrite,
    ) => Promise<BotGap | null>
  }
  readonly actions: {
    readonly list: (call: BotCall) => Promise<BotPage<BotAction>>
    readonly get: (id: string, call: BotCall) => Promise<BotAction>
    readonly run: (
      id: string,
      run: { readonly input: Arguments; readonly dryRun: boolean; readonly user: BotUser | null },
      call: BotWrite,
    ) => Promise<BotRun>
    readonly runs: (id: string, paging: BotPaging, call: BotCall) => Promise<BotPage<BotRun>>
    readonly runStatus: (runId: string, call: BotCall) => Promise<BotRun>
  }
  readonly usage: (call: BotCall) => Promise<BotUsage>
  readonly key: (call: BotCall) => Promise<BotKey>
}

export const mostOperations = 500
const perPage = 50
const batchMs = 120_000

export function createBotClient(
  ports: BotPorts & { readonly tokens: UserTokens; readonly streaming: boolean },
): BotClient {
  const { clock, random, tokens, streaming } = ports
  const send = createBotSend(ports)
  const get = async <T>(request: BotRequest, read: (json: unknown) => T | null, what: string): Promise<T> =>
    readOr(await send.json(request), read, what)
  const page = async <T>(
    request: BotRequest & { readonly paging: BotPaging },
    read: (json: unknown) => T | null,
    what: string,
  ): Promise<BotPage<T>> => {
    const { limit = perPage, cursor = null } = request.paging
    const query = { ...request.query, limit, cursor }
    const { items, next } = await get({ ...request, query }, readList, what)
    const readable = items.flatMap((item) => read(item) ?? [])
    return { items: readable, next, unreadable: items.length - readable.length }
  }
  const write = async (request: BotRequest, what: string): Promise<BotStored> =>
    storedOf(await send.json(request), what)
  /** What is deleted leaves room: the next document may be tried again, whatever was said of the quota before. */
  const freeing = async (deleted: Promise<BotStored>): Promise<BotStored> => {
    const taken = await deleted
    ports.pace.opened('knowledge')
    return taken
  }
  const between = ({ from = null, to = null }: BotBetween) => ({ from: dateOf(from), to: dateOf(to) })
  const at = (route: BotRouteName, call: BotCall | BotWrite, id?: string) =>
    id === undefined ? { route, call } : { route, call, id }

  return {
    query: createBotQuery({ send, http: ports.http, tokens, clock, random, streaming }),
    kb: {
      list: ({ state, words, ...paging }, call) =>
        page({ ...at('documents', call), query: { status: state, q: words }, paging }, readDocument, 'documents'),
      get: (id, call) => get(at('document', call, id), inside(readDocument, 'document'), 'a document'),
      create: (draft, call) => write({ ...at('createDocument', call), body: writeDocument(draft) }, 'a new document'),
      replace: (id, draft, call) =>
        write({ ...at('replaceDocument', call, id), body: writeDocument(draft) }, 'a document'),
      change: (id, change, call) => write({ ...at('changeDocument', call, id), body: changeOf(change) }, 'a document'),
      remove: (id, call) => freeing(write(at('deleteDocument', call, id), 'the deletion')),
      batch: (operations, call) => {
        if (operations.length > mostOperations)
          throw new AppError('too_large', `The bot takes ${mostOperations} documents at once.`, {
            data: { sent: false },
          })
        const body = { operations: operations.map(operationOf) }
        const request = { ...at('batchDocuments', call), body, timeoutMs: batchMs }
        if (operations.some(({ op }) => op !== 'delete')) return write(request, 'the batch')
        return freeing(write({ ...request, quota: null }, 'the batch'))
      },
      reindex: (ids, call) => write({ ...at('reindex', call), body: { document_ids: ids } }, 'the new index'),
      job: (id, call) => get(at('job', call, id), inside(readJob, 'job'), 'a job'),
      status: (call) => get(at('knowledge', call), readKnowledge, 'its knowledge'),
    },
    conversations: {
      list: ({ channel, answered, from = null, to = null, ...paging }, call) =>
        page(
          { ...at('conversations', call), query: { ...between({ from, to }), channel, answered }, paging },
          readConversation,
          'conversations',
        ),
      get: (id, call) => get(at('conversation', call, id), inside(readTranscript, 'conversation'), 'a conversation'),
    },
    gaps: {
      list: ({ state, from = null, to = null, ...paging }, call) =>
        page({ ...at('gaps', call), query: { ...between({ from, to }), status: state }, paging }, readGap, 'gaps'),
      change: async (id, { state, documentId }, call) => {
        const body = { status: state, ...(documentId === null ? {} : { document_id: documentId }) }
        const reply = await send.json({ ...at('changeGap', call, id), body })
        return inside(readGap, 'gap')(reply.json)
      },
    },
    actions: {
      list: (call) => page({ ...at('actions', call), paging: { limit: 200 } }, readAction, 'actions'),
      get: (id, call) => get(at('action', call, id), inside(readAction, 'action'), 'an action'),
      run: async (id, { input, dryRun, user }, call) => {
        const once = async (renew: boolean) => {
          const token = await tokens.of(user, renew, call.signal)
          const body = { input, dry_run: dryRun, ...(token === null ? {} : { user_token: token }) }
          return get({ ...at('startRun', call, id), body }, inside(readRun, 'run'), 'a run')
        }
        return once(false).catch((thrown: unknown) => {
          if (!isExpiredToken(asAppError(thrown)) || !tokens.canRenew(user)) throw thrown
          return once(true)
        })
      },
      runs: (id, paging, call) => page({ ...at('runs', call, id), paging }, readRun, 'runs'),
      runStatus: (id, call) => get(at('run', call, id), inside(readRun, 'run'), 'a run'),
    },
    usage: (call) => get(at('usage', call), readUsage, 'its use'),
    key: (call) => get(at('key', call), inside(readKey, 'key'), 'its key'),
  }
}

/** Bare, or one level down under its own name. */
const inside =
  <T>(read: (json: unknown) => T | null, name: string) =>
  (json: unknown): T | null =>
    read(json) ?? (isFields(json) ? read(json[name]) : null)

const dateOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString())

/** A success without a body, or with a document alone, is one too: nothing more is known of it. */
function storedOf(reply: BotReply, what: string): BotStored {
  const { json } = reply
  if (json === null) return { document: null, job: null }
  return readOr(
    reply,
    (value) => {
      if (!isFields(value)) return null
      const job = readJob(value['job']) ?? (isFields(value['document']) || 'title' in value ? null : readJob(value))
      return { job, document: readDocument(value['document']) ?? ('title' in value ? readDocument(value) : null) }
    },
    what,
  )
}

function changeOf(change: Parameters<BotClient['kb']['change']>[1]) {
  const { version = null, externalId, title, content, contentType, url, language, tags, active } = change
  return {
    ...(version === null ? {} : { version }),
    ...(externalId === undefined ? {} : { external_id: externalId }),
    ...(title === undefined ? {} : { title }),
    ...(content === undefined ? {} : { content }),
    ...(contentType === undefined ? {} : { content_type: contentType }),
    ...(url === undefined ? {} : { url }),
    ...(language === undefined ? {} : { language }),
    ...(tags === undefined ? {} : { tags }),
    ...(active === undefined ? {} : { active }),
  }
}

const operationOf = (operation: BotOperation) =>
  operation.op === 'delete'
    ? { op: 'delete', document: { id: operation.id } }
    : {
        op: 'upsert',
        document: {
          ...(operation.id === undefined || operation.id === null ? {} : { id: operation.id }),
          ...writeDocument(operation.draft),
        },
      }
