import { create } from 'zustand'
import type { QueueEvent } from '#contract/queue.ts'
import type { Proposal } from '#contract/proposal.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * What is signed and can still be taken back. The desk counts, and decides when something leaves; here stands what it said,
 * read again whenever it may have changed.
 */
type Leaving = {
  /** Newest signature first. */
  readonly leaving: readonly Proposal[]
  /** Why the last wish to take something back came to nothing, or null. */
  readonly failure: string | null
}

export const useLeaving = create<Leaving>()(() => ({ leaving: [], failure: null }))

const mostRead = 50
let asked = 0

async function read(): Promise<readonly Proposal[]> {
  asked += 1
  const mine = asked
  const { items } = await theDesk().proposals.list({
    states: ['scheduled'],
    conversationId: null,
    cursor: null,
    limit: mostRead,
  })
  const leaving = items
    .filter(({ dueAt }) => dueAt !== null)
    .toSorted((one, two) => (two.decision?.at ?? 0) - (one.decision?.at ?? 0))
  if (mine === asked) {
    announceNew(leaving)
    useLeaving.setState({ leaving })
  }
  return leaving
}

/** Said once, when a person has signed it; the seconds are for the eye. */
function announceNew(leaving: readonly Proposal[]): void {
  const known = new Set(useLeaving.getState().leaving.map(({ id }) => id))
  const added = leaving.find(({ id, decision }) => !known.has(id) && decision?.signer.by === 'person')
  if (added !== undefined && added.dueAt !== null && added.decision !== null)
    say(
      t('Leaves in {{seconds}} seconds. Z takes it back.', {
        seconds: Math.round((added.dueAt - added.decision.at) / 1000),
      }),
    )
}

/** News of the queue: something may have begun to leave, has left, or came back. */
export function hearOfLeaving(event: QueueEvent): void {
  const { leaving } = useLeaving.getState()
  const about = event.type === 'snapshot' ? null : event.type === 'left' ? event.id : event.item.id
  const begins = event.type === 'left' && event.state === 'scheduled'
  if (event.type === 'snapshot' || begins || leaving.some(({ id }) => id === about))
    // What cannot be read now is read with the next news; the loss of the connection has its own notice.
    void read().catch(() => {})
}

/** The one a key takes back: the newest that a person signed; rules sign many, and each has its own button. */
export function newestToTakeBack(leaving: readonly Proposal[]): Proposal | null {
  const byPerson = leaving.filter(({ decision }) => decision?.signer.by === 'person')
  return (byPerson.length > 0 ? byPerson : leaving).reduce<Proposal | null>(
    (newest, one) => (newest === null || signedAt(one) > signedAt(newest) ? one : newest),
    null,
  )
}

const signedAt = ({ decision, updatedAt }: Proposal): number => decision?.at ?? updatedAt

/** Takes one signature back. True: nothing was sent, and it waits for a decision again. */
export async function takeBack(id: string): Promise<boolean> {
  useLeaving.setState({ failure: null })
  try {
    await theDesk().proposals.withdraw({ id })
    say(t('Taken back. Nothing was sent.'))
    return true
  } catch (error) {
    useLeaving.setState({ failure: t('Not taken back. {{error}}', { error: failureText(error) }) })
    return false
  }
}

/** The newest one, by the desk's own list: what the screen shows may be a moment old. */
export async function takeBackNewest(): Promise<Proposal | null> {
  const newest = newestToTakeBack(await read().catch(() => useLeaving.getState().leaving))
  if (newest === null) say(t('Nothing can be taken back.'))
  return newest !== null && (await takeBack(newest.id)) ? newest : null
}

export const dismissFailure = (): void => useLeaving.setState({ failure: null })
