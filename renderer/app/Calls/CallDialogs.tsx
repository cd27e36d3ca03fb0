import { useState } from 'react'
import type { Call, CallNow } from '#contract/call.ts'
import { useCallScreen, useCallScreenStore } from '#renderer/app/Calls/call-screen.ts'
import { endCall, removeRecording, tellCaller } from '#renderer/state/call-actions.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What is asked before it is done: words for the caller, ending while somebody waits, a recording that cannot come back. */
export function CallDialogs({ call, now }: { readonly call: Call; readonly now: CallNow | null }) {
  const screen = useCallScreenStore()
  const dialog = useCallScreen((state) => state.dialog)
  const close = () => screen.setState({ dialog: null })
  switch (dialog) {
    case null:
      return null
    case 'tell':
      return now === null ? null : <Tell call={call} onClose={close} />
    case 'end':
      return <End call={call} onClose={close} />
    case 'remove':
      return <Remove call={call} onClose={close} />
  }
}

type Props = { readonly call: Call; readonly onClose: () => void }

function Tell({ call, onClose }: Props) {
  const [text, setText] = useState('')
  const words = text.trim()
  const send = (): void => {
    if (words === '') return
    void tellCaller(call.id, words)
    onClose()
  }
  return (
    <Dialog title={t('Tell caller')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          send()
        }}
      >
        <p className="dialog-text">
          {t('{{name}} says it in its own voice, word for word. What waits for a signature goes on waiting.', {
            name: call.agent.name,
          })}
        </p>
        <textarea
          // The dialog was opened to type into it.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          className="form-input call-tell"
          rows={3}
          maxLength={4000}
          aria-label={t('Words for the caller')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return
            event.preventDefault()
            send()
          }}
        />
        <div className="dialog-actions">
          <Button look="quiet" onClick={onClose}>
            {t('Cancel')}
          </Button>
          <Button look="solid" type="submit" unavailable={words === '' ? t('Type what is to be said') : null}>
            {t('Say it')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function End({ call, onClose }: Props) {
  return (
    <Dialog title={t('End the call?')} onClose={onClose}>
      <p className="dialog-text">
        <Phrase
          text="{{caller}} is on hold and waits for a signature. When the call ends, what was proposed is answered as not decided. Nothing is run."
          values={{ caller: <VisibleText text={call.caller} /> }}
        />
      </p>
      <div className="dialog-actions">
        <Button look="quiet" onClick={onClose}>
          {t('Stay on the line')}
        </Button>
        <Button
          look="danger"
          onClick={() => {
            onClose()
            void endCall(call.id)
          }}
        >
          {t('End call')}
        </Button>
      </div>
    </Dialog>
  )
}

function Remove({ call, onClose }: Props) {
  return (
    <Dialog title={t('Remove the recording?')} onClose={onClose}>
      <p className="dialog-text">
        {t(
          'The sound of this call is deleted from this desk and cannot come back. Captions and decisions stay, and so does the note that it was removed.',
        )}
      </p>
      <div className="dialog-actions">
        <Button look="quiet" onClick={onClose}>
          {t('Keep it')}
        </Button>
        <Button
          look="danger"
          onClick={() => {
            onClose()
            void removeRecording(call.id)
          }}
        >
          {t('Remove the recording')}
        </Button>
      </div>
    </Dialog>
  )
}
