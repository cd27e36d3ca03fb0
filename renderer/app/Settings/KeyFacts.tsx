import { Check, Minus, TriangleAlert } from 'lucide-react'
import type { KeyHealth, KeyPermission } from '#contract/model.ts'
import type { ConnectionCheck } from '#contract/settings.ts'
import { regionalLocale, t } from '#renderer/ui/language.ts'

/** What a key was used for lately, and what it may do. */
function Figure({ name, value, unit }: { readonly name: string; readonly value: string; readonly unit: string }) {
  return (
    <div className="key-figure">
      <dt>{name}</dt>
      <dd>
        <b className="tabular">{value}</b> {unit}
      </dd>
    </div>
  )
}

const count = (number: number): string => number.toLocaleString(regionalLocale)
const dayMs = 86_400_000

export function KeyFigures({ use, now }: Pick<KeyHealth, 'use'> & { readonly now: number }) {
  if (use.calls === 0) return null
  const isDay = now - use.since >= dayMs - 60_000
  return (
    <dl className="key-figures">
      <Figure name={isDay ? t('Calls, 24 h') : t('Calls, since the start')} value={count(use.calls)} unit="" />
      <Figure name={t('Median answer')} value={use.medianMs === null ? '–' : count(use.medianMs)} unit={t('ms')} />
      <Figure
        name={t('Slowed down (429)')}
        value={count(use.slowedDown)}
        unit={t('times', { count: use.slowedDown }, 'figure')}
      />
      <Figure name={t('Failed')} value={count(use.failures)} unit={t('times', { count: use.failures }, 'figure')} />
    </dl>
  )
}

function Permission({ permission }: { readonly permission: KeyPermission }) {
  const { label, acl, need, granted } = permission
  const more = need === 'more'
  return (
    <li data-granted={granted} data-more={more}>
      {more ? <TriangleAlert /> : granted ? <Check /> : <Minus />}
      <span className="grow">
        {more ? t('More than needed') : granted ? label : t('{{label}}, not on this key', { label })}
      </span>
      {acl === null ? null : <span className="mono small">{acl.replace(/^api-key:(endpoint:)?/, '')}</span>}
    </li>
  )
}

export function KeyPermissions({ health }: { readonly health: KeyHealth }) {
  const { permissions, models, summary } = health
  if (summary === '' && permissions.length === 0) return null
  const named = models.filter((model) => !model.includes('*'))
  return (
    <div className="key-check">
      {summary === '' ? null : <p>{summary}</p>}
      {permissions.length === 0 ? null : (
        <>
          <h4 className="key-may">{t('What this key may do')}</h4>
          <ul className="permissions">
            {permissions.map((permission) => (
              <Permission key={`${permission.label} ${permission.acl}`} permission={permission} />
            ))}
          </ul>
        </>
      )}
      {named.length === 0 ? null : (
        <p className="small tertiary">{t('Models: {{named}}', { named: named.join(', ') })}</p>
      )}
    </div>
  )
}

/** The same for a check that knows no more than yes and no. */
export function Permissions({ check }: { readonly check: ConnectionCheck }) {
  return (
    <ul className="permissions">
      {check.permissions.map((permission) => (
        <li key={permission.label} data-granted={permission.granted}>
          {permission.granted ? <Check /> : <Minus />}
          {permission.granted ? permission.label : t('{{label}}, not on this key', { label: permission.label })}
        </li>
      ))}
    </ul>
  )
}
