import type { Proposal } from '#contract/proposal.ts'
import type { QueueItem } from '#contract/queue-item.ts'
import { isAboutCaller } from '#main/domain/call.ts'
import { needsPerson } from '#main/domain/proposal.ts'
import { viewOf, type OwnView } from '#main/domain/queue-filter.ts'
import { proposalTitle } from '#main/domain/reply/reply.ts'

/** Every proposal that waits for a person stands in exactly one view of the queue; the table calls it its lane. */
export type WaitingView = Exclude<OwnView, 'later'>

/** The part of a queue row that follows from the proposal alone, kept beside it so that a page parses no body. */
export type QueueColumns = {
  readonly lane: WaitingView | null
  readonly reason: string | null
  readonly marks: string
}

const titleLimit = 80

const nowhere: QueueColumns = { lane: null, reason: null, marks: '' }

/** What the queue, and lists of what was decided, call it. */
export const queueTitle = (proposal: Proposal): string => shorten(proposalTitle(proposal))

export function queueColumns(proposal: Proposal): QueueColumns {
  const lane = waitingView(proposal)
  if (lane === null) return nowhere
  const marks = marksOf(proposal)
  return {
    lane,
    reason: reasonOf(proposal, marks),
    marks: marks.join(' '),
  }
}

export const waitingView = (proposal: Proposal): WaitingView | null => {
  const view = needsPerson(proposal) ? viewOf(proposal) : 'later'
  return view === 'later' ? null : view
}

export function reasonOf(proposal: Proposal, marks: QueueItem['marks']): string | null {
  if (proposal.state === 'unknown') return 'may have happened'
  if (proposal.state === 'failed') return 'failed, can be tried again'
  if (proposal.state === 'awaiting_second') return 'second signature'
  if (marks.includes('was_sending')) return 'was sending'
  if (marks.includes('guardrail')) return 'guardrail'
  if (marks.includes('rejected_before')) return 'rejected before'
  const unsourced = proposal.checks.filter((check) => check.id === 'unsourced').length
  return unsourced === 0 || proposal.state !== 'pending' ? null : `${unsourced} unsourced`
}

export function marksOf(proposal: Proposal): QueueItem['marks'] {
  const failed = (id: Proposal['checks'][number]['id']) =>
    proposal.checks.some((check) => check.id === id && check.result !== 'pass')
  const marks: QueueItem['marks'] = []
  if (proposal.revision > 0) marks.push('edited')
  if (proposal.guardrail !== null || failed('guardrail')) marks.push('guardrail')
  if (proposal.rejectedBefore !== null || failed('rejected_before')) marks.push('rejected_before')
  if (failed('duplicate')) marks.push('duplicate')
  if (proposal.state === 'pending' && proposal.note !== null && !isAboutCaller(proposal.note)) marks.push('was_sending')
  if (failed('unsourced')) marks.push('unsourced')
  const origins = Object.values(proposal.origins)
  if (origins.includes('customer')) marks.push('from_customer')
  if (origins.includes('invented')) marks.push('invented')
  if (proposal.mode === 'dry_run') marks.push('dry_run')
  return marks
}

/** At most `titleLimit` UTF-16 units in one line, never half a character. */
function shorten(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  if (line.length <= titleLimit) return line
  const end = line.codePointAt(titleLimit - 2) ?? 0
  return `${line.slice(0, end > 0xffff ? titleLimit - 2 : titleLimit - 1).trimEnd()}…`
}
