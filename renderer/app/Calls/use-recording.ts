import { useEffect, useRef, useState } from 'react'
import { openRecording, type OpenRecording } from '#renderer/app/Calls/recording-opening.ts'
import { bytesOf } from '#renderer/app/Calls/recording-sound.ts'
import { outlineOf, type Outline } from '#renderer/app/Calls/wave-outline.ts'
import { failureText, theDesk } from '#renderer/connection.ts'

/** One recording while it is in sight: its outline, where one listens, and what went wrong. Nothing is read before somebody plays it. */
export type RecordingState = {
  readonly outline: Outline | null
  readonly playing: boolean
  readonly busy: boolean
  readonly atMs: number
  readonly failure: string | null
  readonly turn: () => void
  readonly seek: (atMs: number) => void
}

export function useRecording(id: string): RecordingState {
  const [outline, setOutline] = useState<Outline | null>(null)
  const [playing, setPlaying] = useState(false)
  const [busy, setBusy] = useState(false)
  const [atMs, setAt] = useState(0)
  const [failure, setFailure] = useState<string | null>(null)
  const open = useRef<OpenRecording | null>(null)
  /** Counts on when this recording is out of sight: what is still being opened then is not played. */
  const round = useRef(0)

  useEffect(() => {
    let isHere = true
    theDesk()
      .calls.peaks({ id })
      .then(
        ({ data }) => {
          if (isHere) setOutline(outlineOf(new Int8Array(bytesOf(data).buffer)))
        },
        // Without an outline it plays as well.
        () => {},
      )
    return () => {
      isHere = false
    }
  }, [id])
  useEffect(
    () => () => {
      round.current += 1
      open.current?.player.stop()
      void open.current?.context.close()
      open.current = null
      setPlaying(false)
      setBusy(false)
      setAt(0)
      setFailure(null)
    },
    [id],
  )
  useEffect(() => {
    if (!playing) return undefined
    const timer = setInterval(() => {
      const position = open.current?.player.positionMs() ?? null
      if (position !== null) setAt(position)
    }, 250)
    return () => clearInterval(timer)
  }, [playing])

  const start = async (fromMs: number): Promise<void> => {
    if (busy) return
    const mine = round.current
    const isHere = () => mine === round.current
    setBusy(true)
    setFailure(null)
    const told = {
      ended: () => {
        setPlaying(false)
        setAt(0)
      },
      failed: (error: unknown) => {
        setPlaying(false)
        setFailure(failureText(error))
      },
    }
    try {
      const opened = open.current ?? (await openRecording(id, told, isHere))
      if (opened === null) return
      open.current = opened
      opened.player.play(fromMs)
      setPlaying(true)
    } catch (error) {
      if (isHere()) setFailure(failureText(error))
    } finally {
      if (isHere()) setBusy(false)
    }
  }
  return {
    outline,
    playing,
    busy,
    atMs,
    failure,
    turn: () => {
      if (!playing) return void start(atMs)
      open.current?.player.stop()
      setPlaying(false)
    },
    seek: (next) => {
      setAt(next)
      if (playing) open.current?.player.play(next)
    },
  }
}
