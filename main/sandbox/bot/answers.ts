import { createHmac, timingSafeEqual } from 'node:crypto'
import { retrieveFrom, strangersTo } from '#main/sandbox/agent/retrieval.ts'
import { refuse, type BotContext } from '#main/sandbox/bot/replies.ts'
import { doNotKnow, nextId, stamp, type BotConversationState, type BotState } from '#main/sandbox/bot/world.ts'
import { articles } from '#main/sandbox/company/articles.ts'
import { isFields } from '#main/sandbox/account/fields.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'

/** Questions to the bot: found among the documents by their words, remembered by conversation, told whole or in pieces. */
export const userSecret = 'sim-secret'
const sure = 0.45

type Fields = Readonly<Record<string, unknown>>

/** The claims of a token, or how it is refused. */
/** Whose question or action it is: claims of a token, nobody, or why the token does not hold. */
export function identify(token: unknown, strict: boolean, now: number): Fields | Reply | null {
  if (typeof token !== 'string' || token === '') return null
  const [head = '', body = '', signature = ''] = token.split('.')
  const wanted = createHmac('sha256', userSecret).update(`${head}.${body}`).digest('base64url')
  const isSigned = signature.length === wanted.length && timingSafeEqual(Buffer.from(signature), Buffer.from(wanted))
  if (!isSigned) return strict ? refuse(401, 'invalid_user_token', 'The user token is not signed by this company.') : {}
  try {
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
    if (!isFields(claims)) return refuse(401, 'invalid_user_token', 'The user token has no claims.')
    const exp = claims['exp']
    if (typeof exp !== 'number' || exp * 1000 <= now)
      return refuse(401, 'expired_user_token', 'The user token has expired.')
    return claims
  } catch {
    return refuse(401, 'invalid_user_token', 'The user token cannot be read.')
  }
}

