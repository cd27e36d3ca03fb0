import { Input, TextField } from 'react-aria-components'
import type { HelpdeskSettings } from '#contract/settings.ts'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { chatwootAddress, emptyHelpdesk, regions } from '#renderer/app/Settings/settings-model.ts'
import { t } from '#renderer/ui/language.ts'

/** Which helpdesk is connected at the first run, and where it is. */
export type HelpdeskPlace = {
  readonly region: (typeof regions)[number]['id'] | 'own' | 'chatwoot'
  readonly intercom: string
  readonly chatwoot: string
  readonly account: string
}
export const firstPlace: HelpdeskPlace = { region: 'us', intercom: '', chatwoot: chatwootAddress, account: '1' }

export const withoutSlash = (address: string): string => address.trim().replace(/\/+$/, '')

export function helpdeskAt({ region, intercom, chatwoot, account }: HelpdeskPlace): HelpdeskSettings {
  if (region === 'chatwoot')
    return {
      ...emptyHelpdesk('chatwoot'),
      kind: 'chatwoot',
      baseUrl: withoutSlash(chatwoot),
      accountId: Number(account),
    }
  const baseUrl = regions.find((candidate) => candidate.id === region)?.baseUrl ?? withoutSlash(intercom)
  return { ...emptyHelpdesk('intercom'), baseUrl }
}

/** An address other than the service's own: a proxy, a test system. */
export function Address({
  label,
  value,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  return (
    <TextField
      aria-label={label}
      type="url"
      spellCheck="false"
      autoComplete="off"
      value={value}
      onChange={onChange}
      validationBehavior="aria"
    >
      <Input className="form-input is-json onboarding-address" placeholder="https://…" />
    </TextField>
  )
}

export function HelpdeskPlaceFields({
  place,
  onChange,
}: {
  readonly place: HelpdeskPlace
  readonly onChange: (place: HelpdeskPlace) => void
}) {
  return (
    <>
      <div className="onboarding-region">
        <Segments
          label={t('Helpdesk')}
          value={place.region}
          options={[
            ...regions.map(({ id, label }) => ({ value: id, label: `Intercom ${label}` })),
            { value: 'own', label: t('Own address') },
            { value: 'chatwoot', label: t('Chatwoot') },
          ]}
          onChange={(region) => onChange({ ...place, region })}
        />
      </div>
      {place.region === 'own' ? (
        <Address
          label={t('Address of the helpdesk')}
          value={place.intercom}
          onChange={(intercom) => onChange({ ...place, intercom })}
        />
      ) : null}
      {place.region === 'chatwoot' ? (
        <>
          <Address
            label={t('Address of Chatwoot')}
            value={place.chatwoot}
            onChange={(chatwoot) => onChange({ ...place, chatwoot })}
          />
          <TextField
            aria-label={t('Account number in Chatwoot')}
            inputMode="numeric"
            autoComplete="off"
            value={place.account}
            onChange={(account) => onChange({ ...place, account })}
            validationBehavior="aria"
          >
            <Input className="form-input is-json onboarding-address" placeholder={t('Account number')} />
          </TextField>
        </>
      ) : null}
    </>
  )
}
