import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PolicyFacts } from '#contract/policy.ts'
import type { Proposal } from '#contract/proposal.ts'
import { createSpeech, type Speech } from '#bench/support/corpus.ts'
import { createRandom, type Random } from '#bench/support/stats.ts'
import { sha256 } from '#main/domain/canonical.ts'
import { fold, type NewProposal } from '#main/domain/proposal.ts'
import { createChain } from '#main/store/chain.ts'
import { openForWriting, type Connection } from '#main/store/database.ts'
import { migrate, migrations } from '#main/store/migrate.ts'
import { createPolicyHistory } from '#main/store/policy-history.ts'
import { fromTurn } from '#main/store/rows.ts'
import { createIndexer } from '#main/store/search/indexer.ts'
import { mergeSearch } from '#main/store/search/upkeep.ts'
import { createSnapshots } from '#main/store/snapshots.ts'
import { createDecisions } from '#bench/support/decisions.ts'
import { asked, newProposal, storedTurn, testKey } from '#test/support/store.ts'

/**
 * A desk's database as long use leaves it: ten messages to a conversation in order of arrival, one action decided in each
 * and one waiting, and the search index over all of it. Kept under its size, form and schema, so that only the first run pays for it. BENCH_OUT names
 * where.
 */
export const benchDirectory = process.env['BENCH_OUT'] ?? join(tmpdir(), 'countersign-bench')

const day = 86_400_000
const batch = 5000
/** To be counted up when the same schema is filled with other things. */
const form = 3
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

type Message = { readonly at: number; readonly conversation: number; readonly author: 'customer' | 'agent' }

export function deskDatabase(conversations: number): string {
  mkdirSync(benchDirectory, { recursive: true })
  const schema = sha256(migrations.map(({ sql }) => sql).join('\n')).slice(0, 8)
  const file = join(benchDirectory, `desk-${conversations}-${form}-${schema}.sqlite`)
  if (existsSync(file)) return file
  process.stderr.write(`Building a desk with ${conversations} conversations…\n`)
  const unfinished = `${file}.unfinished`
  removeDatabase(unfinished)
  const db = openForWriting(unfinished)
  db.pragma('synchronous = OFF')
  db.pragma('cache_size = -524288')
  migrate(db, migrations, 0)
  const random = createRandom(7)
  const speech = createSpeech(random)
  const messages = outline(conversations, random)
  fillConversations(db, messages, conversations, speech)
  fillMessages(db, messages, speech)
  fillProposals(db, messages, random)
  const indexer = createIndexer(db, 2000)
  const began = performance.now()
  while (indexer.work(10_000));
  process.stderr.write(`Indexed in ${Math.round((performance.now() - began) / 1000)} s\n`)
  while (mergeSearch(db));
  db.exec('analyze')
  db.pragma('wal_checkpoint(truncate)')
  db.close()
  removeDatabase(file)
  renameSync(unfinished, file)
  return file
}

export function removeDatabase(file: string): void {
  for (const part of [file, `${file}-wal`, `${file}-shm`]) rmSync(part, { force: true })
}

/** Who says something when, in order of time. */
function outline(conversations: number, random: Random): readonly Message[] {
  const start = Date.now() - 700 * day
  const messages: Message[] = []
  for (let conversation = 1; conversation <= conversations; conversation += 1) {
    let at = start + Math.floor((conversation / conversations + random.next() * 0.02) * 650 * day)
    const length = 4 + random.below(13)
    for (let index = 0; index < length; index += 1) {
      at += 5000 + Math.floor(random.next() * random.next() * 3_600_000)
      messages.push({ at, conversation, author: index % 2 === 0 || index === length - 1 ? 'customer' : 'agent' })
    }
  }
  return messages.sort((a, b) => a.at - b.at)
}

function inBatches<T>(db: Connection, items: Iterable<T>, insert: (item: T, number: number) => void): void {
  let number = 0
  db.exec('begin')
  for (const item of items) {
    number += 1
    insert(item, number)
    if (number % batch === 0) db.exec('commit; begin')
  }
  db.exec('commit')
}

