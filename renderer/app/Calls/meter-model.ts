import type { Levels } from '#contract/call.ts'
import { t } from '#renderer/ui/language.ts'

/** A level as twenty segments of 3 dB each, from -60 dB to full scale. */
export const segments = 20
const lowest = -60

export const segmentsOf = (decibels: number): number =>
  Math.max(0, Math.min(segments, Math.ceil(((decibels - lowest) / -lowest) * segments)))

/** The segment a peak stands in; null: below the scale. */
export const peakSegment = (decibels: number): number | null => {
  const lit = segmentsOf(decibels)
  return lit === 0 ? null : lit - 1
}

type Level = NonNullable<Levels['input']>

/** How loud it is when nobody speaks: falls with every quieter moment, and rises slowly, so that a pause is found again. */
export function noiseFloor(before: number | null, rms: number, ms: number): number | null {
  if (rms <= -110) return before
  if (before === null || rms < before) return rms
  return Math.min(rms, before + (ms / 1000) * 0.5)
}

/** What is wrong with it, in words; null: nothing. */
export function troubleWords(level: Level | null): string | null {
  if (level?.hint === 'zeros') return t('Muted or unplugged')
  if (level?.clipping === true) return t('Too loud, clipping')
  return level?.hint === 'quiet' ? t('Very quiet') : null
}

/** For those who listen: how loud, and what is wrong. */
export function levelWords(level: Level | null, name: string): string {
  if (level === null) return t('{{name}}: no sound', { name })
  return troubleWords(level) ?? t('{{rms}} decibels', { rms: Math.round(level.rms) })
}
