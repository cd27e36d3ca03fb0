import { useEffect, useMemo, useRef, useState } from 'react'
import { silences, type Range } from '#renderer/app/Recording/course.ts'
import { openRecording, type OpenRecording } from '#renderer/app/Recording/opening.ts'
import type { Manner } from '#renderer/app/Recording/player.ts'
import { bytesOf } from '#renderer/app/Recording/sound.ts'
import { failureText, theDesk } from '#renderer/connection.ts'

/** One recording while it is in sight: its outline, where one listens, how, and what went wrong. Nothing is read before somebody is about to play it. */
export type Recording = {
  /** As wave-outline.ts draws them; null: not here yet, or there are none. */
  readonly peaks: Int8Array | null
  readonly playing: boolean
  readonly busy: boolean
  readonly atMs: number
  readonly failure: string | null
  readonly speed: number
  readonly skipping: boolean
  readonly loop: Range | null
  readonly turn: () => void
  readonly play: (fromMs: number) => void
  /** Somebody may want to hear it from there in a moment. */
  readonly prepare: (fromMs: number) => void
  readonly seek: (atMs: number) => void
  readonly change: (way: Partial<Way>) => void
}
type Way = Pick<Recording, 'speed' | 'skipping' | 'loop'>

const asRecorded: Way = { speed: 1, skipping: false, loop: null }

export function useRecording(id: string): Recording {
  const [peaks, setPeaks] = useState<Int8Array | null>(null)
  const [playing, setPlaying] = useState(false)
  const [busy, setBusy] = useState(false)
  const [atMs, setAt] = useState(0)
  const [failure, setFailure] = useState<string | null>(null)
  const [way, setWay] = useState<Way>(asRecorded)
  const quiet = useMemo(() => (peaks === null ? [] : silences(peaks)), [peaks])
  const open = useRef<OpenRecording | null>(null)
  const opening = useRef<Promise<OpenRecording | null> | null>(null)
  /** Counts on when this recording is out of sight: what is still being opened then is not played. */
  const round = useRef(0)

  useEffect(() => {
    let isHere = true
    theDesk()
      .calls.peaks({ id })
      .then(
        ({ data }) => {
          if (isHere) setPeaks(new Int8Array(bytesOf(data).buffer))
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
      opening.current = null
      setPlaying(false)
      setBusy(false)
      setAt(0)
      setFailure(null)
      setWay(asRecorded)
    },
    [id],
  )
  useEffect(() => {
    if (!playing) return undefined
    let frame = 0
    const look = () => {
      const position = open.current?.player.positionMs() ?? null
      if (position !== null) setAt(position)
      frame = requestAnimationFrame(look)
    }
    look()
    return () => cancelAnimationFrame(frame)
  }, [playing])

  const mannerOf = ({ speed, skipping, loop }: Way): Manner => ({ speed, skips: skipping ? quiet : [], loop })
  /** Opened once, whoever asks first. */
  const get = (): Promise<OpenRecording | null> => {
    const mine = round.current
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
    opening.current ??= openRecording(id, told, () => mine === round.current).then(
      (opened) => (open.current = opened),
      (thrown: unknown) => {
        if (mine === round.current) opening.current = null
        throw thrown
      },
    )
    return opening.current
  }
  const start = async (fromMs: number, as: Way = way): Promise<void> => {
    if (busy) return
    const mine = round.current
    const isHere = () => mine === round.current
    setAt(fromMs)
    setBusy(true)
    setFailure(null)
    try {
      const opened = open.current ?? (await get())
      if (opened === null) return
      opened.player.play(fromMs, mannerOf(as))
      setPlaying(true)
    } catch (error) {
      if (isHere()) setFailure(failureText(error))
    } finally {
      if (isHere()) setBusy(false)
    }
  }
  return {
    peaks,
    playing,
    busy,
    atMs,
    failure,
    ...way,
    turn: () => {
      if (!playing) return void start(atMs)
      open.current?.player.stop()
      setPlaying(false)
    },
    play: (fromMs) => void start(fromMs),
    prepare: (fromMs) => {
      // A page that nobody has touched yet may not have a loudspeaker.
      if (!navigator.userActivation.hasBeenActive) return
      // What cannot be opened is said when it is played.
      get().then(
        (opened) => opened?.player.prepare(fromMs),
        () => undefined,
      )
    },
    seek: (next) => {
      setAt(next)
      if (playing) open.current?.player.play(next, mannerOf(way))
    },
    change: (next) => {
      const after = { ...way, ...next }
      setWay(after)
      if (playing) open.current?.player.play(open.current.player.positionMs() ?? atMs, mannerOf(after))
    },
  }
}
