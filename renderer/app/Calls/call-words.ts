import type { Call, CallNow, Consent, KnowledgeSchema, Recording, TurnLatency } from '#contract/call.ts'
import type { z } from 'zod'
import { locale, t } from '#renderer/ui/language.ts'

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
      format = new Intl.NumberFormat(locale, { style: 'currency', currency })
    } catch {
      return `${amount.toFixed(2)} ${currency}`
    }
    moneyFormats.set(currency, format)
  }
  return format.format(amount)
}

const endWords: Readonly<Record<NonNullable<Call['end']>['why'], string>> = {
  operator: t('Ended'),
  service: t('Ended by the service'),
  cut: t('Connection lost'),
  limit: t('Session limit reached'),
  desk_stopped: t('Cut off, the desk stopped'),
  failed: t('Could not be held'),
}

/** What became of it: how it ended, and what was signed. */
export function outcomeWords(call: Call): string {
  const counts = [
    ...(call.signed > 0 ? [t('{{signed}} signed', { signed: call.signed })] : []),
    ...(call.edited > 0 ? [t('{{edited}} edited', { edited: call.edited })] : []),
    ...(call.refused > 0 ? [t('{{rejected}} rejected', { rejected: call.refused })] : []),
    ...(call.open > 0 ? [t('{{open}} still open', { open: call.open })] : []),
  ]
  const special = [call.medium === 'text' ? t('Text only') : null, call.dryRun ? t('dry run') : null].filter(
    (word) => word !== null,
  )
  const why = call.end?.why ?? 'operator'
  const lead = special.length > 0 && why === 'operator' ? special : [endWords[why], ...special]
  const said = [...lead, ...counts].join(', ')
  return said.slice(0, 1).toLocaleUpperCase(locale) + said.slice(1)
}

/** What happens in a call at this moment, for its row. */
export function liveWords(call: Call, now: CallNow | null): string {
  if (now === null) return call.state === 'connecting' ? t('connecting') : t('live')
  if (now.hold !== null)
    return now.hold.proposalIds.length > 0
      ? t('on hold, {{waiting}} to sign', { waiting: now.hold.proposalIds.length })
      : t('on hold')
  if (now.line.state !== 'ready') return call.liveAt === null ? t('connecting') : t('reconnecting')
  if (now.taken !== null) return t('{{taken}} speaks', { taken: now.taken })
  if (now.talk.phase === 'talking') return t('caller speaking')
  if (now.agentSpeaking) return t('agent speaking')
  return now.thinking ? t('agent thinking') : t('listening')
}

const consentTail: Readonly<Record<Consent['response'], string>> = {
  waiting: t('waiting for consent'),
  announced: t('announced'),
  agreed: t('caller agreed'),
  refused: t('caller refused'),
  none: t('no announcement'),
}

/** Whether sound is kept, and by which consent. */
export function recordingWords(recording: Recording, consent: Consent | null): string {
  const tail = consent === null ? '' : `, ${consentTail[consent.response]}`
  switch (recording.state) {
    case 'off':
      return consent?.response === 'refused' ? t('Not recording, caller refused') : t('Not recording')
    case 'waiting':
      return t('Not recording yet, waiting for consent')
    case 'recording':
      return `${t('Recording', {}, 'state')}${tail}`
    case 'paused':
      return t('Recording paused')
    case 'disk_low':
      return t('Recording stopped, the disk is nearly full')
    case 'failed':
      return t('Recording failed')
    case 'kept':
      return `${recording.repaired ? t('Recorded, repaired') : t('Recorded')}${tail}`
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
export const paceWords: Readonly<Record<Pace, string>> = { Good: t('Good'), Slow: t('Slow'), Poor: t('Poor') }

export type Stage = { readonly id: string; readonly what: string; readonly ms: number }
export const stagesOf = (turn: TurnLatency): readonly Stage[] => [
  { id: 'capture', what: t('End of speech until it was sent off'), ms: turn.captureMs },
  { id: 'service', what: t('The service, until its first sound came'), ms: turn.serviceMs },
  { id: 'buffer', what: t('Waiting for enough to play'), ms: turn.bufferMs },
  { id: 'playback', what: t('On the way to the loudspeaker'), ms: turn.playbackMs },
]

type Knowledge = z.infer<typeof KnowledgeSchema>

/** Why the agent answers without its knowledge; null: it has it. */
export const knowledgeWords = (knowledge: Knowledge | null): string | null =>
  knowledge === null || knowledge.attached
    ? null
    : knowledge.why === 'no_collections'
      ? t('No knowledge is attached: this agent has no collections.')
      : t('No knowledge is attached: this agent searches, and names no collection to search in.')

/** Tools that run where nobody here is asked. */
export const outOfSightWords = (names: readonly string[]): string | null =>
  names.length === 0
    ? null
    : t('{{names}} run at the service: nobody here is asked, nothing is signed.', {
        count: names.length,
        names: names.join(', '),
      })

/** What is left of a session that may last `wholeMs`, once a fifth or less of it is; null: there is time. */
export function timeLeftWords(leftMs: number | null, wholeMs: number): string | null {
  if (leftMs === null || leftMs > wholeMs * 0.2) return null
  return t('Session ends in {{left}}', { left: spanWords(leftMs) })
}

/** Frames lost and waited for, in words; null: none. */
export function lossWords(now: CallNow): string | null {
  const lost = now.dropped.captured + now.dropped.unsent
  const words = [
    ...(now.dropped.captured > 0
      ? [t('{{captured}} of the microphone lost', { captured: spanOfFrames(now.dropped.captured) })]
      : []),
    ...(now.dropped.unsent > 0 ? [t('{{unsent}} not sent', { unsent: spanOfFrames(now.dropped.unsent) })] : []),
    ...(now.underruns > 0 ? [t('playback stuttered {{count}} times', { count: now.underruns })] : []),
  ]
  return lost + now.underruns === 0 ? null : words.join(', ')
}

const spanOfFrames = (frames: number): string => {
  const ms = frames * 20
  return ms < 1000
    ? t('{{ms}} ms', { ms })
    : t('{{seconds}} s', {
        seconds: (ms / 1000).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
      })
}
