import { AppError } from '#main/kernel/errors.ts'
import type { Recordings } from '#main/kernel/recordings.ts'
import type { Desk } from '#main/services/desk.ts'

/**
 * Takes the sound of a conversation out for good: the file, and all that is known of it. False: there was none. `also`: what is
 * written in the same commit, where there was one.
 */
export type RemoveSound = (conversationId: number, also?: () => Promise<void>) => Promise<boolean>

type Sounding = { readonly store: Pick<Desk['store'], 'calls'>; readonly record: Pick<Desk['record'], 'keepCall'> }

export const createRemoveSound =
  ({ store, record }: Sounding, recordings: Pick<Recordings, 'remove'> | null): RemoveSound =>
  async (conversationId, also) => {
    const call = await store.calls.ofConversation(conversationId)
    if (call === null) return false
    const isRecorded = (await store.calls.recording(call.id)) !== null
    if (recordings === null) {
      if (isRecorded) throw new AppError('blocked', 'This desk does not reach the recordings.')
      return false
    }
    await recordings.remove(call.id)
    const off = { ...call.recording, state: 'off' as const, durationMs: 0, gaps: [] }
    if (isRecorded)
      await Promise.all([record.keepCall(call.id, { recording: null, call: { recording: off } }), also?.()])
    return isRecorded
  }
