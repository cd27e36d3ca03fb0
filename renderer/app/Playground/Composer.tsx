import { Hourglass } from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import { defer, sayToAll } from '#renderer/state/playground-run.ts'
import { stateOf, whyNotLater } from '#renderer/state/playground-steps.ts'
import { shownColumns, usePlayground } from '#renderer/state/playground.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import '#renderer/styles/playground-composer.css'
import { t } from '#renderer/ui/language.ts'

/** The words of the customer, for every open column at once. */
export function Composer() {
  const draft = usePlayground((playground) => playground.draft)
  const blocked = usePlayground((playground) => {
    const states = shownColumns(playground).map((id) => stateOf(playground.columns[id]))
    const canTake = states.some((state) => state === 'ready' || state === 'asked')
    if (!canTake) return states.includes('running') ? t('An answer is under way') : t('Answer the open calls first')
    return playground.draft.trim() !== '' || states.includes('asked') ? null : t('Write something first')
  })
  const hasTurns = usePlayground(({ columns, active }) => columns[active].turns.length > 0)
  const cannotWait = usePlayground(({ columns, active }) => whyNotLater(columns[active].setUp))
  const field = useRef<HTMLTextAreaElement>(null)
  const send = (): void => {
    if (blocked === null) sayToAll()
  }
  useCommands({ 'playground.say': send, 'playground.write': () => field.current?.focus() })
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
      return
    event.preventDefault()
    send()
  }
  return (
    <div className="playground-composer" data-pane="composer">
      <textarea
        ref={field}
        rows={1}
        value={draft}
        aria-label={t('Say something as the customer')}
        placeholder={t('Say something as the customer')}
        onChange={(event) => usePlayground.setState({ draft: event.target.value })}
        onKeyDown={press}
      />
      <Button
        look="quiet"
        size="small"
        title={t('The service works on it while nobody waits, by legacy chat; the answer is kept under Deferred.')}
        unavailable={cannotWait ?? (draft.trim() === '' && !hasTurns ? t('Write something first') : null)}
        onClick={() => void defer(usePlayground.getState().active)}
      >
        <Hourglass />
        {t('Answer later')}
      </Button>
      <Button look="solid" size="small" command="playground.say" unavailable={blocked} onClick={send}>
        {t('Send')}
      </Button>
    </div>
  )
}
