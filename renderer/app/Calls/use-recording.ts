import { useEffect, useRef, useState } from 'react'
import { createPlayer, type Player } from '#renderer/app/Calls/recording-player.ts'
import { bytesOf, openSound } from '#renderer/app/Calls/recording-sound.ts'
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

type Open = { readonly context: AudioContext; readonly player: Player }

export function useRecording(id: string): RecordingState {
  const [outline, setOutline] = useState<Outline | null>(null)
  const [playing, setPlaying] = useState(false)
  const [busy, setBusy] = useState(false)
  const [atMs, setAt] = useState(0)
  const [failure, setFailure] = useState<string | null>(null)
  const open = useRef<Open | null>(null)

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
      open.current?.player.stop()
      void open.current?.context.close()
      open.current = null
    },
    [],
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
    setBusy(true)
    setFailure(null)
    try {
      if (open.current === null) {
        const context = new AudioContext()
        const sound = await openSound(id, (file) => context.decodeAudioData(file))
        const player = createPlayer(context, sound, {
          ended: () => {
            setPlaying(false)
            setAt(0)
          },
          failed: (error) => {
            setPlaying(false)
            setFailure(failureText(error))
          },
        })
        open.current = { context, player }
      }
      open.current.player.play(fromMs)
      setPlaying(true)
    } catch (error) {
      setFailure(failureText(error))
    } finally {
      setBusy(false)
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
