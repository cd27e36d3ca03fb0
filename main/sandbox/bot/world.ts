import { z } from 'zod'
import { articles } from '#main/sandbox/company/articles.ts'

/** What the bot of the sample company knows, was asked and did: as its service keeps it, in the names of its wire. */
export type BotDocumentState = {
  readonly id: string
  external_id: string | null
  title: string
  content: string
  content_type: string
  url: string | null
  language: string
  tags: readonly string[]
  active: boolean
  status: 'queued' | 'processing' | 'indexed' | 'failed' | 'deleting'
  error: string | null
  version: number
  readonly created_at: string
  updated_at: string
  indexed_at: string | null
}

export type BotJobState = {
  readonly id: string
  readonly kind: 'upsert' | 'delete' | 'batch' | 'reindex'
  status: 'queued' | 'running' | 'succeeded' | 'partially_failed' | 'failed'
  readonly total: number
  done: number
  failed: number
  errors: { readonly document_id: string; readonly message: string }[]
  readonly created_at: string
  finished_at: string | null
  readonly at: number
  readonly documents: readonly string[]
  readonly deletes: readonly string[]
}

export type BotMessage = {
  readonly id: string
  readonly role: 'user' | 'assistant'
  readonly content: string
  readonly created_at: string
  readonly confidence?: number
  readonly sources?: readonly Readonly<Record<string, unknown>>[]
}

export type BotConversationState = {
  readonly id: string
  readonly channel: 'widget' | 'api'
  readonly user: Readonly<Record<string, string>>
  readonly started_at: string
  last_message_at: string
  topic: string
  escalated: boolean
  messages: BotMessage[]
}

export type BotGapState = {
  readonly id: string
  readonly question: string
  readonly normalized: string
  count: number
  example_conversation_ids: string[]
  best_confidence: number
  status: 'open' | 'resolved' | 'ignored'
  readonly first_seen_at: string
  last_seen_at: string
  document_id: string | null
}

export type BotState = {
  next: number
  documents: BotDocumentState[]
  jobs: BotJobState[]
  conversations: BotConversationState[]
  gaps: BotGapState[]
  runs: Readonly<Record<string, unknown>>[]
  queries: { api: number; widget: number }
  actionsUsed: number
  /** What was answered under an idempotency key. */
  answers: Record<string, { readonly request: string; readonly status: number; readonly body: unknown }>
  replays: number
}

/** How the service behaves and writes, for tests: forms its reference allows, and limits small enough to meet. */
export const BotShapeSchema = z.object({
  perMinute: z.number().int().min(1).default(60),
  windowMs: z.number().int().min(1).default(60_000),
  queryLimit: z.number().int().min(0).default(10_000),
  knowledgeLimit: z.number().int().min(0).default(52_428_800),
  documentLimit: z.number().int().min(1).default(200_000),
  /** Of one query; null: 200 to 900, by the question. */
  latencyMs: z.number().int().min(0).nullable().default(null),
  stepMs: z.number().int().min(0).default(300),
  /** Only tokens signed with the secret of the company count. */
  strict: z.boolean().default(false),
  keyDoor: z.boolean().default(true),
  usageDoor: z.boolean().default(true),
  streams: z.boolean().default(true),
  confidence: z.enum(['fraction', 'percentage', 'word', 'absent']).default('fraction'),
  sources: z.enum(['sources', 'references', 'citations', 'absent']).default('sources'),
  metadata: z.enum(['metadata', 'top']).default('metadata'),
  lists: z.enum(['data', 'items', 'bare']).default('data'),
  errors: z.enum(['full', 'error', 'message', 'plain']).default('full'),
  warning: z.string().nullable().default(null),
})
export type BotShape = z.infer<typeof BotShapeSchema>

export const nextId = (state: BotState, prefix: string): string => `${prefix}_${(state.next += 1)}`
export const stamp = (at: number): string => new Date(at).toISOString()
export const sizeOf = ({ content }: Pick<BotDocumentState, 'content'>): number => Buffer.byteLength(content)

const day = 86_400_000

