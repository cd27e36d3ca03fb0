import { useRef, useState } from 'react'
import { Input } from 'react-aria-components'
import type { KeyName, Rotation } from '#contract/model.ts'
import type { SecretName, SecretStatus } from '#contract/settings.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { noteHealth } from '#renderer/app/Settings/key-health.ts'
import { noteSecret } from '#renderer/app/Settings/use-settings.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/**
 * Where a key goes in. Its field keeps no state, so that what is typed is in the page's memory only once. Where the service can
 * be asked, a new key is tried first, and the one before it stays until the new one has been accepted.
 */
type Props = {
  /** What the field is called. */
  readonly label: string
  readonly name: SecretName
  /** Null: nobody can be asked about it. */
  readonly keyName: KeyName | null
  readonly status: SecretStatus | undefined
  readonly onDone: () => void
}

type Work = 'saving' | 'checking' | 'removing'
const workWords: Readonly<Record<Work, string>> = {
  saving: t('Saving'),
  checking: t('Checking'),
  removing: t('Removing'),
}

const steps = (isNew: boolean): readonly string[] => [
  isNew ? t('Paste the key.') : t('Make a new key in the console, and paste it here. The old one keeps working.'),
  t('The service is asked whether it takes the new key, and what it may do.'),
  isNew
    ? t('Only if it does, it is kept.')
    : t('Only if it does, it takes the place of the old one. Then delete that in the console.'),
]

export function KeyEntry({ label, name, keyName, status, onDone }: Props) {
  const field = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState<Work | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [refused, setRefused] = useState<Rotation | null>(null)
  const set = status !== undefined && status.state !== 'missing'
  const held = busy === null ? null : workWords[busy]
  const verb = keyName === null ? t('Save key') : set ? t('Check and replace') : t('Check and save')

  const during = async (work: Work, act: () => Promise<void>): Promise<void> => {
    setBusy(work)
    setFailure(null)
    setRefused(null)
    try {
      await act()
    } catch (error) {
      setFailure(failureText(error))
    } finally {
      setBusy(null)
    }
  }
  /** Read once and emptied, whatever comes of it. */
  const taken = (): string | null => {
    const value = field.current?.value.trim() ?? ''
    if (field.current !== null) field.current.value = ''
    if (value !== '') return value
    field.current?.focus()
    return null
  }
  const submit = (): void => {
    const value = taken()
    if (value === null) return
    void during(keyName === null ? 'saving' : 'checking', async () => {
      if (keyName === null) {
        noteSecret(await theDesk().settings.saveSecret({ name, value }))
        return onDone()
      }
      const rotation = await theDesk().models.rotate({ name: keyName, value })
      noteHealth(rotation.health)
      noteSecret(rotation.health.status)
      if (rotation.replaced) return onDone()
      setRefused(rotation)
      field.current?.focus()
    })
  }
  const remove = (): void =>
    void during('removing', async () => {
      noteSecret(await theDesk().settings.removeSecret({ name }))
      if (keyName !== null) for (const health of (await theDesk().models.keys({})).keys) noteHealth(health)
      onDone()
    })

  return (
    <div className="key-replacing">
      {keyName === null ? null : (
        <ol className="key-steps">
          {steps(!set).map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      <div className="key-entry">
        <Input
          ref={field}
          className="form-input is-json"
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-label={label}
          placeholder={t('Paste the key')}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.repeat && busy === null) submit()
            if (event.key === 'Escape') onDone()
          }}
        />
        <Button look="solid" unavailable={held} onClick={submit}>
          {busy === 'saving' ? t('Saving…') : busy === 'checking' ? t('Checking…') : verb}
        </Button>
        {set ? (
          <Button look="quiet" unavailable={held} onClick={remove}>
            {t('Remove')}
          </Button>
        ) : null}
      </div>
      {refused === null ? null : (
        <div className="key-note">
          <Notice
            tone="warn"
            icon="refused"
            role="alert"
            title={set ? t('The old key stays.') : t('Nothing was kept.')}
          >
            {refused.refusal}
          </Notice>
        </div>
      )}
      {failure === null ? null : (
        <p className="form-error key-note" role="alert">
          {failure}
        </p>
      )}
    </div>
  )
}
