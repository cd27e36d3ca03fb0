import type { TextItem } from '#contract/playground.ts'
import type { Side } from '#contract/playground-step.ts'
import type { Proposal } from '#contract/proposal.ts'
import { DefinitionSchema, type Definition } from '#contract/scenario.ts'
import { proposalTitle, wordsOf } from '#main/domain/reply/reply.ts'
import { AppError } from '#main/kernel/errors.ts'

/**
 * What a person decided about a proposal, as a test: what was rejected must not come again, what was edited has to come as it was
 * corrected. `items`: the conversation before the turn.
 */
export function scenarioFrom(proposal: Proposal, items: readonly TextItem[], side: Side): Definition {
  const { tool, kind, arguments: args, proposedArguments, decision } = proposal
  const isRejected = decision?.verb === 'reject'
  if (!isRejected && (proposal.revision === 0 || decision === null)) {
    throw new AppError('invalid_input', 'A test is made of what was rejected or edited. This was neither.')
  }
  const isWords = kind === 'reply'
  const reason = decision.reason?.trim() ?? ''
  const was = wordsOf({ arguments: proposedArguments })
  const corrected = wordsOf({ arguments: args })
  const about = [
    `${isRejected ? 'Rejected' : 'Edited'} by ${decision.signer.name}.`,
    reason === '' ? '' : `Reason: ${reason}`,
    isWords && !isRejected ? `Corrected to: ${corrected}` : '',
  ]
  const unwanted = (isRejected ? [was] : removed(was, corrected)).map((text) => ({ text: text.slice(0, 2000) }))
  const expect = isWords
    ? { neverSays: unwanted }
    : isRejected
      ? { neverCalls: [{ tool, arguments: [{ at: '', match: { is: 'equals', value: args } }] }] }
      : { calls: [{ tool, arguments: [{ at: '', match: { is: 'equals', value: args } }] }] }
  return DefinitionSchema.parse({
    title: `${isRejected ? 'Not again' : 'As corrected'}: ${proposalTitle(proposal)}`.slice(0, 300).toWellFormed(),
    about: about
      .filter((line) => line !== '')
      .join('\n')
      .slice(0, 4000),
    side,
    items,
    expect,
  })
}

const mostSentences = 10

/** Sentences a person took out; the whole text where none can be named. */
function removed(was: string, now: string): readonly string[] {
  const sentences = was
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.length >= 8 && !now.includes(sentence))
  return sentences.length === 0 ? [was] : sentences.slice(0, mostSentences)
}
