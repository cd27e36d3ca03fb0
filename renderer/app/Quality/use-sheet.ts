import { useCallback, useEffect, useRef, useState } from 'react'
import type { Answer, Marks, Score, Sheet, Subject } from '#contract/quality.ts'
import { failureText, theDesk } from '#renderer/connection.ts'

/**
 * One subject being scored: what was said is kept at the desk a moment after it was said, one write after the other, so that
 * nothing is lost and a second window is not written over. For another subject or person the component is another one.
 */
export type Asked = {
  readonly subject: Subject
  readonly reviewer: string
  readonly scorecardId: string | null
  readonly queue: { readonly id: string; readonly position: number } | null
  /** The calibration it belongs to; null: an ordinary score. */
  readonly calibration: string | null
}

export type SheetInHand = {
  readonly sheet: Sheet | null
  readonly marks: Marks
  readonly failure: string | null
  /** Something was said that does not count yet. */
  readonly isDraft: boolean
  readonly say: (category: string, change: Partial<Answer>) => void
  readonly note: (text: string) => void
  /** Null: it could not be submitted, and why is said. */
  readonly submit: () => Promise<Score | null>
  readonly discard: () => Promise<void>
  readonly readAgain: () => Promise<void>
}

const pauseMs = 350
const nothing: Marks = { answers: [], note: '' }
const marksOf = (sheet: Sheet): Marks => sheet.score?.draft ?? sheet.score?.marks ?? nothing

export function useSheet(asked: Asked): SheetInHand {
  const [sheet, setSheet] = useState<Sheet | null>(null)
  const [marks, setMarks] = useState<Marks>(nothing)
  const [isUnsaid, setUnsaid] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  // What the desk has, what it is still to be told, and the write under way.
  const score = useRef<Score | null>(null)
  const unsaid = useRef<Marks | null>(null)
  const writing = useRef<Promise<void>>(Promise.resolve())
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const place = useRef<Sheet | null>(null)

  const take = useCallback((next: Sheet) => {
    score.current = next.score
    place.current = next
    unsaid.current = null
    setUnsaid(false)
    setSheet(next)
    setMarks(marksOf(next))
  }, [])

  const { conversationId, kind, id } = asked.subject
  const { reviewer, scorecardId, calibration } = asked
  const [queueId, position] = [asked.queue?.id ?? null, asked.queue?.position ?? 0]
  const read = useCallback(
    (): Promise<void> =>
      Promise.resolve()
        .then(() =>
          theDesk().quality.sheet({
            reviewer,
            scorecardId,
            subject: { conversationId, kind, id },
            queue: queueId === null ? null : { id: queueId, position },
          }),
        )
        .then(
          (next) => {
            take(next)
            setFailure(null)
          },
          (error: unknown) => setFailure(failureText(error)),
        ),
    [reviewer, scorecardId, conversationId, kind, id, queueId, position, take],
  )

  /** Writes what is unsaid; resolves when all of it is at the desk. */
  const flush = useCallback(async (): Promise<void> => {
    clearTimeout(timer.current)
    writing.current = writing.current.then(async () => {
      const [on, said] = [place.current, unsaid.current]
      if (on === null || said === null) return
      unsaid.current = null
      try {
        const kept = await theDesk().quality.draft({
          reviewer,
          subject: on.subject,
          scorecardId: on.scorecard.id,
          version: on.scorecard.version,
          calibration,
          stamp: score.current?.stamp ?? null,
          marks: said,
        })
        score.current = kept
        setSheet((now) => (now === null ? now : { ...now, score: kept }))
        setUnsaid(unsaid.current !== null)
        setFailure(null)
      } catch (error) {
        unsaid.current ??= said
        setFailure(failureText(error))
      }
    })
    return writing.current
  }, [reviewer, calibration])

  useEffect(() => {
    void read()
    // What was said about the last one is written before it is left.
    return () => void flush()
  }, [read, flush])

  const change = (next: Marks): void => {
    unsaid.current = next
    setUnsaid(true)
    setMarks(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void flush(), pauseMs)
  }

  return {
    sheet,
    marks,
    failure,
    isDraft: isUnsaid || (sheet?.score?.draft ?? null) !== null,
    say: (category, said) => {
      const before = marks.answers.find((one) => one.category === category)
      const answer: Answer = { category, mark: null, causes: [], note: '', ...before, ...said }
      change({ ...marks, answers: [...marks.answers.filter((one) => one.category !== category), answer] })
    },
    note: (text) => change({ ...marks, note: text }),
    submit: async () => {
      await flush()
      const kept = score.current
      if (kept === null || unsaid.current !== null) return null
      if (kept.draft === null) return kept
      try {
        const submitted = await theDesk().quality.submit({ id: kept.id, stamp: kept.stamp })
        score.current = submitted
        await read()
        return submitted
      } catch (error) {
        setFailure(failureText(error))
        return null
      }
    },
    discard: async () => {
      await flush()
      const kept = score.current
      if (kept !== null) await theDesk().quality.discard({ id: kept.id })
      await read()
    },
    readAgain: read,
  }
}
