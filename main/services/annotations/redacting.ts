import type { AppContract } from '#contract/index.ts'
import type { Signer } from '#contract/proposal.ts'
import type { Redaction } from '#contract/transcript.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { RecordingsOfCalls } from '#main/services/calls/recordings-of-calls.ts'
import type { Desk } from '#main/services/desk.ts'
import type { UnfinishedRedaction } from '#main/store/erase/redactions.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** What a person takes out for good. The words go in one transaction; recording and traces follow, after a stop too. */
export type Redacting = {
  readonly handlers: (signer: (context: Context) => Signer) => Handlers<AppContract['redaction']>
  /** What was left undone, by an earlier run of the desk or by a try that failed. */
  readonly finish: () => Promise<void>
}

/** Somebody who searches reads what was before for a moment, and a large index takes a while. */
const triesToWipe = 2400
const betweenTriesMs = 250
/** So long a person waits for it to be gone everywhere; then they are told that it is still under way. */
const patienceMs = 4000

export function createRedacting(
  desk: Desk,
  recordings: Pick<RecordingsOfCalls, 'silence'>,
  stopping: AbortSignal,
): Redacting {
  const { redactions, calls, backup } = desk.store
  let under: Promise<void> = Promise.resolve()

  const wipe = async (): Promise<boolean> => {
    for (let tries = 0; tries < triesToWipe && !stopping.aborted; tries += 1) {
      if (await redactions.wipe()) return true
      await desk.clock.sleep(betweenTriesMs, stopping).catch(() => {})
    }
    return false
  }
  const finishOne = async ({ id, conversationId, leftToDo, silence }: UnfinishedRedaction): Promise<void> => {
    if (leftToDo === 'sound') {
      const call = await calls.ofConversation(conversationId)
      if (call !== null) await recordings.silence(call.id, id, silence)
      await redactions.advance(id, 'traces')
    }
    if (await wipe()) await redactions.advance(id, null)
  }
  const finishAll = async (): Promise<void> => {
    for (const one of await redactions.unfinished()) {
      if (stopping.aborted) return
      await finishOne(one).catch((error: unknown) =>
        desk.log('warn', 'redaction.unfinished', { code: asAppError(error).code }),
      )
    }
  }
  const finish = (): Promise<void> => {
    under = under.then(finishAll).catch((error: unknown) => desk.log('warn', 'redaction.unfinished', { error }))
    return under
  }

  const removeCopies = async (conversationId: number | null, by: string) => {
    if ((await redactions.unfinished()).length > 0)
      throw new AppError('conflict', 'Something is still being taken out. A backup made now would hold it as well.')
    const made = await backup.create()
    const { file, verified } = await backup.verify(made.file)
    if (!verified) throw new AppError('database_damaged', 'The new backup is not whole. The older ones stay.')
    const removed = await backup.removeOlder(file)
    const what = `${removed === 1 ? 'One copy' : `${removed} copies`} of this desk made before`
    await desk.record.noteRemoval(conversationId, { by, reason: 'Older copies still held what was taken out', what })
    return { removed, backup: file }
  }

  const elsewhere = async (conversationId: number): Promise<string[]> => {
    const call = await calls.ofConversation(conversationId)
    return [
      'Files that were exported before.',
      call === null ? 'The helpdesk’s own copy. Take it out there as well.' : 'What the voice service itself has kept.',
    ]
  }

  return {
    finish,
    handlers: (signer) => ({
      preview: async ({ conversationId, words }) => {
        const { places, spoken, refused, elsewhere: here } = await redactions.reach(conversationId, words)
        return {
          places: [...places],
          spoken: [...spoken],
          refused,
          elsewhere: [...here, ...(await elsewhere(conversationId))],
          copies: await backup.older(desk.clock.now()),
        }
      },
      copies: () => backup.older(desk.clock.now()),
      removeCopies: ({ conversationId }, context) => removeCopies(conversationId, signer(context).name),
      redact: async (input, context): Promise<Redaction> => {
        const made = await desk.record.redact({ ...input, id: desk.random.id('x'), by: signer(context).name })
        desk.watch('redacted')
        const given = new AbortController()
        await Promise.race([finish(), desk.clock.sleep(patienceMs, given.signal).catch(() => {})])
        given.abort()
        return (
          (await desk.store.annotations.of(input.conversationId)).redactions.find(({ id }) => id === made.id) ?? made
        )
      },
    }),
  }
}
