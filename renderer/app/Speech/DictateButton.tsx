import { LoaderCircle, Mic, Square } from 'lucide-react'
import { useDictation } from '#renderer/app/Speech/dictation.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import '#renderer/styles/speak.css'
import { t } from '#renderer/ui/language.ts'

const faces = {
  idle: { Icon: Mic, word: t('Dictate') },
  listening: { Icon: Square, word: t('Done', {}, 'act') },
  reading: { Icon: LoaderCircle, word: t('Writing it down…') },
} as const

/**
 * Press, say it, press again. The windows of the app may not hear, but for the hidden one that lends its sound to calls: there the
 * desk listens, as it does in a call.
 */
export function DictateButton({ onText }: { readonly onText: (text: string) => void }) {
  const inBrowser = useStatus(({ status }) => status?.host === 'web')
  const { state, failure, toggle } = useDictation(inBrowser, onText)
  const { Icon, word } = faces[state]
  return (
    <span className="speak">
      {failure === null ? null : (
        <span className="speak-by" role="alert">
          {failure}
        </span>
      )}
      <Button
        look="quiet"
        size="small"
        className="speak-button"
        data-state={state === 'reading' ? 'fetching' : state}
        aria-pressed={state === 'listening'}
        unavailable={state === 'reading' ? t('What was said is being written down') : null}
        onClick={toggle}
      >
        <Icon aria-hidden="true" />
        {word}
      </Button>
    </span>
  )
}
