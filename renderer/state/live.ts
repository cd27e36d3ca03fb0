import { create } from 'zustand'
import type { Counts } from '#contract/queue.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * What is read aloud without being asked: counts of the queue, politely and at most every ten seconds, what became of a
 * signature that can be taken back, and an outcome nobody knows, at once. Nothing else speaks by itself.
 */
export const useLive = create<{ readonly polite: string; readonly urgent: string }>()(() => ({
  polite: '',
  urgent: '',
}))

const gap = 10_000
let saidAt = 0
let waiting: Counts | null = null
let timer: ReturnType<typeof setTimeout> | undefined
let said = -1
let checking = 0

const sayCounts = () => {
  timer = undefined
  if (waiting === null || waiting.all === said) return
  const first = said === -1
  said = waiting.all
  saidAt = Date.now()
  if (!first) useLive.setState({ polite: t('{{count}} decisions wait', { count: said }) })
}

/** Once, politely: the change of a state, never a countdown. */
export const say = (polite: string): void => useLive.setState({ polite })

export function announce(counts: Counts): void {
  if (counts.checking > checking)
    useLive.setState({ urgent: t('{{count}} actions need checking.', { count: counts.checking }) })
  else if (counts.checking === 0 && checking > 0) useLive.setState({ urgent: '' })
  checking = counts.checking
  waiting = counts
  timer ??= setTimeout(sayCounts, Math.max(0, saidAt + gap - Date.now()))
}
