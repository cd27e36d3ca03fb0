import type { Proposal } from '#contract/proposal.ts'
import { openForReading, type Connection } from '#main/store/database.ts'
import type { SpawnedSandbox } from '#test/support/sandbox-spawn.ts'
import { numberIn } from '#test/soak/cases.ts'
import type { Asked, Evidence } from '#test/soak/invariants.ts'

/** What is true outside the desk: the sandbox's own books, and the rows of the database read by somebody else. */
type Part = { readonly part_type: string; readonly body: string | null; readonly author: { readonly type: string } }
type Inside = {
  readonly source: { readonly body: string | null }
  readonly conversation_parts: { readonly conversation_parts: readonly Part[] }
}

export const plain = (html: string | null): string =>
  (html ?? '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&amp;', '&')
    .trim()

export async function wordsIn(sandbox: SpawnedSandbox, conversation: string) {
  const view = (await sandbox.control.conversation(conversation)) as Inside | null
  const parts = (view?.conversation_parts.conversation_parts ?? []).filter((part) => part.part_type === 'comment')
  const of = (type: string): readonly string[] =>
    parts.filter(({ author }) => author.type === type).map(({ body }) => plain(body))
  return { sent: of('admin'), written: [plain(view?.source.body ?? null), ...of('user')] }
}

export type Wanted = {
  readonly sandbox: SpawnedSandbox
  readonly file: string
  /** Conversations of the cases to be judged, by number. */
  readonly conversations: ReadonlyMap<number, string>
  readonly typed: Evidence['typed']
  readonly asked: readonly Asked[]
  readonly unfinished: readonly string[]
  readonly damage: readonly string[]
}

export async function gather({ sandbox, file, conversations, ...known }: Wanted): Promise<Evidence> {
  const sent: string[] = []
  const written: { conversation: string; text: string }[] = []
  for (const conversation of conversations.values()) {
    const words = await wordsIn(sandbox, conversation)
    sent.push(...words.sent)
    written.push(...words.written.map((text) => ({ conversation, text })))
  }
  const effects = await sandbox.control.effects()
  const { outputs: told } = await sandbox.control.voiceCounters()
  const { tools } = sandbox.configuration
  const writes = new Set(
    tools.filter((tool) => tool.kind === 'http' && tool.access === 'write').map(({ name }) => name),
  )
  const db = openForReading(file)
  try {
    const proposals = db
      .prepare<[], { body: string; state: Proposal['state'] }>('select body, state from proposals')
      .all()
      .map(({ body, state }) => {
        const { id, callId, kind, tool, arguments: proposed, executedArguments } = JSON.parse(body) as Proposal
        const write = kind === 'tool' && writes.has(tool)
        return { id, callId, kind, tool, state, arguments: executedArguments ?? proposed, write }
      })
      .filter((one) => one.kind !== 'reply' || conversations.has(numberIn(one.arguments) ?? -1))
    return { effects, sent, written, told, ...rowsIn(db), proposals, ...known }
  } finally {
    db.close()
  }
}

function rowsIn(db: Connection): Pick<Evidence, 'stored' | 'ledger'> {
  const stored = db
    .prepare<[], { conversation: string; text: string }>(
      `select c.external_id as conversation, m.text from messages m join conversations c on c.id = m.conversation_id
       where m.author = 'customer' and m.kind = 'comment'`,
    )
    .all()
  const ledger = db
    .prepare<[], { seq: number; proposal: string; type: string; payload: string }>(
      'select seq, proposal_id as proposal, type, payload from ledger where proposal_id is not null order by seq',
    )
    .all()
    .map(({ payload, ...row }) => ({ ...row, event: JSON.parse(payload) as Record<string, unknown> }))
  return { stored, ledger }
}

type Standing = {
  readonly control: string
  readonly activity: string
  readonly note: string | null
  readonly said: number
  readonly open: string | null
  readonly answered: number
}

const open = `'received', 'pending', 'awaiting_second', 'scheduled', 'executing', 'unknown', 'undo_pending'`
const standing = `
select c.activity, c.control, c.note,
  (select count(*) from messages m where m.conversation_id = c.id and m.author = 'customer' and m.kind = 'comment') as said,
  (select group_concat(p.tool || ' ' || p.id || ' is ' || p.state) from proposals p where p.conversation_id = c.id
    and (p.state in (${open}) or (p.state = 'failed' and json_extract(p.body, '$.outcome.retryable') = 1))) as open,
  (select count(*) from turns t where t.conversation_id = c.id and t.origin = 'agent'
    and t.seq = (select max(seq) from turns where conversation_id = c.id and origin = 'agent')
    and json_extract(t.body, '$.afterMessage') >= (select max(m.id) from messages m
      where m.conversation_id = c.id and m.author = 'customer' and m.kind = 'comment')
    and (not exists (select 1 from proposals p where p.turn_id = t.id)
      or exists (select 1 from proposals p where p.turn_id = t.id and p.kind = 'reply' and p.state <> 'superseded'))
  ) as answered
from conversations c where c.external_id = ?`

/** Why a conversation, in which the customer spoke so often, has not come to an end; null: it has. */
export function unfinished(file: string, conversation: string, spoke: number): string | null {
  const db = openForReading(file)
  try {
    const found = db.prepare<[string], Standing>(standing).get(conversation)
    if (found === undefined) return `conversation ${conversation} is not stored`
    const { activity, note, said, open: waits, answered } = found
    const state = `conversation ${conversation} (${activity}${note === null ? '' : `: ${note}`})`
    if (said < spoke) return `${state} holds ${said} of ${spoke} messages`
    if (waits !== null) return `${state}: ${waits}`
    // A person took it over: nobody waits for the agent.
    if (found.control === 'human') return null
    if (activity === 'thinking' || activity === 'failed' || answered === 0) return `${state} was not answered`
    return null
  } finally {
    db.close()
  }
}

/** What SQLite itself says of the file. */
export function damageIn(file: string): readonly string[] {
  const db = openForReading(file)
  try {
    const integrity = db.pragma('integrity_check', { simple: true })
    const strays = db.pragma('foreign_key_check') as unknown[]
    return [
      ...(integrity === 'ok' ? [] : [`integrity: ${String(integrity)}`]),
      ...(strays.length === 0 ? [] : [`${strays.length} rows point nowhere`]),
    ]
  } finally {
    db.close()
  }
}
