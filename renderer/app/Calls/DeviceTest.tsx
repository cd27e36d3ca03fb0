import { Mic, Square } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { createPainter, Meter } from '#renderer/app/Calls/Meters.tsx'
import { failureText, theDesk } from '#renderer/connection.ts'
import { useCalls } from '#renderer/state/calls.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** Records for three seconds and plays it back: what the caller would hear, with the level as one speaks. */
type State = { readonly step: 'idle' | 'recording' | 'playing' | 'done'; readonly words: string }

const busyWords = t('A call has the microphone. End it, then try your devices.')

const idle: State = { step: 'idle', words: '' }

export function DeviceTest() {
  const [state, setState] = useState<State>(idle)
  const meter = useRef<HTMLSpanElement>(null)
  const inCall = useCalls(({ live }) => live.some(({ call }) => call.medium === 'voice'))
  const run = useRef<AbortController | null>(null)
  useEffect(() => () => run.current?.abort(), [])
  const test = async (): Promise<void> => {
    run.current?.abort()
    const controller = new AbortController()
    run.current = controller
    const paint = meter.current === null ? null : createPainter(meter.current, t('Test'))
    setState({ step: 'recording', words: t('Say something…') })
    try {
      for await (const event of theDesk().calls.testDevices({ seconds: 3 }, { signal: controller.signal })) {
        if (event.type === 'level') paint?.(event.level)
        else if (event.type === 'sound') continue
        else if (event.type === 'playing') setState({ step: 'playing', words: t('Playing it back…') })
        else setState({ step: 'done', words: said(event.note) })
      }
    } catch (error) {
      if (!controller.signal.aborted) setState({ step: 'done', words: failureText(error) })
    }
    paint?.(null)
  }
  const stop = (): void => {
    run.current?.abort()
    setState(idle)
  }
  const isRunning = state.step === 'recording' || state.step === 'playing'
  return (
    <div className="device-test">
      {isRunning ? (
        <Button size="small" onClick={stop}>
          <Square />
          {t('Stop')}
        </Button>
      ) : (
        <Button size="small" unavailable={inCall ? busyWords : null} onClick={() => void test()}>
          <Mic />
          {t('Record and play back')}
        </Button>
      )}
      <Meter ref={meter} name={t('Test')} kind="you" />
      <p role="status">{inCall && !isRunning ? busyWords : state.words}</p>
    </div>
  )
}
