import { z } from 'zod'
import { BotPartSchema } from '#contract/answering.ts'
import { RagResultSchema } from '#contract/conversation.ts'
import type { ReplyRecord } from '#main/domain/knowledge/signals.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import { readable } from '#main/store/readable.ts'
import { toProposal } from '#main/store/snapshots.ts'

/** Replies of the agent with what they answered and what became of them: what the log of gaps is made from. */
export type ReplyRecords = (limit: number) => Promise<readonly (ReplyRecord & { readonly customer: string })[]>

type Row = {
  readonly body: string
  readonly passages: string | null
  readonly tokens: number | null
  readonly question: string | null
  readonly had_tools: number
  readonly is_lesson: number
  readonly later: string | null
  readonly bot: string | null
  readonly customer: string
}

/** So many of the newest actions are looked through for replies. */
const lookedThrough = 20_000

const sql = `
  with replies as (
    select p.seq, p.id, p.conversation_id, p.body, t.body as turn, coalesce(t.body ->> '$.afterMessage', 0) as seen
    from proposals p join turns t on t.id = p.turn_id
    where p.seq > (select coalesce(max(seq), 0) from proposals) - ${lookedThrough}
      and (p.kind = 'reply' and t.origin = 'agent' or t.body ->> '$.bot.outcome' = 'unanswered')
    order by p.seq desc limit ?)
  select r.body, r.turn -> '$.ragResults' as passages, r.turn ->> '$.usage.completionTokens' as tokens,
    (select m.text from messages m where m.conversation_id = r.conversation_id and m.id <= r.seen
      and m.author = 'customer' and m.kind = 'comment' order by m.id desc limit 1) as question,
    exists (select 1 from proposals q where q.conversation_id = r.conversation_id and q.kind = 'tool') as had_tools,
    exists (select 1 from lessons l where l.proposal_id = r.id and l.kind = 'knowledge_gap') as is_lesson,
    (select m.text from messages m where m.conversation_id = r.conversation_id and m.id > r.seen
      and m.author = 'operator' and m.kind = 'comment' order by m.id limit 1) as later,
    r.turn -> '$.bot' as bot,
    c.customer_name as customer
  from replies r join conversations c on c.id = r.conversation_id order by r.seq desc`

const PassagesSchema = z.array(RagResultSchema)

export function createReplyRecords(db: Connection): ReplyRecords {
  const newest = db.prepare<[number], Row>(sql)
  return async (limit) => guarded(() => readable(newest.all(limit), toRecord))
}

function toRecord(row: Row): ReplyRecord & { readonly customer: string } {
  const proposal = toProposal(row.body)
  const { decision, proposedAt } = proposal
  const words = (value: unknown) => (typeof value === 'string' ? value : '')
  const bot = row.bot === null ? null : (BotPartSchema.safeParse(JSON.parse(row.bot)).data ?? null)
  const isGone = decision === null || decision.verb === 'reject' || decision.verb === 'answer'
  return {
    proposalId: proposal.id,
    conversationId: proposal.conversationId,
    at: proposedAt,
    question: row.question ?? '',
    proposed: words(proposal.proposedArguments['text']),
    sent: isGone ? null : words((proposal.executedArguments ?? proposal.arguments)['text']),
    verb: decision?.verb ?? null,
    decidedAt: decision?.at ?? null,
    reasons: decision?.reasons ?? [],
    isLesson: row.is_lesson === 1,
    passages: row.passages === null ? [] : PassagesSchema.parse(JSON.parse(row.passages)),
    hadTools: row.had_tools === 1,
    tokens: row.tokens,
    laterAnswer: decision?.verb === 'reject' || bot?.outcome === 'unanswered' ? row.later : null,
    // A bot that could not be reached says nothing of what is known.
    bot:
      bot === null || (bot.answer === null && bot.outcome === 'handed_on')
        ? null
        : { outcome: bot.outcome, confidence: bot.answer?.confidence?.value ?? null },
    customer: row.customer,
  }
}
