import { useEffect, useState } from 'react'
import { failureText, useConnection } from '#renderer/connection.ts'

/** An answer of the desk to something that is being typed: asked for once it rests, and the last question wins. */
export type Answer<T> = {
  readonly answer: T | null
  readonly failure: string | null
  readonly asking: boolean
  /** It takes long enough to say so. */
  readonly slow: boolean
}

const noticedMs = 300
const nothing = { answer: null, failure: null, asking: false, slow: false } as const

/** Asks when `question` becomes another text; null asks nothing. The answer before stays until the next is there. */
export function useAnswer<T>(
  question: string | null,
  ask: (question: string) => Promise<T>,
  restMs: number,
): Answer<T> {
  const [held, hold] = useState<Answer<T>>(nothing)
  const open = useConnection(({ state }) => state === 'open')
  useEffect(() => {
    if (question === null || !open) return
    let isLast = true
    const noticed = setTimeout(() => hold((before) => ({ ...before, slow: before.asking })), restMs + noticedMs)
    const rested = setTimeout(() => {
      hold((before) => ({ ...before, asking: true }))
      ask(question).then(
        (answer) => isLast && hold({ ...nothing, answer }),
        (error: unknown) =>
          isLast && hold((before) => ({ ...nothing, answer: before.answer, failure: failureText(error) })),
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
  return held
}
