import { z } from 'zod'
import type { Json } from '#contract/tool.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import { flawOf } from '#main/domain/quality/score.ts'
import { tellStory } from '#main/domain/exchange/story.ts'

/** What has the form of a conversation and still could not be kept, or not be read again once it is here. */

/** Of what nests deeper nobody knows whether all that reads it gets to its end. */
const deepest = 200
const latest = 8.64e15

export function isTooDeep(value: Json, left = deepest): boolean {
  if (value === null || typeof value !== 'object') return false
  if (left === 0) return true
  return Object.values(value).some((item: Json) => isTooDeep(item, left - 1))
}

const Payload = z.looseObject({ type: z.string() })

/** Why it cannot be kept; null: it can. */
export function whyNotKept(record: TranscriptRecord): string | null {
  const { conversation, messages, ledger, notes, redactions, scores, call } = record
  const names = messages.flatMap(({ externalId }) => externalId ?? [])
  if (new Set(names).size < names.length) return 'Two of its messages have the same external id.'
  if (hasTwice(ledger.map(({ seq }) => seq))) return 'Two entries of its ledger have the same number.'
  if (call !== null && (hasTwice(call.lines.map(({ seq }) => seq)) || hasTwice(call.marks.map(({ seq }) => seq))))
    return 'Two lines or marks of its call have the same number.'
  const flaw = scores.map(({ scorecard, marks }) => flawOf(scorecard.body, marks)).find((one) => one !== null)
  if (flaw !== undefined) return `One of its scores is none: ${flaw}`
  const moments = [
    conversation.createdAt,
    conversation.updatedAt,
    conversation.lastMessageAt,
    ...[...messages, ...ledger, ...notes, ...redactions].map(({ at }) => at),
    ...scores.flatMap(({ startedAt, submittedAt, history }) => [
      startedAt,
      submittedAt,
      ...history.map(({ at }) => at),
    ]),
    ...(call === null ? [] : [call.call.startedAt, call.call.endedAt ?? 0]),
  ]
  if (moments.some((at) => Math.abs(at) > latest)) return 'One of its times is none.'
  for (const { payload, seq } of ledger) if (!isPayload(payload)) return `Entry ${seq} of its ledger cannot be read.`
  try {
    tellStory(record)
    return null
  } catch {
    return 'What was done in it cannot be told.'
  }
}

function isPayload(payload: string): boolean {
  try {
    const value = JSON.parse(payload) as Json
    return Payload.safeParse(value).success && !isTooDeep(value)
  } catch {
    return false
  }
}

const hasTwice = (numbers: readonly number[]): boolean => new Set(numbers).size < numbers.length
