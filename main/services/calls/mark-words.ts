import type { Call, CallTalkNotice } from '#contract/call.ts'
import type { Proposal } from '#contract/proposal.ts'
import { isSettled } from '#main/domain/proposal.ts'
import { proposalTitle } from '#main/domain/reply/reply.ts'
import { assertNever } from '#main/kernel/errors.ts'
import { callerWord } from '#main/services/calls/live-call.ts'
import type { EngineEvent } from '#main/services/voice/engine-contract.ts'

/** What happened between the lines, as a sentence somebody reads a week later. */
type Of<T extends EngineEvent['type']> = Extract<EngineEvent, { type: T }>

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const rounded = (ms: number): string => (ms < 10_000 ? `${Math.round(ms)} ms` : seconds(ms))

export function bargeInWords(event: Of<'barge_in'>, call: Call): string {
  const who = event.by === 'operator' ? 'You interrupted' : `${callerWord(call)} spoke`
  if (!event.confirmed) return `${who}; the loudspeaker did not say when it fell silent`
  return `${who}, playback stopped in ${rounded(event.stoppedInMs)}`
}

export function seamWords({ awayMs, resumed, turnLost }: Of<'seam'>): string {
  const memory = resumed ? 'remembers the conversation' : 'does not remember it'
  const lost = turnLost ? ' What was being said then did not arrive; say it again.' : ''
  return `Connection cut for ${seconds(awayMs)}; the service ${memory}.${lost}`
}

export const endWords: Readonly<Record<NonNullable<Call['end']>['why'], string>> = {
  operator: 'Call ended here',
  service: 'The service ended the call',
  cut: 'The connection was lost and did not come back',
  limit: 'The longest time for a call was reached',
  desk_stopped: 'The desk stopped in the middle of the call',
  failed: 'The call failed',
}

export const noticeWords: Readonly<Record<CallTalkNotice, string>> = {
  tap: 'Hold the key while you talk. A tap sends nothing.',
  locked: 'Talking without holding. Press once to send.',
  key_lost: 'Talking ended: the key may have come up while this window was not looking.',
  time_warning: 'Talking for a long time: this turn is sent soon.',
  time_over: 'The longest turn was reached and sent. Press again to go on.',
  not_ready: 'Not connected yet. Nothing was recorded or sent.',
  muted: 'You are muted. Unmute to talk.',
  microphone_lost: 'The microphone is gone. What was said until then is kept.',
  nothing_heard: 'Nothing was heard. Is the microphone muted?',
  turn_lost: 'The connection was cut in the middle of this turn. It was not sent.',
}

export const recordingWords: Readonly<Record<Of<'recording'>['state'], string>> = {
  recording: 'Recording',
  paused: 'Recording paused',
  disk_low: 'Recording stopped: the disk is nearly full. The call goes on.',
  failed: 'Recording stopped: it could not be written. The call goes on.',
  off: 'Not recorded from here on',
}

const past: Readonly<Record<string, string>> = {
  add: 'Added',
  cancel: 'Cancelled',
  change: 'Changed',
  check: 'Checked',
  create: 'Created',
  find: 'Found',
  give: 'Gave',
  issue: 'Issued',
  look: 'Looked',
  open: 'Opened',
  read: 'Read',
  refund: 'Refunded',
  remove: 'Removed',
  search: 'Searched',
  send: 'Sent',
  set: 'Set',
  track: 'Tracked',
  update: 'Updated',
}

/** "Look up order 10433" → "Looked up order 10433"; a sentence that begins otherwise is quoted as it is. */
function done(title: string): string {
  const [verb = '', ...rest] = title.split(' ')
  const word = past[verb.toLowerCase()]
  return word === undefined ? `Done: ${title}` : [word, ...rest].join(' ')
}

const lowerFirst = (text: string): string => `${text.charAt(0).toLowerCase()}${text.slice(1)}`

/** Why the caller waits. */
export function holdWords(proposal: Proposal): string {
  const isAsked = proposal.state === 'pending' || proposal.state === 'awaiting_second'
  const what = isAsked ? `Proposed: ${lowerFirst(proposalTitle(proposal))}` : settledWords(proposal, 0)
  return `${what}. Caller on hold`
}

/** What became of something the agent asked for. `tookMs`: from the asking; `heard`: the agent was told. */
export function outcomeWords(proposal: Proposal, tookMs: number, heard: boolean): string {
  return `${settledWords(proposal, tookMs)}${heard ? '' : '. Nobody on the line was told'}`
}

function settledWords(proposal: Proposal, tookMs: number): string {
  const title = proposalTitle(proposal)
  const signer = proposal.decision?.signer
  const by = signer === undefined ? '' : signer.by === 'rule' ? ' by rule' : `, signed by ${signer.name}`
  switch (proposal.state) {
    case 'succeeded':
    case 'undo_pending':
    case 'undone':
    case 'undo_failed':
      return `${done(title)}${by}, ${rounded(tookMs)}`
    case 'failed': {
      const why = proposal.outcome?.error?.message ?? 'no reason given'
      return `${isSettled(proposal) ? 'Did not happen' : 'Did not happen, can be tried again'}: ${lowerFirst(title)} (${why})`
    }
    case 'blocked':
      return `Blocked: ${lowerFirst(title)} (${proposal.outcome?.error?.message ?? ''})`
    case 'rejected':
      return `Rejected by ${signer?.name ?? 'the desk'}: ${lowerFirst(title)}`
    case 'answered':
      return `Answered by ${signer?.name ?? 'the desk'}: ${lowerFirst(title)}`
    case 'expired':
      return `Expired, not run: ${lowerFirst(title)}`
    case 'superseded':
      return `Outdated, not run: ${lowerFirst(title)}`
    case 'dry_run':
      return `Rehearsed: ${lowerFirst(title)}. Nothing was done`
    case 'unknown':
      return `May have happened: ${lowerFirst(title)}. Needs checking`
    case 'received':
    case 'pending':
    case 'awaiting_second':
    case 'scheduled':
    case 'executing':
      return `Under way: ${lowerFirst(title)}`
    default:
      return assertNever(proposal.state)
  }
}
