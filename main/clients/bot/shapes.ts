/** Documents, jobs, gaps, conversations, actions, use and keys as the bot writes them. Pure; null is what nobody can read. */
import type {
  BotAction,
  BotConversation,
  BotDocument,
  BotDocumentDraft,
  BotGap,
  BotJob,
  BotKey,
  BotKnowledgeStatus,
  BotMeter,
  BotRun,
  BotTranscript,
  BotUsage,
} from '#contract/bot.ts'
import { ArgumentsSchema, JsonSchema, type Json } from '#contract/tool.ts'
import { firstOf, idOf, readConfidence, readSources } from '#main/clients/bot/read.ts'
import { isFields } from '#main/clients/http/errors.ts'
import {
  fieldsIn,
  listOf,
  momentOf,
  numberOf,
  textsIn,
  wordsOf,
  wordsOrNull,
  type Fields,
} from '#main/clients/wire-values.ts'

const whole = (value: unknown): number | null => {
  const number = numberOf(value)
  return number === null || number < 0 ? null : Math.floor(number)
}
const count = (value: unknown): number => whole(value) ?? 0
const flag = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null)
const fieldsAt = (value: unknown): Fields => (isFields(value) ? value : {})
const chosen = <T extends string>(value: unknown, all: readonly T[], otherwise: T): T =>
  all.find((one) => one === value) ?? otherwise
const json = (value: unknown): Json => JsonSchema.safeParse(value).data ?? null
/** An error may be a sentence or an object with one. */
const sentence = (value: unknown): string | null =>
  wordsOrNull(value) ?? (isFields(value) ? (wordsOrNull(value['message']) ?? wordsOrNull(value['code'])) : null)

export function readDocument(value: unknown): BotDocument | null {
  if (!isFields(value)) return null
  const id = idOf(firstOf(value, 'id', 'document_id'))
  if (id === null) return null
  return {
    id,
    externalId: idOf(value['external_id']),
    title: wordsOf(value['title']),
    content: typeof value['content'] === 'string' ? value['content'] : null,
    contentType: wordsOrNull(value['content_type']) ?? 'text/markdown',
    url: wordsOrNull(value['url']),
    language: wordsOrNull(value['language']),
    tags: [...textsIn(value['tags'])],
    active: flag(value['active']) ?? true,
    state: chosen(value['status'], ['queued', 'processing', 'indexed', 'failed', 'deleting'] as const, 'unknown'),
    error: sentence(value['error']),
    version: whole(value['version']),
    chunks: whole(value['chunk_count']),
    bytes: whole(value['size_bytes']),
    createdAt: momentOf(value['created_at']),
    updatedAt: momentOf(value['updated_at']),
    indexedAt: momentOf(value['indexed_at']),
  }
}

export function writeDocument(draft: BotDocumentDraft): Readonly<Record<string, Json>> {
  const { externalId, title, content, contentType, url, language, tags, active } = draft
  return {
    ...(externalId === null ? {} : { external_id: externalId }),
    title,
    content,
    content_type: contentType,
    url,
    ...(language === null ? {} : { language }),
    tags: [...tags],
    active,
  }
}

export function readJob(value: unknown): BotJob | null {
  if (!isFields(value)) return null
  const id = idOf(firstOf(value, 'id', 'job_id'))
  if (id === null) return null
  return {
    id,
    kind: wordsOf(value['kind']),
    state: jobState(value),
    total: count(value['total']),
    done: count(value['done']),
    failed: count(value['failed']),
    errors: listOf(value['errors']).flatMap((one) => {
      const said = sentence(one)
      const of = isFields(one) ? idOf(firstOf(one, 'document_id', 'external_id', 'id')) : null
      return said === null ? [] : [of === null ? said : `${of}: ${said}`]
    }),
    createdAt: momentOf(value['created_at']),
    finishedAt: momentOf(value['finished_at']),
  }
}

/** By the reference, or in words others use for it; one that has ended is over, whatever it is called. */
function jobState(value: Fields): BotJob['state'] {
  const said = wordsOf(value['status']).toLowerCase()
  if (/^(completed?|done|success(ful)?|finished)$/.test(said)) return 'succeeded'
  if (/^(cancell?ed|aborted|error(ed)?)$/.test(said)) return 'failed'
  const ended = momentOf(value['finished_at']) !== null
  const otherwise = !ended ? 'queued' : count(value['failed']) > 0 ? 'partially_failed' : 'succeeded'
  return chosen(said, ['queued', 'running', 'succeeded', 'partially_failed', 'failed'] as const, otherwise)
}

export const readKnowledge = (value: unknown): BotKnowledgeStatus | null =>
  isFields(value) && whole(value['documents']) !== null
    ? {
        documents: count(value['documents']),
        indexed: count(value['indexed']),
        queued: count(value['queued']),
        failed: count(value['failed']),
        bytes: count(value['size_bytes']),
        lastIndexedAt: momentOf(value['last_indexed_at']),
      }
    : null