const unanswered: readonly (readonly [question: string, normalized: string, count: number, daysAgo: number])[] = [
  ['Do you ship to Iceland?', 'shipping iceland', 5, 4],
  ['Can you deliver to the Faroe Islands?', 'deliver faroe islands', 2, 3],
  ['Is the Cloudberry tent free of PFAS?', 'cloudberry pfas', 4, 6],
  ['Do you have student discounts?', 'student discounts', 3, 9],
  ['Can I pay in instalments?', 'pay instalments', 2, 2],
]

const asked: readonly (readonly [question: string, article: string, daysAgo: number, email: string])[] = [
  ['How long does standard delivery take?', 'shipping-1', 2, 'ines.quiroga@example.com'],
  ['Can I send boots back that I tried on indoors?', 'policy-3.1', 1, 'tomas.bech@example.com'],
  ['My Kestrel stove flares up', 'product-3', 3, 'ruth.okafor@example.com'],
]

export function createBotState(now: number, world: 'sample' | 'empty'): BotState {
  const began = stamp(now - 40 * day)
  const state: BotState = {
    next: 100,
    documents: [],
    jobs: [],
    conversations: [],
    gaps: [],
    runs: [],
    queries: { api: 6_100, widget: 2_020 },
    actionsUsed: 210,
    answers: {},
    replays: 0,
  }
  state.documents = articles.map(({ id, title, text }) => ({
    id: `doc_${id}`,
    external_id: id,
    title,
    content: text,
    content_type: 'text/markdown',
    url: `https://help.larchledge.example/${id}`,
    language: 'en',
    tags: [id.replace(/-.*$/, '')],
    active: true,
    status: 'indexed',
    error: null,
    version: 1,
    created_at: began,
    updated_at: began,
    indexed_at: began,
  }))
  if (world === 'empty') return state
  state.conversations = asked.map(([question, article, daysAgo, email], index) =>
    talk(now, index, question, article, daysAgo, email),
  )
  state.gaps = unanswered.map(([question, normalized, count, daysAgo], index) => {
    const at = now - daysAgo * day
    const id = `conv_${50 + index}`
    state.conversations.push({
      id,
      channel: 'widget',
      user: {},
      started_at: stamp(at),
      last_message_at: stamp(at + 1_000),
      topic: '',
      escalated: index === 0,
      messages: [
        { id: `msg_${500 + index * 2}`, role: 'user', content: question, created_at: stamp(at) },
        {
          id: `msg_${501 + index * 2}`,
          role: 'assistant',
          content: doNotKnow,
          confidence: 0.2,
          sources: [],
          created_at: stamp(at + 1_000),
        },
      ],
    })
    return {
      id: `gap_${index + 1}`,
      question,
      normalized,
      count,
      example_conversation_ids: [id],
      best_confidence: 0.2,
      status: 'open' as const,
      first_seen_at: stamp(at - 3 * day),
      last_seen_at: stamp(at),
      document_id: null,
    }
  })
  return state
}

function talk(
  now: number,
  index: number,
  question: string,
  article: string,
  daysAgo: number,
  email: string,
): BotConversationState {
  const at = now - daysAgo * day
  const found = articles.find(({ id }) => id === article)
  return {
    id: `conv_${40 + index}`,
    channel: index === 0 ? 'api' : 'widget',
    user: { id: `u_${index + 1}`, email },
    started_at: stamp(at),
    last_message_at: stamp(at + 1_000),
    topic: question,
    escalated: false,
    messages: [
      { id: `msg_${400 + index * 2}`, role: 'user', content: question, created_at: stamp(at) },
      {
        id: `msg_${401 + index * 2}`,
        role: 'assistant',
        content: found?.answer ?? doNotKnow,
        confidence: 0.86,
        sources: [
          { document_id: `doc_${article}`, title: found?.title, excerpt: found?.text.slice(0, 160), score: 0.8 },
        ],
        created_at: stamp(at + 1_000),
      },
    ],
  }
}

export const doNotKnow = 'I do not know that. I have noted your question for my colleagues.'
