import { useRef, useState } from 'react'
import type { Ref } from 'react'
import { TriangleAlert } from 'lucide-react'
import { Input } from 'react-aria-components'
import type { ConnectionCheck, HelpdeskChoice } from '#contract/settings.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Permissions } from '#renderer/app/Settings/KeyFacts.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** A key on its way in: tried against its service before it is kept, and never shown again. */
type Probe = {
  readonly busy: boolean
  readonly check: ConnectionCheck | null
  readonly failure: string | null
  readonly stored: string | null
}
const untried: Probe = { busy: false, check: null, failure: null, stored: null }

/** The key is read from the field once, checked, kept if it is good, and the field is emptied either way. */
export function useKeyProbe(name: 'xai' | 'helpdesk') {
  const field = useRef<HTMLInputElement>(null)
  const [probe, setProbe] = useState<Probe>(untried)
  const tryKey = async (baseUrl: string, helpdesk?: HelpdeskChoice): Promise<void> => {
    const value = field.current?.value.trim() ?? ''
    if (value === '' || probe.busy) return field.current?.focus()
    setProbe({ ...untried, busy: true })
    try {
      const check = await theDesk().settings.checkCandidate({
        connection: name,
        baseUrl,
        value,
        ...(helpdesk === undefined ? {} : { helpdesk }),
      })
      if (!check.ok) return setProbe({ ...untried, check })
      const kept = await theDesk().settings.saveSecret({ name, value })
      if (field.current !== null) field.current.value = ''
      setProbe({ ...untried, check, stored: `…${kept.hint}, ${kept.backend}` })
    } catch (error) {
      setProbe({ ...untried, failure: failureText(error) })
    }
  }
  return { field, probe, tryKey }
}

export function KeyField({
  field,
  label,
  placeholder,
  probe,
  action,
  onTry,
}: {
  readonly field: Ref<HTMLInputElement>
  readonly label: string
  readonly placeholder: string
  readonly probe: Probe
  readonly action: string
  readonly onTry: () => void
}) {
  return (
    <>
      <div className="onboarding-key">
        <Input
          ref={field}
          className="form-input is-json"
          type="password"
          autoComplete="off"
          spellCheck={false}
          aria-label={label}
          placeholder={probe.stored === null ? placeholder : t('Kept, {{stored}}', { stored: probe.stored })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.repeat) onTry()
          }}
        />
        <Button size="large" onClick={onTry} unavailable={probe.busy ? t('Checking') : null}>
          {probe.busy ? t('Checking…') : action}
        </Button>
      </div>
      <div role="status">
        {probe.failure === null ? null : (
          <p className="form-error">
            <TriangleAlert aria-hidden="true" />
            {probe.failure}
          </p>
        )}
        {probe.check === null ? null : (
          <>
            <p className={probe.check.ok ? 'onboarding-summary' : 'form-error'}>{said(probe.check.summary)}</p>
            {probe.check.permissions.length === 0 ? null : <Permissions check={probe.check} />}
          </>
        )}
      </div>
    </>
  )
}
