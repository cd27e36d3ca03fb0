import type { Proposal } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import { hashArguments } from '#main/domain/canonical.ts'
import { countsAsMade, duplicateWindowMs, momentOf } from '#main/domain/duplicate.ts'
import type { Store } from '#main/store/store.ts'

const words = (text: unknown): string =>
  typeof text === 'string' ? text.trim().replace(/\s+/g, ' ').toLowerCase() : ''

const sameWords = (proposal: Proposal, args: Arguments): boolean =>
  words(args['text']) !== '' && words(proposal.proposedArguments['text']) === words(args['text'])

/**
 * The newest rejection in this conversation of the same call, of the same words, or of the tool for the whole
 * conversation: `closed` holds the proposals that were refused in that way.
 */
export function rejectedBefore(
  earlier: readonly Proposal[],
  closed: ReadonlySet<string>,
  tool: string,
  argsHash: string,
  args: Arguments,
): Proposal['rejectedBefore'] {
  const found = earlier.findLast(
    (proposal) =>
      proposal.state === 'rejected' &&
      proposal.tool === tool &&
      (closed.has(proposal.id) || proposal.argsHash === argsHash || sameWords(proposal, args)),
  )
  if (found === undefined) return null
  const reasons = found.decision?.reasons.join(', ') ?? ''
  return { proposalId: found.id, reason: found.decision?.reason || reasons || 'no reason given' }
}

/** Those of the rejected proposals whose tool was refused for the rest of the conversation. */
export async function closedForConversation(
  ledger: Pick<Store['ledger'], 'history'>,
  earlier: readonly Proposal[],
): Promise<ReadonlySet<string>> {
  const closed = new Set<string>()
  for (const { id, state } of earlier) {
    if (state !== 'rejected') continue
    const rejection = (await ledger.history(id)).findLast(({ event }) => event.type === 'rejected')?.event
    if (rejection?.type === 'rejected' && rejection.scope === 'conversation') closed.add(id)
  }
  return closed
}

export type SameCall = { readonly proposal: Proposal; readonly isRecent: boolean }

/** A person changed it before it ran: to ask for what it was before is to ask for it once more. */
const askedForThis = ({ tool, revision, proposedArguments }: Proposal, argsHash: string): boolean =>
  revision > 0 && hashArguments(tool, proposedArguments) === argsHash

/**
 * The newest call with the same tool and arguments that ran, may have run or is about to: in this conversation whenever it
 * was and also where a person changed it first, in the other conversations of the customer within a day.
 */
export async function findSameCall(
  ledger: Pick<Store['ledger'], 'sameCalls'>,
  call: { readonly tool: string; readonly argsHash: string; readonly customer: string },
  earlier: readonly Proposal[],
  now: number,
): Promise<SameCall | null> {
  const since = now - duplicateWindowMs
  const here = earlier.filter(
    (one) => one.tool === call.tool && (one.argsHash === call.argsHash || askedForThis(one, call.argsHash)),
  )
  // Customers without an id are not the same customer.
  const elsewhere = call.customer === '' ? [] : await ledger.sameCalls({ ...call, since })
  const made = [...here, ...elsewhere].filter(countsAsMade).toSorted((a, b) => momentOf(a) - momentOf(b))
  const proposal = made.at(-1)
  return proposal === undefined ? null : { proposal, isRecent: momentOf(proposal) >= since }
}
