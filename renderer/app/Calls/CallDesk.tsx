import { useEffect, useMemo, useState } from 'react'
import type { CallView } from '#contract/call.ts'
import { CallCommands } from '#renderer/app/Calls/CallCommands.tsx'
import { CallDialogs } from '#renderer/app/Calls/CallDialogs.tsx'
import { CallHead } from '#renderer/app/Calls/CallHead.tsx'
import { CallSide } from '#renderer/app/Calls/CallSide.tsx'
import { Captions } from '#renderer/app/Calls/Captions.tsx'
import { EndedBar } from '#renderer/app/Calls/EndedBar.tsx'
import { Transport } from '#renderer/app/Calls/Transport.tsx'
import { captionRows } from '#renderer/app/Calls/caption-rows.ts'
import { createCallScreen, CallScreenContext } from '#renderer/app/Calls/call-screen.ts'
import { useMedia } from '#renderer/app/use-media.ts'
import { t } from '#renderer/ui/language.ts'

/** One call: who it is, what is said, what waits for a signature, and the way to talk. */
export function CallDesk({ view }: { readonly view: CallView }) {
  const { lines, marks, call, now } = view
  const rows = useMemo(() => captionRows({ lines, marks }), [lines, marks])
  const [screen] = useState(createCallScreen)
  const isNarrow = useMedia('(max-width: 1080px)')
  useEffect(() => () => screen.setState({ dialog: null }), [screen])
  return (
    <CallScreenContext value={screen}>
      <div className="call-top" data-narrow={isNarrow}>
        <section className="call-main" aria-label={t('Call')}>
          <CallHead call={call} now={now} />
          <Captions call={call} now={now} rows={rows} />
        </section>
        <CallSide call={call} now={now} />
      </div>
      {call.state === 'ended' || now === null ? <EndedBar call={call} /> : <Transport call={call} now={now} />}
      <CallCommands call={call} now={now} />
      <CallDialogs call={call} now={now} />
    </CallScreenContext>
  )
}
