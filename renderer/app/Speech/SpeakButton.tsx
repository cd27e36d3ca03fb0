import { LoaderCircle, Square, Volume2 } from 'lucide-react'
import { hush, readAloud, useReadAloud, type Wanted } from '#renderer/state/read-aloud.ts'
import { Button } from '#renderer/ui/Button.tsx'
import '#renderer/styles/speak.css'
import { t } from '#renderer/ui/language.ts'

type Props = {
  /** Names what is read, so that its own button stops it. */
  readonly id: string
  /** Asked when it is pressed: the words may still change. */
  readonly words: () => string
  readonly unavailable?: string | null
  /** With another voice than the one of the settings. */
  readonly wanted?: Wanted | null
  readonly label?: string
}

/** Reads words aloud; the same button stops it. A voice that is not the service's is called by its name. */
export function SpeakButton({ id, words, unavailable = null, wanted = null, label = t('Speak') }: Props) {
  const mine = useReadAloud((state) => state.id === id)
  const state = useReadAloud((now) => (now.id === id ? now.state : null))
  const by = useReadAloud((now) => (now.id === id ? now.by : 'service'))
  const trouble = useReadAloud((now) => (now.id === id ? now.trouble : null))
  const Icon = state === 'speaking' ? Square : state === 'fetching' ? LoaderCircle : Volume2
  return (
    <span className="speak">
      {by === 'system' ? (
        <span className="speak-by" title={trouble ?? undefined}>
          {t('System voice')}
        </span>
      ) : null}
      <Button
        look="quiet"
        size="small"
        className="speak-button"
        data-state={state ?? 'silent'}
        unavailable={unavailable}
        onClick={() => (mine ? hush() : void readAloud(id, words(), wanted))}
      >
        <Icon aria-hidden="true" />
        {mine ? t('Stop') : label}
      </Button>
    </span>
  )
}
