import { Send, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { Call } from '#contract/call.ts'
import { useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import { typeLine } from '#renderer/state/call-actions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** Typed in place of speech: what the caller says, in a call without sound or in one with it. */
export function TypeField({ call, canClose }: { readonly call: Call; readonly canClose: boolean }) {
  const screen = useCallScreenStore()
  const [text, setText] = useState('')
  const [sending, setSending] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const send = async (): Promise<void> => {
    const said = text.trim()
    if (said === '' || sending) return
    setSending(true)
    const isSent = await typeLine(call.id, said)
    setSending(false)
    if (isSent) setText('')
    field.current?.focus()
  }
  return (
    <form
      className="type-field"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <input
        ref={field}
        className="form-input"
        aria-label={t('Type what the caller says')}
        placeholder={t('Type what the caller says')}
        maxLength={4000}
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !canClose) return
          event.stopPropagation()
          screen.setState({ typing: false })
        }}
      />
      <Button
        look="solid"
        type="submit"
        unavailable={text.trim() === '' ? t('Type something first') : sending ? t('Sending') : null}
      >
        <Send />
        {t('Say it')}
      </Button>
      {canClose ? (
        <Button look="quiet" aria-label={t('Back to talking')} onClick={() => screen.setState({ typing: false })}>
          <X />
        </Button>
      ) : null}
    </form>
  )
}
