import type { Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { csvRow, type Cell } from '#main/domain/exchange/csv.ts'
import { markLines, percentOf, type ScoreRecord } from '#main/domain/exchange/score-record.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import { sentenceText } from '#main/domain/sentence.ts'

/** The tables of a spreadsheet: conversations, what was said in them, what was done in them, how they were judged. */
type Columns<T> = Readonly<Record<string, (one: T, record: TranscriptRecord) => Cell>>
type Table = {
  readonly file: string
  readonly head: readonly string[]
  readonly rows: (record: TranscriptRecord) => readonly (readonly Cell[])[]
}

const time = (at: number | null | undefined): string =>
  at === null || at === undefined || Number.isNaN(new Date(at).getTime()) ? '' : new Date(at).toISOString()

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value))

const conversations: Columns<TranscriptRecord> = {
  id: ({ conversation }) => conversation.id,
  external_id: ({ conversation }) => conversation.externalId,
  channel: ({ conversation }) => conversation.channel,
  state: ({ conversation }) => conversation.state,
  subject: ({ conversation }) => conversation.subject,
  customer: ({ conversation }) => conversation.customer.name,
  email: ({ conversation }) => conversation.customer.email,
  assignee: ({ conversation }) => conversation.assignee,
  tags: ({ conversation }) => conversation.tags.join('; '),
  own_tags: ({ tags }) => tags.map(({ tag }) => tag).join('; '),
  starred_by: ({ review }) => review.starredBy,
  reviewed_by: ({ review }) => review.reviewedBy,
  created_at: ({ conversation }) => time(conversation.createdAt),
  updated_at: ({ conversation }) => time(conversation.updatedAt),
  last_message_at: ({ conversation }) => time(conversation.lastMessageAt),
  messages: ({ messages }) => messages.length,
  actions: ({ proposals }) => proposals.length,
  call_id: ({ call }) => call?.call.id ?? null,
}

const messages: Columns<Message> = {
  conversation_id: (_, { conversation }) => conversation.id,
  message_id: ({ id }) => id,
  external_id: ({ externalId }) => externalId,
  at: ({ at }) => time(at),
  author: ({ author }) => author,
  author_name: ({ authorName }) => authorName,
  kind: ({ kind }) => kind,
  text: ({ text }) => text,
  files: ({ attachments }) => attachments.map(({ name }) => name).join('; '),
  proposal_id: ({ proposalId }) => proposalId,
}

const actions: Columns<Proposal> = {
  conversation_id: (_, { conversation }) => conversation.id,
  proposal_id: ({ id }) => id,
  proposed_at: ({ proposedAt }) => time(proposedAt),
  tool: ({ tool }) => tool,
  kind: ({ kind }) => kind,
  risk: ({ risk }) => risk,
  state: ({ state }) => state,
  sentence: ({ sentence }) => sentenceText(sentence),
  proposed: ({ proposedArguments }) => json(proposedArguments),
  signed: ({ arguments: signed }) => json(signed),
  executed: ({ executedArguments }) => json(executedArguments),
  revision: ({ revision }) => revision,
  decision: ({ decision }) => decision?.verb ?? null,
  decided_by: ({ decision }) => decision?.signer.name ?? null,
  decided_at: ({ decision }) => time(decision?.at),
  reason: ({ decision }) => decision?.reason ?? null,
  reasons: ({ decision }) => decision?.reasons.join('; ') ?? null,
  rule: ({ policy }) => policy.rule,
  result: ({ outcome }) => json(outcome?.result),
  receipt: ({ outcome }) => outcome?.receipt?.summary ?? null,
  error: ({ outcome }) => outcome?.error?.message ?? null,
  agent_reason: ({ agentReason }) => agentReason,
  live: ({ mode }) => mode === 'live',
}

const scores: Columns<ScoreRecord> = {
  conversation_id: (_, { conversation }) => conversation.id,
  score_id: ({ id }) => id,
  about: ({ kind }) => kind,
  subject_id: ({ subject }) => subject,
  scorecard: ({ scorecard }) => scorecard.body.name,
  version: ({ scorecard }) => scorecard.version,
  reviewer: ({ reviewer }) => reviewer,
  submitted_at: ({ submittedAt }) => time(submittedAt),
  percent: (score) => percentOf(score),
  marks: (score) => markLines(score).join('; '),
  note: ({ marks }) => marks.note,
  feedback_to: ({ feedback }) => feedback?.to ?? null,
  feedback: ({ feedback }) => feedback?.text ?? null,
  answer: ({ feedback }) => feedback?.answer?.kind ?? null,
}

const table = <T>(file: string, columns: Columns<T>, of: (record: TranscriptRecord) => readonly T[]): Table => ({
  file,
  head: Object.keys(columns),
  rows: (record) => of(record).map((one) => Object.values(columns).map((column) => column(one, record))),
})

export const tables: readonly Table[] = [
  table('conversations.csv', conversations, (record) => [record]),
  table('messages.csv', messages, (record) => record.messages),
  table('actions.csv', actions, (record) => record.proposals),
  table('scores.csv', scores, (record) => record.scores),
]

export const tableHead = ({ head }: Table): string => csvRow(head)
export const tableRows = ({ rows }: Table, record: TranscriptRecord): string => rows(record).map(csvRow).join('')