function fillConversations(db: Connection, messages: readonly Message[], conversations: number, speech: Speech): void {
  const lastAt = new Float64Array(conversations + 1)
  for (const { at, conversation } of messages) lastAt[conversation] = at
  const insert = db.prepare<unknown[]>(`
    insert into conversations(id, external_id, channel, state, subject, customer_external_id, customer_name,
      customer_email, assignee, tags, control, activity, note, rounds, created_at, updated_at, last_message_at,
      waiting_since, told_waiting_since, last_customer_part, last_human_part, changed_here_at)
    values (?, ?, ?, 'open', ?, ?, ?, ?, null, '[]', 'agent', 'waiting', null, 1, ?, ?, ?, ?, null, null, null, null)`)
  const channels = ['chat', 'chat', 'chat', 'email']
  const ids = Array.from({ length: conversations }, (_, index) => index + 1)
  inBatches(db, ids, (id) => {
    const name = speech.name()
    const at = lastAt[id] ?? 0
    const subject = speech.message('customer').slice(0, 80)
    const email = `${name.replace(' ', '.').toLowerCase()}@example.com`
    insert.run(id, String(215_000_000 + id), channels[id % 4], subject, `u${id}`, name, email, at, at, at, at)
  })
}

function fillMessages(db: Connection, messages: readonly Message[], speech: Speech): void {
  const insert = db.prepare<unknown[]>(`
    insert into messages(id, conversation_id, external_id, author, author_name, kind, text, html, attachments, at,
      proposal_id) values (?, ?, ?, ?, ?, 'comment', ?, null, null, ?, null)`)
  inBatches(db, messages, ({ at, conversation, author }, id) => {
    const name = author === 'agent' ? 'Support agent' : 'Customer'
    // One in a hundred writes without spaces.
    const text = id % 100 === 0 ? (chinese[id % chinese.length] ?? '') : speech.message(author)
    insert.run(id, conversation, `m${id}`, author, name, text, at)
  })
}

const chinese = [
  '我想退货，订单号是 W1234567，请帮我处理退款。',
  '快递显示已经送达，但是我没有收到包裹。',
  '请问可以换一个大一点的水壶吗？谢谢。',
]

const kinds: readonly Partial<NewProposal>[] = [
  { kind: 'tool', tool: 'refund_order', risk: 3 },
  { kind: 'reply', tool: 'send_reply', risk: 2, arguments: { text: 'Your refund is on its way. '.repeat(8) } },
  {
    kind: 'reply',
    tool: 'send_reply',
    risk: 2,
    arguments: { text: 'Could you tell me your order number? '.repeat(5) },
  },
  {
    kind: 'tool',
    tool: 'change_address',
    risk: 1,
    arguments: { order_id: '#W1', city: 'Utrecht', street: 'Oudegracht 1' },
  },
]

type Last = readonly [number, { readonly id: number; readonly at: number }]

/** The last message of each conversation, in order of time. */
function lastMessages(messages: readonly Message[]): readonly Last[] {
  const last = new Map<number, Last[1]>()
  messages.forEach(({ at, conversation }, index) => last.set(conversation, { id: index + 1, at }))
  return [...last].toSorted(([, a], [, b]) => a.at - b.at)
}

/** By the program's own functions: the queue's columns, the counts and the ledger are what it makes of them. */
function fillProposals(db: Connection, messages: readonly Message[], random: Random): void {
  const snapshots = createSnapshots(db, createChain(db, testKey))
  const decide = createDecisions(db, snapshots, random)
  const history = createPolicyHistory(db)
  const id = (prefix: string) => prefix + Array.from({ length: 20 }, () => letters[random.below(36)]).join('')
  const insertTurn = db.prepare<[ReturnType<typeof fromTurn>]>(`
    insert into turns(id, conversation_id, origin, concluded, body, request, response)
    values (@id, @conversation_id, @origin, @concluded, @body, @request, @response)`)
  inBatches(db, lastMessages(messages), ([conversationId, last], number) => {
    decide(conversationId, last, number)
    const turn = storedTurn(id('t'), conversationId, { afterMessage: last.id, at: last.at + 2000 })
    insertTurn.run(fromTurn(turn))
    const proposal = newProposal(id('p'), conversationId, turn.id, kinds[random.below(kinds.length)])
    const events = asked(proposal)
    const made = fold(events.map((event) => ({ event, at: turn.at })))
    const { row } = snapshots.create(made, 1, events, turn.at)
    history.add(row, made, factsOf(made))
  })
}

/** What the rules look at, as much as a proposal tells of it. */
const factsOf = ({ tool, kind, risk, arguments: args, conversationId, proposedAt }: Proposal): PolicyFacts => ({
  tool,
  at: proposedAt,
  kind,
  risk,
  arguments: args,
  conversation: conversationId,
  channel: 'chat',
  customer: { id: `u${conversationId}`, name: 'Ana Ruiz', email: 'ana.ruiz@example.com' },
  guardrail: null,
  flags: [],
  schemaHash: 'f'.repeat(64),
})
