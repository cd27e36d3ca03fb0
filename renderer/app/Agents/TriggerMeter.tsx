import { FileAudio, Mic, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { createGate, judgeRecording, levelOf, loudnessOf, type Heard } from '#renderer/app/Agents/trigger.ts'
import { createPainter, Meter } from '#renderer/app/Calls/Meters.tsx'
import { lendSound } from '#renderer/app/sound.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { useCalls } from '#renderer/state/calls.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import '#renderer/styles/calls-transport.css'
import '#renderer/styles/agents-testing.css'
import { locale, said, t } from '#renderer/ui/language.ts'

/** Whether a voice is loud enough for the threshold: the microphone of calls as one speaks, or a recording. */
type Props = { readonly threshold: number; readonly silenceMs: number }

type Hearing =
  | { readonly of: 'nothing'; readonly words: string }
  | { readonly of: 'microphone'; readonly speaks: boolean }
  | { readonly of: 'recording'; readonly name: string; readonly loudness: readonly number[] }

const seconds = 30
const stepMs = 40
const lowest = 60
const mostBytes = 50_000_000
const busyWords = t('A call has the microphone. A recording can be tried.')

function heardWords(name: string, { firstMs, turns, loudest }: Heard): string {
  if (firstMs === null)
    return t('{{name}}: never taken for speech; at its loudest {{level}} dB.', { name, level: Math.round(loudest) })
  return t('{{name}}: speech from {{seconds}} s on, {{count}} turns; at its loudest {{level}} dB.', {
    name,
    seconds: (firstMs / 1000).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
    count: turns,
    level: Math.round(loudest),
  })
}

export function TriggerMeter({ threshold, silenceMs }: Props) {
  const [hearing, setHearing] = useState<Hearing>({ of: 'nothing', words: '' })
  const inCall = useCalls(({ live }) => live.some(({ call }) => call.medium === 'voice'))
  const meter = useRef<HTMLSpanElement>(null)
  const file = useRef<HTMLInputElement>(null)
  const run = useRef<AbortController | null>(null)
  const gate = useRef(createGate(threshold, silenceMs))
  useEffect(() => {
    gate.current = createGate(threshold, silenceMs)
  }, [threshold, silenceMs])
  useEffect(() => () => run.current?.abort(), [])

  const listen = async (): Promise<void> => {
    run.current?.abort()
    const controller = new AbortController()
    run.current = controller
    const paint = meter.current === null ? null : createPainter(meter.current, t('Microphone'))
    let shown: boolean | null = null
    const show = (speaks: boolean): void => {
      if (shown !== speaks) setHearing({ of: 'microphone', speaks })
      shown = speaks
    }
    lendSound()
    show(false)
    try {
      const asked = { seconds, playBack: false }
      for await (const event of theDesk().calls.testDevices(asked, { signal: controller.signal })) {
        if (event.type === 'level') {
          paint?.(event.level)
          show(gate.current.hear(event.level?.rms ?? -120, stepMs))
        } else if (event.type === 'done')
          setHearing({ of: 'nothing', words: said(event.note) || t('Listening has ended.') })
      }
    } catch (error) {
      if (!controller.signal.aborted) setHearing({ of: 'nothing', words: failureText(error) })
    }
    paint?.(null)
    // What was wrong with the last sound says nothing about the next.
    const written = meter.current?.querySelector('b') ?? null
    if (written !== null) written.textContent = ''
  }
  const stop = (): void => {
    run.current?.abort()
    setHearing({ of: 'nothing', words: '' })
  }
  const read = async (): Promise<void> => {
    const chosen = file.current?.files?.[0]
    if (chosen === undefined) return
    run.current?.abort()
    setHearing(await readRecording(chosen))
    if (file.current !== null) file.current.value = ''
  }
  const isListening = hearing.of === 'microphone'
  const heard = hearing.of === 'recording' ? judgeRecording(hearing.loudness, threshold, silenceMs) : null
  const triggers = isListening ? hearing.speaks : heard === null ? null : heard.turns > 0
  const insetInlineStart = `${Math.min(100, Math.max(0, ((levelOf(threshold) + lowest) / lowest) * 100))}%`
  return (
    <section className="agent-trigger" aria-label={t('Does it trigger?')}>
      <p className="agent-trigger-head">
        {t('Does it trigger?')}
        <span className="grow" />
        {triggers === null ? null : <Chip tone={triggers ? 'ok' : 'neutral'}>{triggers ? t('Yes') : t('No')}</Chip>}
      </p>
      <span className="agent-trigger-level">
        <Meter ref={meter} name={t('Microphone')} kind="you" />
        <u style={{ insetInlineStart }} aria-hidden="true" />
      </span>
      <p className="agent-trigger-verbs">
        {isListening ? (
          <Button size="small" onClick={stop}>
            <Square />
            {t('Stop')}
          </Button>
        ) : (
          <Button size="small" unavailable={inCall ? busyWords : null} onClick={() => void listen()}>
            <Mic />
            {t('Listen')}
          </Button>
        )}
        <Button size="small" look="quiet" onClick={() => file.current?.click()}>
          <FileAudio />
          {t('Try a recording…')}
        </Button>
        <input
          ref={file}
          className="visually-hidden"
          type="file"
          accept="audio/*"
          aria-label={t('Recording to try')}
          tabIndex={-1}
          onChange={() => void read()}
        />
      </p>
      <p className="small tertiary" role="status">
        {hearing.of === 'recording' && heard !== null
          ? heardWords(hearing.name, heard)
          : hearing.of === 'nothing' && hearing.words !== ''
            ? hearing.words
            : t('By loudness, above {{level}} dB: an estimate. The service measures in a way of its own.', {
                level: Math.round(levelOf(threshold)),
              })}
      </p>
    </section>
  )
}

async function readRecording(file: File): Promise<Hearing> {
  if (file.size > mostBytes) return { of: 'nothing', words: t('This recording is too large to be tried here.') }
  const context = new AudioContext()
  try {
    const sound = await context.decodeAudioData(await file.arrayBuffer())
    const loudness = loudnessOf(sound.getChannelData(0), sound.sampleRate)
    return { of: 'recording', name: file.name, loudness }
  } catch {
    return { of: 'nothing', words: t('This file holds no sound that can be read here.') }
  } finally {
    await context.close()
  }
}
