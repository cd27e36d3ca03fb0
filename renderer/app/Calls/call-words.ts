import type { Call, CallNow, Consent, KnowledgeSchema, Recording, TurnLatency } from '#contract/call.ts'
import type { z } from 'zod'
import { plural } from '#renderer/ui/words.ts'

/** What the screen of calls says, in words; a colour never says it alone. */

/** "6:41", "1:02:33". */
export function spanWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const tail = `${String(seconds % 60).padStart(2, '0')}`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${tail}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${tail}`
}

/** How long a call lasts, or lasted: from the moment the service was ready. */
export const callSpan = (call: Call, now: number): number =>
  Math.max(0, (call.endedAt ?? now) - (call.liveAt ?? call.startedAt))

/** As it would be read aloud: "6 min 41 s". */
export function longSpanWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000))
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, unit]) => `${count} ${unit}`)
  return said.length === 0 ? '0 s' : said.join(' ')
}

const moneyFormats = new Map<string, Intl.NumberFormat>()

/** What it cost so far; a currency nobody knows is named by its code. */
export function costWords({ amount, currency }: Call['cost']): string {
  let format = moneyFormats.get(currency)
  if (format === undefined) {
    try {
      format = new Intl.NumberFormat('en', { style: 'currency', currency })
    } catch {
      return `${amount.toFixed(2)} ${currency}`
    }
    moneyFormats.set(currency, format)
  }
  return format.format(amount)
}

const endWords: Readonly<Record<NonNullable<Call['end']>['why'], string>> = {
  operator: 'Ended',
  service: 'Ended by the service',
  cut: 'Connection lost',
  limit: 'Session limit reached',
  desk_stopped: 'Cut off, the desk stopped',
  failed: 'Could not be held',
}

/** What became of it: how it ended, and what was signed. */
export function outcomeWords(call: Call): string {
  const counts = [
    [call.signed, 'signed'],
    [call.edited, 'edited'],
    [call.refused, 'rejected'],
    [call.open, 'still open'],
  ] as const
  const special = [call.medium === 'text' ? 'Text only' : null, call.dryRun ? 'dry run' : null].filter(
    (word) => word !== null,
  )
  const why = call.end?.why ?? 'operator'
  const lead = special.length > 0 && why === 'operator' ? special : [endWords[why], ...special]
  const said = [...lead, ...counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)].join(', ')
  return said.slice(0, 1).toUpperCase() + said.slice(1)
}

/** What happens in a call at this moment, for its row. */
export function liveWords(call: Call, now: CallNow | null): string {
  if (now === null) return call.state === 'connecting' ? 'connecting' : 'live'
  if (now.hold !== null)
    return `on hold${now.hold.proposalIds.length > 0 ? `, ${now.hold.proposalIds.length} to sign` : ''}`
  if (now.line.state !== 'ready') return call.liveAt === null ? 'connecting' : 'reconnecting'
  if (now.taken !== null) return `${now.taken} speaks`
  if (now.talk.phase === 'talking') return 'caller speaking'
  if (now.agentSpeaking) return 'agent speaking'
  return now.thinking ? 'agent thinking' : 'listening'
}

const consentTail: Readonly<Record<Consent['response'], string>> = {
  waiting: 'waiting for consent',
  announced: 'announced',
  agreed: 'caller agreed',
  refused: 'caller refused',
  none: 'no announcement',
}

/** Whether sound is kept, and by which consent. */
export function recordingWords(recording: Recording, consent: Consent | null): string {
  const tail = consent === null ? '' : `, ${consentTail[consent.response]}`
  switch (recording.state) {
    case 'off':
      return consent?.response === 'refused' ? 'Not recording, caller refused' : 'Not recording'
    case 'waiting':
      return 'Not recording yet, waiting for consent'
    case 'recording':
      return `Recording${tail}`
    case 'paused':
      return 'Recording paused'
    case 'disk_low':
      return 'Recording stopped, the disk is nearly full'
    case 'failed':
      return 'Recording failed'
    case 'kept':
      return recording.repaired ? `Recorded, repaired${tail}` : `Recorded${tail}`
  }
}

export const recordingTone = ({ state }: Recording): 'ok' | 'warn' | 'danger' | 'neutral' =>
  state === 'recording' || state === 'kept'
    ? 'ok'
    : state === 'failed' || state === 'disk_low'
      ? 'danger'
      : state === 'off'
        ? 'neutral'
        : 'warn'

export type Pace = 'Good' | 'Slow' | 'Poor'
export const paceOf = (milliseconds: number): Pace =>
  milliseconds < 800 ? 'Good' : milliseconds < 1500 ? 'Slow' : 'Poor'

/** Where the time of a turn went, in the order it passed. Together they are the whole. */
export type Stage = { readonly id: string; readonly label: string; readonly what: string; readonly ms: number }
export const stagesOf = (turn: TurnLatency): readonly Stage[] => [
  { id: 'capture', label: 'in', what: 'End of speech until it was sent off', ms: turn.captureMs },
  { id: 'service', label: 'agent’s first sound', what: 'The service, until its first sound came', ms: turn.serviceMs },
  { id: 'buffer', label: 'buffer', what: 'Waiting for enough to play', ms: turn.bufferMs },
  { id: 'playback', label: 'out', what: 'On the way to the loudspeaker', ms: turn.playbackMs },
]

type Knowledge = z.infer<typeof KnowledgeSchema>

/** Why the agent answers without its knowledge; null: it has it. */
export const knowledgeWords = (knowledge: Knowledge | null): string | null =>
  knowledge === null || knowledge.attached
    ? null
    : knowledge.why === 'no_collections'
      ? 'No knowledge is attached: this agent has no collections.'
      : 'No knowledge is attached: this agent searches, and names no collection to search in.'

/** Tools that run where nobody here is asked. */
export const outOfSightWords = (names: readonly string[]): string | null =>
  names.length === 0
    ? null
    : `${names.join(', ')} ${names.length === 1 ? 'runs' : 'run'} at the service: nobody here is asked, nothing is signed.`

/** What is left of a session that may last `wholeMs`, once a fifth or less of it is; null: there is time. */
export function timeLeftWords(leftMs: number | null, wholeMs: number): string | null {
  if (leftMs === null || leftMs > wholeMs * 0.2) return null
  return `Session ends in ${spanWords(leftMs)}`
}

/** Frames lost and waited for, in words; null: none. */
export function lossWords(now: CallNow): string | null {
  const lost = now.dropped.captured + now.dropped.unsent
  const words = [
    ...(now.dropped.captured > 0 ? [`${spanOfFrames(now.dropped.captured)} of the microphone lost`] : []),
    ...(now.dropped.unsent > 0 ? [`${spanOfFrames(now.dropped.unsent)} not sent`] : []),
    ...(now.underruns > 0 ? [`playback stuttered ${plural(now.underruns, 'time', 'times')}`] : []),
  ]
  return lost + now.underruns === 0 ? null : words.join(', ')
}

const spanOfFrames = (frames: number): string => {
  const ms = frames * 20
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`
}
