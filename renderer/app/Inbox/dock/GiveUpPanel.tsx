import { useEffect, useRef, useState } from 'react'
import type { Verb } from '#renderer/app/Inbox/dock/use-decision.ts'
import { Button } from '#renderer/ui/Button.tsx'

/** What provably did not happen is left undone: the agent hears so, with a person's words. */
export function GiveUpPanel({
  busy,
  onGiveUp,
  onCancel,
}: {
  readonly busy: boolean
  readonly onGiveUp: (verb: Verb) => void
  readonly onCancel: () => void
}) {
  const [text, setText] = useState('')
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const send = (next: 'continue' | 'stop'): void => {
    if (!busy) onGiveUp({ verb: 'reject', reasons: [], text: text.trim(), scope: 'call', next })
  }
  return (
    <div className="dock-body reject">
      <h3>Leave it undone?</h3>
      <textarea
        ref={field}
        className="form-input"
        rows={2}
        maxLength={4000}
        aria-label="To the agent, word for word"
        placeholder="To the agent, word for word: what to do instead"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="reject-foot">
        <span>It is not tried again. The agent is told that it did not happen.</span>
        <Button look="quiet" onClick={onCancel} keys={['Escape']}>
          Back
        </Button>
        <Button onClick={() => send('stop')} unavailable={busy ? 'Recording' : null}>
          Give up, take over
        </Button>
        <Button look="solid" onClick={() => send('continue')} unavailable={busy ? 'Recording' : null}>
          Give up
        </Button>
      </div>
    </div>
  )
}
