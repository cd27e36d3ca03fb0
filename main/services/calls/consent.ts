import type { Call, Consent, Recording } from '#contract/call.ts'
import type { VoiceSettings } from '#contract/call-settings.ts'
import { sha256 } from '#main/domain/canonical.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { EngineLink } from '#main/services/calls/engine-link.ts'
import type { Journal } from '#main/services/calls/journal.ts'
import type { LiveCall } from '#main/services/calls/live-call.ts'
import type { Desk } from '#main/services/desk.ts'
import type { EngineEvent } from '#main/services/voice/engine-contract.ts'

/**
 * Nothing is recorded before the caller has heard of it: what they were told word for word, when it had been spoken, and what
 * came of it is kept with the call.
 */
export type Consenting = {
  /** The line is open: says it, where there is something to say. */
  readonly disclose: (live: LiveCall) => void
  readonly spoken: (live: LiveCall, event: Extract<EngineEvent, { type: 'spoken' }>) => Promise<void>
  readonly note: (live: LiveCall, agreed: boolean, by: string) => Promise<Call>
}

export const disclosureTag = 'disclosure'
const mostTries = 3
const patienceMs = 250
const mostLooks = 8

/** What is said, whatever a service makes of case, spaces and punctuation. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '')

/** What a call begins with. Nobody chose: nothing is said, and nothing recorded. */
export function consentOf(settings: VoiceSettings, medium: Call['medium']): Consent | null {
  const { consent: mode, disclosure } = settings
  if (mode === null || medium === 'text') return null
  const text = mode === 'none' ? '' : disclosure[mode]
  return {
    mode,
    text,
    version: sha256(text).slice(0, 12),
    spokenAt: null,
    heardMs: null,
    response: mode === 'none' ? 'none' : 'waiting',
    notedBy: null,
  }
}

export const recordingBefore = (consent: Consent | null): Recording => ({
  state: consent?.response === 'waiting' ? 'waiting' : 'off',
  durationMs: 0,
  gaps: [],
  repaired: false,
})

export function createConsenting(desk: Desk, journal: Journal, link: EngineLink): Consenting {
  const record = async (live: LiveCall, state: 'on' | 'off'): Promise<void> => {
    try {
      await link.current().record({ callId: live.id, state })
    } catch (thrown) {
      const text = `Not recorded: ${asAppError(thrown).message}`
      await journal.change(live, { call: { recording: { ...live.call.recording, state: 'failed' } } }).catch(() => {})
      journal.mark(live, { kind: 'problem', text })
    }
  }
  const say = (live: LiveCall, text: string): void => {
    live.disclosed += 1
    link
      .current()
      .say({ callId: live.id, text, tag: disclosureTag, interruptible: false })
      .catch((error: unknown) => desk.log('warn', 'call.not_said', { code: asAppError(error).code }))
  }
  /** The words of a line may arrive a moment after its sound. */
  const wasHeard = async (live: LiveCall, itemId: string, text: string): Promise<boolean> => {
    for (let look = 0; look < mostLooks; look += 1) {
      const line = live.lines.get(itemId)
      if (line !== undefined && line.state !== 'partial') return plain(line.heard) === plain(text)
      await desk.clock.sleep(patienceMs)
    }
    return false
  }
  const isOpen = (consent: Consent | null): consent is Consent =>
    consent !== null && consent.mode !== 'none' && consent.response === 'waiting'

  return {
    disclose: (live) => {
      const { consent } = live.call
      if (isOpen(consent) && consent.spokenAt === null && live.disclosed === 0) say(live, consent.text)
    },
    spoken: async (live, { whole, heardMs, itemId }) => {
      const { consent } = live.call
      if (!isOpen(consent) || consent.spokenAt !== null) return
      const spokenAt = desk.clock.now()
      const wasWhole = whole && (await wasHeard(live, itemId, consent.text))
      if (live.isOver) return
      if (!wasWhole) {
        if (live.disclosed < mostTries) return say(live, consent.text)
        const text = 'The notice of recording was not heard word for word. Nothing is recorded'
        journal.mark(live, { kind: 'consent', text })
        return
      }
      const told: Consent = { ...consent, spokenAt, heardMs }
      const isAnnounced = consent.mode === 'announce'
      const next: Consent = isAnnounced ? { ...told, response: 'announced' } : told
      // The proof is on disk before the first second of sound.
      await journal.change(live, { call: { consent: next } })
      journal.mark(live, {
        kind: 'consent',
        text: isAnnounced ? 'The caller was told that the call is recorded' : 'The caller was asked about recording',
      })
      if (isAnnounced) await record(live, 'on')
    },
    note: async (live, agreed, by) => {
      const { consent } = live.call
      if (consent === null || consent.mode !== 'ask') {
        throw new AppError('conflict', 'Nobody was asked about recording in this call.')
      }
      if (consent.spokenAt === null) throw new AppError('conflict', 'The caller has not heard the question yet.')
      const recording: Recording = agreed ? live.call.recording : { ...live.call.recording, state: 'off' }
      const noted: Consent = { ...consent, response: agreed ? 'agreed' : 'refused', notedBy: by }
      await journal.change(live, { call: { consent: noted, recording } })
      const text = agreed ? `${by} noted: the caller agrees to recording` : `${by} noted: the caller does not want it`
      journal.mark(live, { kind: 'consent', text })
      await record(live, agreed ? 'on' : 'off')
      return live.call
    },
  }
}