export function readGap(value: unknown): BotGap | null {
  if (!isFields(value)) return null
  const id = idOf(value['id'])
  const question = wordsOrNull(value['question']) ?? wordsOrNull(value['message'])
  if (id === null || question === null) return null
  return {
    id,
    question,
    normalized: wordsOrNull(value['normalized']),
    count: Math.max(1, count(value['count'])),
    conversationIds: listOf(value['example_conversation_ids']).flatMap((one) => idOf(one) ?? []),
    bestConfidence: readConfidence(value['best_confidence']),
    state: chosen(value['status'], ['open', 'resolved', 'ignored'] as const, 'open'),
    firstSeenAt: momentOf(value['first_seen_at']),
    lastSeenAt: momentOf(value['last_seen_at']),
    documentId: idOf(value['document_id']),
  }
}

export function readConversation(value: unknown): BotConversation | null {
  if (!isFields(value)) return null
  const id = idOf(firstOf(value, 'id', 'conversation_id'))
  if (id === null) return null
  const user = fieldsAt(value['user'])
  return {
    id,
    channel: wordsOrNull(value['channel']) ?? 'api',
    user: { id: idOf(user['id']), email: wordsOrNull(user['email']), name: wordsOrNull(user['name']) },
    messages: whole(value['message_count']) ?? listOf(value['messages']).length,
    startedAt: momentOf(firstOf(value, 'started_at', 'created_at')),
    lastMessageAt: momentOf(firstOf(value, 'last_message_at', 'updated_at')),
    resolved: flag(value['resolved']),
    escalated: flag(value['escalated']),
    minConfidence: readConfidence(value['min_confidence']),
  }
}

export function readTranscript(value: unknown): BotTranscript | null {
  const conversation = readConversation(value)
  if (conversation === null || !isFields(value) || !Array.isArray(value['messages'])) return null
  return {
    conversation,
    messages: fieldsIn(value['messages']).map((one) => ({
      id: idOf(one['id']),
      role: chosen(one['role'], ['user', 'assistant', 'system'] as const, 'system'),
      content: wordsOf(firstOf(one, 'content', 'text', 'message')),
      confidence: readConfidence(one['confidence']),
      sources: [...readSources(firstOf(one, 'sources', 'references', 'citations'))],
      createdAt: momentOf(one['created_at']),
    })),
  }
}

export function readAction(value: unknown): BotAction | null {
  if (!isFields(value)) return null
  const id = idOf(firstOf(value, 'id', 'action_id'))
  if (id === null) return null
  const parameters = ArgumentsSchema.safeParse(firstOf(value, 'input_schema', 'parameters')).data
  return {
    id,
    provider: wordsOrNull(value['provider']) ?? 'custom',
    name: wordsOrNull(value['name']) ?? id,
    description: wordsOf(value['description']),
    enabled: flag(value['enabled']) ?? true,
    needsUserToken: value['requires_user_token'] === true,
    mutates: value['mutates'] !== false,
    parameters: parameters ?? { type: 'object' },
  }
}

export function readRun(value: unknown): BotRun | null {
  if (!isFields(value)) return null
  const id = idOf(firstOf(value, 'id', 'run_id'))
  if (id === null) return null
  return {
    id,
    actionId: idOf(value['action_id']),
    state: chosen(value['status'], ['queued', 'running', 'succeeded', 'failed'] as const, 'running'),
    dryRun: value['dry_run'] === true,
    input: ArgumentsSchema.safeParse(value['input']).data ?? {},
    output: json(value['output']),
    error: sentence(value['error']),
    startedAt: momentOf(value['started_at']),
    finishedAt: momentOf(value['finished_at']),
    conversationId: idOf(value['conversation_id']),
  }
}

function readMeter(value: unknown): BotMeter | null {
  if (!isFields(value)) return null
  const used = numberOf(value['used'])
  return used === null ? null : { used, limit: numberOf(value['limit']) }
}

export function readUsage(value: unknown): BotUsage | null {
  if (!isFields(value)) return null
  const period = fieldsAt(value['period'])
  const queries = readMeter(value['queries'])
  const of = fieldsAt(value['queries'])
  const usage: BotUsage = {
    period: { start: momentOf(period['start']), end: momentOf(firstOf(period, 'end', 'resets_at')) },
    plan: wordsOrNull(value['plan']),
    queries: queries === null ? null : { ...queries, api: numberOf(of['api']), widget: numberOf(of['widget']) },
    knowledgeBytes: readMeter(value['kb_size_bytes']),
    connectedActions: readMeter(value['connected_actions']),
    requestsPerMinute: numberOf(fieldsAt(value['rate_limit'])['requests_per_minute']),
  }
  const isEmpty = usage.queries === null && usage.knowledgeBytes === null && usage.plan === null
  return isEmpty ? null : usage
}

export const readKey = (value: unknown): BotKey | null =>
  isFields(value) && Array.isArray(value['scopes'])
    ? {
        id: idOf(value['id']),
        name: wordsOrNull(value['name']),
        prefix: wordsOrNull(value['prefix']),
        scopes: [...textsIn(value['scopes'])],
        createdAt: momentOf(value['created_at']),
        lastUsedAt: momentOf(value['last_used_at']),
      }
    : null