/** As the backend of a company would make one. */
export function signUserToken(claims: Fields): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`
  return `${text}.${createHmac('sha256', userSecret).update(text).digest('base64url')}`
}

export const isReply = (value: Fields | Reply | null): value is Reply =>
  value !== null && typeof value['status'] === 'number'
const followsUp = /\b(it|that|this|they|them|those|these|one)\b|^(and|what about|how about)\b/i

type Found = { readonly text: string; readonly confidence: number; readonly sources: readonly Fields[] }

function find(state: BotState, question: string, topic = question): Found {
  const documents = state.documents.filter(
    ({ active, status }) => active && status !== 'deleting' && status !== 'failed',
  )
  const indexed = documents.filter(({ indexed_at }) => indexed_at !== null)
  const list = indexed.map(({ id, title, content }) => ({ id, title, text: content, answer: '' }))
  // A question about something nobody ever wrote of is hardly answered by what stands beside it.
  const share = 0.4 ** strangersTo(list, topic)
  const hits = retrieveFrom(list, question).map((hit) => ({ ...hit, score: Math.round(hit.score * share * 100) / 100 }))
  const [best] = hits
  const sources = hits.map(({ article, score }) => ({
    document_id: article.id,
    title: article.title,
    url: indexed.find(({ id }) => id === article.id)?.url ?? null,
    excerpt: article.text.slice(0, 240),
    score,
  }))
  if (best === undefined || best.score < sure) return { text: doNotKnow, confidence: 0.2, sources: [] }
  const seeded = articles.find((one) => `doc_${one.id}` === best.article.id && one.text === best.article.text)
  const passage = best.article.text
    .replace(/^#.*$/gm, '')
    .trim()
    .split(/(?<=[.!?])\s+/)
    .slice(0, 3)
    .join(' ')
  return { text: seeded?.answer ?? passage, confidence: best.score, sources }
}

function noteGap(state: BotState, question: string, conversation: string, at: string): void {
  const normalized = question
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} ]/gu, '')
    .trim()
  const known = state.gaps.find(
    (gap) => gap.status === 'open' && (gap.question === question || gap.normalized === normalized),
  )
  if (known !== undefined) {
    known.count += 1
    known.last_seen_at = at
    known.example_conversation_ids = [...new Set([...known.example_conversation_ids, conversation])].slice(-10)
    return
  }
  state.gaps.unshift({
    id: nextId(state, 'gap'),
    question,
    normalized,
    count: 1,
    example_conversation_ids: [conversation],
    best_confidence: 0.2,
    status: 'open',
    first_seen_at: at,
    last_seen_at: at,
    document_id: null,
  })
}

export async function answerQuery(context: BotContext, request: Request): Promise<Reply> {
  const { now } = context
  const state = context.state()
  const shape = context.shape()
  const body = isFields(request.json) ? request.json : {}
  const { message } = body
  if (typeof message !== 'string' || message.trim() === '') return refuse(400, 'missing_field', 'message is required.')
  if (message.length > 4000) return refuse(400, 'invalid_field', 'message may have 4000 characters.')
  const identity = identify(body['user_token'], shape.strict, now())
  if (isReply(identity)) return identity
  const wanted = body['conversation_id']
  const known = state.conversations.find(({ id }) => id === wanted)
  if (typeof wanted === 'string' && known === undefined)
    return refuse(404, 'conversation_not_found', `No conversation ${wanted}.`)
  const began = now()
  await context.pause(shape.latencyMs ?? 200 + ((message.length * 37) % 700))
  const at = stamp(now())
  const email = typeof identity?.['email'] === 'string' ? identity['email'] : null
  const conversation: BotConversationState = known ?? {
    id: nextId(state, 'conv'),
    channel: 'api',
    user: email === null ? {} : { id: typeof identity?.['sub'] === 'string' ? identity['sub'] : '', email },
    started_at: at,
    last_message_at: at,
    topic: lastWords(body['history']),
    escalated: false,
    messages: [],
  }
  if (known === undefined) state.conversations.unshift(conversation)
  const direct = find(state, message)
  const isFollowUp = followsUp.test(message) && conversation.topic !== ''
  const found =
    direct.sources.length === 0 && isFollowUp
      ? find(state, `${conversation.topic} ${message}`, conversation.topic)
      : direct
  const answered = found.sources.length > 0
  if (answered) conversation.topic = direct.sources.length === 0 ? conversation.topic : message
  else noteGap(state, message, conversation.id, at)
  const name = typeof identity?.['name'] === 'string' ? identity['name'].split(' ')[0] : undefined
  const text =
    name !== undefined && answered ? `${name}, ${found.text.charAt(0).toLowerCase()}${found.text.slice(1)}` : found.text
  const messageId = nextId(state, 'msg')
  conversation.messages.push(
    { id: nextId(state, 'msg'), role: 'user', content: message, created_at: at },
    {
      id: messageId,
      role: 'assistant',
      content: text,
      confidence: found.confidence,
      sources: found.sources,
      created_at: at,
    },
  )
  conversation.last_message_at = at
  state.queries.api += 1
  context.save()
  const answer = shaped(context, {
    text,
    sources: found.sources,
    confidence: found.confidence,
    metadata: {
      conversation_id: conversation.id,
      message_id: messageId,
      answered,
      actions: [],
      latency_ms: now() - began,
      model: 'default',
    },
  })
  return { status: 200, body: answer }
}

/** An answer as it was asked for: whole, or said bit by bit. */
export function inPieces(context: BotContext, request: Request, reply: Reply): Reply {
  const wanted = isFields(request.json) && request.json['stream'] === true && context.shape().streams
  const { body } = reply
  if (!wanted || reply.status !== 200 || request.path !== '/v1/query' || !isFields(body)) return reply
  const text = typeof body['answer'] === 'string' ? body['answer'] : ''
  return { status: 200, headers: { 'content-type': 'text/event-stream' }, stream: pieces(text, body) }
}

const labelOf = (value: number): string => (value >= 0.75 ? 'high' : value >= sure ? 'medium' : 'low')

function shaped(
  context: BotContext,
  { text, sources, confidence, metadata }: { text: string; sources: unknown; confidence: number; metadata: Fields },
): Fields {
  const shape = context.shape()
  const said: Fields =
    shape.confidence === 'absent'
      ? {}
      : shape.confidence === 'word'
        ? { confidence: labelOf(confidence) }
        : shape.confidence === 'percentage'
          ? { confidence: Math.round(confidence * 1000) / 10 }
          : { confidence, confidence_label: labelOf(confidence) }
  const all = { ...metadata, ...said }
  return {
    answer: text,
    ...(shape.sources === 'absent' ? {} : { [shape.sources]: sources }),
    ...(shape.metadata === 'top' ? all : { metadata: all }),
  }
}

async function* pieces(text: string, answer: Fields): AsyncGenerator<string> {
  for (const word of text.match(/\S+\s*/g) ?? [])
    yield `event: answer.delta\ndata: ${JSON.stringify({ delta: word })}\n\n`
  yield `event: sources\ndata: ${JSON.stringify({ sources: answer['sources'] ?? [] })}\n\n`
  yield `event: answer.done\ndata: ${JSON.stringify(answer)}\n\n`
}

function lastWords(history: unknown): string {
  const turns = Array.isArray(history) ? history.filter(isFields) : []
  const last = turns.findLast(({ role }) => role === 'user')?.['content']
  return typeof last === 'string' ? last : ''
}
