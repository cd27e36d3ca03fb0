import { toldResult } from '#main/domain/outcome.ts'
import { isSettled, needsPerson } from '#main/domain/proposal.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { EngineLink } from '#main/services/calls/engine-link.ts'
import type { Journal } from '#main/services/calls/journal.ts'
import type { Asked, LiveCall } from '#main/services/calls/live-call.ts'
import { outcomeWords, holdWords } from '#main/services/calls/mark-words.ts'
import type { Desk } from '#main/services/desk.ts'

/**
 * Somebody waits on the line for a signature: since when, what they are told meanwhile, and when the agent hears how it ended.
 * Each call of a tool is answered exactly once: by its outcome, or by the truth that nobody has decided.
 */
export type Holding = {
  /** A proposal of this call is as it says now; nothing happens where it is not one the agent waits for. */
  readonly look: (live: LiveCall, proposal: Proposal) => void
  /** Answers all that waits as not decided; whoever waited is called back. Returns what was let go of. */
  readonly letGo: (live: LiveCall) => Promise<readonly string[]>
  /** The call is over: nobody waits. */
  readonly end: (live: LiveCall) => void
}

export const holdingTag = 'hold'

/** True, whatever becomes of it later. */
export const undecided: Json = {
  status: 'not_decided',
  reason:
    'Nobody has decided yet, and the caller was told that somebody calls back. It may still be done later. Do not say that it was done, and do not promise that it will be.',
  may_propose_again: false,
}

export function createHolding(desk: Desk, journal: Journal, link: EngineLink): Holding {
  const waits = (live: LiveCall): readonly Asked[] => [...live.asked.values()].filter((one) => !one.isAnswered)

  /** Rejected by the engine: the line is gone, and with it whoever would have heard it. */
  const answer = async (live: LiveCall, asked: Asked, output: Json): Promise<void> => {
    asked.isAnswered = true
    const { functionCallId } = asked
    await link
      .current()
      .answerTool({ callId: live.id, functionCallId, output: JSON.stringify(output) })
      .catch((error: unknown) => desk.log('warn', 'call.not_answered', { code: asAppError(error).code }))
  }

  const stand = (live: LiveCall): void => {
    const proposalIds = waits(live).map(({ proposalId }) => proposalId)
    if (live.hold === null) return
    if (proposalIds.length > 0) live.hold = { ...live.hold, proposalIds }
    else stop(live)
    journal.now(live)
  }

  const stop = (live: LiveCall): void => {
    live.hold = null
    live.holding?.abort()
    live.holding = null
    journal.change(live, { conversation: { waitingSince: null } }).catch(() => {})
  }

  const lineFor = (live: LiveCall): string => {
    const { lines, line } = live.settings.hold
    const own = waits(live).flatMap(({ tool }) => lines[tool] ?? [])
    return own[0] ?? line
  }

  const speak = async (live: LiveCall, over: AbortSignal): Promise<void> => {
    const { repeatSeconds, mostLines, limitSeconds } = live.settings.hold
    let untilLimit = limitSeconds
    for (let spoken = 0; spoken < mostLines && !over.aborted; spoken += 1) {
      if (live.taken === null && live.hold !== null) {
        live.hold = { ...live.hold, lines: spoken + 1 }
        journal.now(live)
        await link
          .current()
          .say({ callId: live.id, text: lineFor(live), tag: `${holdingTag}:${spoken + 1}`, interruptible: true })
          .catch((error: unknown) => desk.log('warn', 'call.not_said', { code: asAppError(error).code }))
      }
      if (untilLimit <= repeatSeconds) break
      untilLimit -= repeatSeconds
      await desk.clock.sleep(repeatSeconds * 1000, over)
    }
    await desk.clock.sleep(untilLimit * 1000, over)
    if (!over.aborted)
      journal.mark(live, { kind: 'hold', text: `On hold for ${limitSeconds} s. Apologise and call back, or decide.` })
  }

  const begin = (live: LiveCall, proposalId: string): void => {
    const { limitSeconds, mostLines } = live.settings.hold
    const since = desk.clock.now()
    live.hold = { since, limitMs: limitSeconds * 1000, proposalIds: [proposalId], lines: 0, mostLines }
    live.holding = new AbortController()
    journal.change(live, { conversation: { waitingSince: since } }).catch(() => {})
    speak(live, live.holding.signal).catch(() => {})
  }

  return {
    look: (live, proposal) => {
      const asked = live.asked.get(proposal.id)
      if (asked === undefined) return
      if (isSettled(proposal)) {
        live.asked.delete(proposal.id)
        const tookMs = desk.clock.now() - asked.askedAt
        const text = outcomeWords(proposal, tookMs, !asked.isAnswered)
        journal.mark(live, { kind: 'outcome', text, proposalId: proposal.id })
        if (!asked.isAnswered) void answer(live, asked, toldResult(proposal))
        stand(live)
        return
      }
      if (asked.isAnswered || live.isOver || !needsPerson(proposal)) return
      const why = proposal.state === 'unknown' || proposal.state === 'failed' ? proposal.state : 'asked'
      if (asked.shown !== why)
        journal.mark(live, { kind: 'proposal', text: holdWords(proposal), proposalId: proposal.id })
      asked.shown = why
      if (live.hold === null) begin(live, proposal.id)
      stand(live)
    },
    letGo: async (live) => {
      const open = waits(live)
      await Promise.all(open.map((asked) => answer(live, asked, undecided)))
      stand(live)
      return open.map(({ proposalId }) => proposalId)
    },
    end: (live) => {
      live.asked.forEach((asked) => {
        asked.isAnswered = true
      })
      if (live.hold !== null) stop(live)
    },
  }
}
