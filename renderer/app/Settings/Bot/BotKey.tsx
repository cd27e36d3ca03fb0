import { useRef, useState } from 'react'
import type { SecretName } from '#contract/settings.ts'
import { KeyEntry } from '#renderer/app/Settings/KeyEntry.tsx'
import { keyNameOf } from '#renderer/app/Settings/key-health.ts'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** One of the bot's keys: whether there is one, and a way to put one in. What is kept is never shown. */
type Props = {
  readonly name: SecretName
  readonly label: string
  /** What the field for another one is called. */
  readonly fresh: string
}

export function BotKey({ name, label, fresh }: Props) {
  const secret = useSettings(({ secrets }) => secrets.find((held) => held.name === name))
  const isSample = useStatus(({ status }) => status?.sample ?? true)
  const saved = useSettings(({ configuration }) => configuration?.connections.bot)
  const [open, setOpen] = useState(false)
  const opener = useRef<HTMLButtonElement>(null)
  const isSet = secret !== undefined && secret.state !== 'missing'
  const missing = isSample ? t('Not needed by the sample') : t('Not set')
  const close = (): void => {
    setOpen(false)
    opener.current?.focus()
  }
  return (
    <div className="bot-key">
      <div className="set-field">
        <span className="set-label">{label}</span>
        <div className="set-answer bot-key-state">
          <span>{isSet ? <span className="mono">…{secret.hint}</span> : missing}</span>
          <Button
            ref={opener}
            size="small"
            aria-expanded={open}
            aria-label={isSet ? t('{{label}}: replace', { label }) : t('{{label}}: add', { label })}
            onClick={() => setOpen(!open)}
          >
            {isSet ? t('Replace…') : t('Add…')}
          </Button>
        </div>
      </div>
      {open ? (
        <KeyEntry
          label={fresh}
          name={name}
          // Nobody can be asked before there is an address, nor about the keys of the sample.
          keyName={isSample || saved === undefined ? null : keyNameOf(name)}
          status={secret}
          onDone={close}
        />
      ) : null}
    </div>
  )
}
