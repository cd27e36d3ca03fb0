import { useEffect, useState } from 'react'
import { failureText, useConnection } from '#renderer/connection.ts'

/** An answer of the desk to something that is being typed: asked for once it rests, and the last question wins. */
export type Answer<T> = {
  readonly answer: T | null
  /** The question as it stands now is the one that was answered. */
  readonly current: boolean
  readonly failure: string | null
  readonly asking: boolean
  /** It takes long enough to say so. */
  readonly slow: boolean
}

const noticedMs = 300
type Held<T> = Omit<Answer<T>, 'current'> & { readonly of: string | null }
const nothing = { of: null, failure: null, asking: false, slow: false } as const

/** Asks when `question` becomes another text; null asks nothing. The answer before stays until the next is there. */
export function useAnswer<T>(
  question: string | null,
  ask: (question: string) => Promise<T>,
  restMs: number,
): Answer<T> {
  const [held, hold] = useState<Held<T>>({ ...nothing, answer: null })
  const open = useConnection(({ state }) => state === 'open')
  useEffect(() => {
    if (question === null || !open) return
    let isLast = true
    const take = (next: (before: Held<T>) => Held<T>): void => {
      if (isLast) hold(next)
    }
    const noticed = setTimeout(() => take((before) => ({ ...before, slow: before.asking })), restMs + noticedMs)
    const rested = setTimeout(() => {
      take((before) => ({ ...before, asking: true }))
      ask(question).then(
        (answer) => take(() => ({ ...nothing, of: question, answer })),
        (error: unknown) => take(({ answer, of }) => ({ ...nothing, of, answer, failure: failureText(error) })),
      )
    }, restMs)
    return () => {
      isLast = false
      clearTimeout(noticed)
      clearTimeout(rested)
    }
    // `ask` is made anew with each drawing; what it asks is the question.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [question, open, restMs])
  const { of, ...answer } = held
  return { ...answer, answer: question === null ? null : answer.answer, current: of !== null && of === question }
}
