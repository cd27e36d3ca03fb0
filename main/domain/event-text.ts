import type { Signer } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import type { ProposalEvent } from '#main/domain/proposal-event.ts'
import { sentenceText } from '#main/domain/sentence.ts'

/** What is read out of one event at most: results of tools can be long. */
const most = 16_000

/** The words of a ledger event that a person may look for: arguments, reasons, results, receipts. Empty where it has none. */
export function eventText(event: ProposalEvent): string {
  const parts = [...wordsIn(event)].filter((part) => part !== '')
  return parts.join('\n').slice(0, most)
}

/** Who says it: what an agent proposed, what a person decided, what the desk did. */
export function eventAuthor(event: ProposalEvent): 'agent' | 'operator' | 'system' {
  if (event.type === 'proposed') return 'agent'
  return 'signer' in event && isPerson(event.signer) ? 'operator' : 'system'
}

const isPerson = (signer: Signer): boolean => signer.by === 'person'

function* wordsIn(event: ProposalEvent): Generator<string, void, undefined> {
  switch (event.type) {
    case 'proposed': {
      const { tool, agentReason, arguments: args } = event.proposal
      yield tool
      yield agentReason ?? ''
      yield* valuesOf(args)
      yield sentenceText(event.proposal.sentence)
      return
    }
    case 'approved':
    case 'signed':
      yield event.reason ?? ''
      if (event.verb === 'edit' || event.revision > 0) {
        yield* valuesOf(event.arguments)
        yield sentenceText(event.sentence)
      }
      return
    case 'rejected':
      yield event.reasons.join(', ')
      yield event.text
      return
    case 'answered':
    case 'simulated':
      yield* valuesOf(event.result)
      return
    case 'succeeded':
      yield event.receipt?.summary ?? ''
      yield event.receipt?.remoteId ?? ''
      yield* valuesOf(event.result)
      return
    case 'failed':
      yield event.error.message
      yield* valuesOf(event.result)
      return
    case 'lost':
      yield event.error.message
      return
    case 'blocked':
      yield event.message
      return
    case 'returned':
    case 'noted':
      yield event.note
      return
    case 'given_up':
      yield event.text
      return
    case 'superseded':
    case 'woken':
      yield event.cause
      return
    case 'step':
      yield event.step.detail ?? ''
      return
    default:
      return
  }
}

function* valuesOf(value: Json): Generator<string, void, undefined> {
  if (value === null || typeof value === 'boolean') return
  if (typeof value !== 'object') yield String(value)
  else for (const item of Object.values(value)) yield* valuesOf(item as Json)
}
