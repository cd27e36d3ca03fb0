import type { Proposal } from '#contract/proposal.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import type { SteadyTime } from '#main/services/steady-time.ts'

/**
 * The time in which something signed can still be taken back. It runs in this process only: after a crash, a sleep or a
 * clock that jumped, nothing leaves because a countdown would have ended meanwhile; a person is asked again.
 */
export type UndoWindows = {
  /** Begins the countdown of what has just been signed; anything else is left alone. */
  readonly follow: (proposal: Proposal) => void
  /** Its window is over, or it never had one. */
  readonly mayLeave: (proposal: Proposal) => boolean
  /** Everything in its window goes back to a person, now. */
  readonly giveBackAll: (note: string) => Promise<void>
}

/** A countdown that ends later than this was not counting all the time. */
const latenessMs = 5000

const keyOf = ({ id, dueAt }: Proposal): string => `${id} ${dueAt}`

/** `missed` hears of what was about to leave when the machine slept or its clock was set. */
export function createUndoWindows(
  desk: Desk,
  time: SteadyTime,
  signal: AbortSignal,
  missed: (proposal: Proposal, since: number) => void,
): UndoWindows {
  const open = new Map<string, Proposal>()
  const over = new Set<string>()

  /** Null: somebody was faster. */
  const giveBack = async (proposal: Proposal, note: string): Promise<Proposal | null> => {
    open.delete(keyOf(proposal))
    return desk.record
      .commit({
        id: proposal.id,
        expect: { states: ['scheduled'], revision: proposal.revision, argsHash: proposal.argsHash },
        events: [{ type: 'returned', note }],
        outbox: { state: 'removed' },
      })
      .then(({ proposal: after }) => after)
      .catch((thrown: unknown) => {
        const { code } = asAppError(thrown)
        if (code !== 'already_decided' && code !== 'changed') throw thrown
        return null
      })
  }

  const count = async (proposal: Proposal, dueAt: number): Promise<void> => {
    const began = time.now()
    await desk.clock.sleep(Math.max(0, dueAt - began), signal)
    if (!open.has(keyOf(proposal))) return
    if (time.jumpedSince(began) || time.now() - dueAt > latenessMs) {
      const note = 'Was about to be sent when the machine slept or its clock changed. Nothing was sent.'
      const after = await giveBack(proposal, note)
      if (after !== null) missed(after, began)
      return
    }
    open.delete(keyOf(proposal))
    over.add(keyOf(proposal))
    desk.lanes.wake(proposal.conversationId)
  }

  return {
    follow: (proposal) => {
      const key = keyOf(proposal)
      if (proposal.state !== 'scheduled' || proposal.dueAt === null) {
        for (const [other, held] of open) if (held.id === proposal.id) open.delete(other)
        return
      }
      if (open.has(key) || over.has(key)) return
      open.set(key, proposal)
      count(proposal, proposal.dueAt).catch((error: unknown) => {
        if (!signal.aborted) desk.log('error', 'undo_window.failed', { proposalId: proposal.id, error })
      })
    },
    mayLeave: (proposal) => proposal.dueAt === null || over.has(keyOf(proposal)),
    giveBackAll: async (note) => {
      await Promise.all([...open.values()].map((proposal) => giveBack(proposal, note)))
    },
  }
}
