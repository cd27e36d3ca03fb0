import type { Channel } from '#contract/conversation.ts'
import type { Signal } from '#contract/quality.ts'
import { median } from '#main/domain/quality/agreement.ts'
import type { ReviewMaterial, ReviewMessage } from '#main/domain/quality/material.ts'
import { sharpWordsIn } from '#main/domain/quality/tone.ts'

/** What is told by what was said: how long an answer took, how it sounded, what it rests on. */

type Of = (material: ReviewMaterial) => Signal | null

const minute = 60_000

/** How long an answer may take before it speaks against anybody. */
const patience: Readonly<Record<Channel, number>> = {
  phone: minute / 4,
  chat: 5 * minute,
  sms: 30 * minute,
  social: 120 * minute,
  email: 24 * 60 * minute,
  other: 24 * 60 * minute,
}

export function spanWords(ms: number): string {
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.round(ms / minute)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

const isAnswer = ({ author }: ReviewMessage): boolean => author === 'agent' || author === 'operator'

/** From the first unanswered words of the customer to the next answer. */
const answerTime: Of = ({ channel, messages }) => {
  const waits: { readonly ms: number; readonly id: number }[] = []
  let since: number | null = null
  for (const message of messages.filter(({ kind }) => kind === 'comment')) {
    if (message.author === 'customer') since ??= message.at
    else if (isAnswer(message) && since !== null) {
      waits.push({ ms: Math.max(0, message.at - since), id: message.id })
      since = null
    }
  }
  const longest = waits.toSorted((a, b) => b.ms - a.ms)[0]
  if (longest === undefined) return null
  const limit = patience[channel]
  return {
    id: 'answer_time',
    label: 'Time to answer',
    value: spanWords(longest.ms),
    tone: longest.ms <= limit ? 'good' : 'poor',
    detail: `The longest of ${waits.length}; half of them took ${spanWords(median(waits.map(({ ms }) => ms)) ?? 0)} or less. Up to ${spanWords(limit)} counts as good here.`,
    evidence: `m${longest.id}`,
  }
}

const clock = (ms: number): string =>
  `${Math.floor(ms / minute)}:${String(Math.floor((ms % minute) / 1000)).padStart(2, '0')}`

const disclosure: Of = ({ call, consentMark, startedAt }) => {
  const consent = call?.consent ?? null
  if (consent === null || consent.mode === 'none') return null
  const evidence = consentMark === null ? null : `k${consentMark}`
  const signal = { id: 'disclosure', label: 'Disclosure spoken', evidence } as const
  if (consent.spokenAt === null)
    return {
      ...signal,
      value: 'not spoken',
      tone: 'poor',
      detail: 'The notice about recording was not heard to its end.',
    }
  return {
    ...signal,
    value: clock(Math.max(0, consent.spokenAt - startedAt)),
    tone: 'good',
    detail: `The notice about recording had been spoken ${clock(Math.max(0, consent.spokenAt - startedAt))} into the call.`,
  }
}

const guardrail: Of = ({ turns }) => {
  const stopped = turns.filter((turn) => turn.guardrail !== null)
  if (turns.length === 0) return null
  const [turn] = stopped
  return {
    id: 'guardrail',
    label: 'Guardrail',
    value: stopped.length === 0 ? 'clear' : `${stopped.length} met`,
    tone: stopped.length === 0 ? 'good' : 'poor',
    detail: stopped.length === 0 ? 'No turn met a guardrail.' : stopped.map((one) => one.guardrail).join('; '),
    evidence: turn === undefined ? null : `g${turn.id}`,
  }
}

/** Retrieved chunks below this hardly speak of the question. */
const weak = 0.5

const sources: Of = ({ turns }) => {
  const looked = turns.filter(({ scores }) => scores.length > 0)
  const best = looked
    .map((turn) => ({ turn, score: Math.max(...turn.scores) }))
    .toSorted((a, b) => b.score - a.score)[0]
  if (best === undefined) return null
  return {
    id: 'sources',
    label: 'Best source',
    value: best.score.toFixed(2),
    tone: best.score < weak ? 'poor' : 'good',
    detail: `The best of ${looked.reduce((sum, { scores }) => sum + scores.length, 0)} retrieved pieces. Below ${weak} they hardly speak of the question.`,
    evidence: `t${best.turn.id}`,
  }
}

const tone: Of = ({ messages }) => {
  const said = messages.filter((message) => message.kind === 'comment' && isAnswer(message))
  if (said.length === 0) return null
  const sharp = said.flatMap(({ id, text }) => sharpWordsIn(text).map((word) => ({ id, word })))
  const [one] = sharp
  return {
    id: 'tone',
    label: 'Tone',
    value: one === undefined ? 'calm' : 'sharp',
    tone: one === undefined ? 'good' : 'poor',
    detail:
      one === undefined
        ? 'No sharp words and no shouting. Only English words are known here.'
        : `Sharp words: ${[...new Set(sharp.map(({ word }) => `“${word}”`))].slice(0, 5).join(', ')}.`,
    evidence: one === undefined ? null : `m${one.id}`,
  }
}

export const signalsOfWords: readonly Of[] = [answerTime, disclosure, guardrail, sources, tone]
