import { useRef, useState } from 'react'
import { Input } from 'react-aria-components'
import { Check, KeyRound, MessageSquare, Minus, TriangleAlert } from 'lucide-react'
import type { Configuration, ConnectionCheck, SecretName, SecretStatus } from '#contract/settings.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { regionOf, toolSecrets } from '#renderer/app/Settings/settings-model.ts'
import { noteSecret, useSettings } from '#renderer/app/Settings/use-settings.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Spark } from '#renderer/ui/CountersignMark.tsx'

/**
 * One card per key: what it is for, its status and last four characters. A key can be replaced or removed, never read; its
 * field keeps no state, so that what is typed is in the page's memory only once.
 */
type Checkable = 'xai' | 'support_agent' | 'helpdesk'
type Entry = {
  readonly name: SecretName
  readonly title: string
  readonly purpose: string
  readonly chip: string | null
  readonly check: Checkable | null
}

const entriesOf = (configuration: Configuration, environment: string): readonly Entry[] => [
  {
    name: 'support_agent',
    title: 'Support agent key',
    purpose: 'For the support agent only. Empty: the xAI key is used.',
    chip: environment,
    check: 'support_agent',
  },
  { name: 'xai', title: 'xAI key', purpose: 'For xAI as a whole.', chip: null, check: 'xai' },
  {
    name: 'helpdesk',
    title: 'Intercom token',
    purpose: 'Reads conversations; writes only what you sign, never twice.',
    chip: regionOf(configuration.connections.helpdesk?.baseUrl ?? ''),
    check: 'helpdesk',
  },
  ...toolSecrets(configuration.tools).map((name) => ({
    name,
    title: name.slice('tool:'.length),
    purpose: 'Named by a tool of the catalogue.',
    chip: 'tool',
    check: null,
  })),
]

const kept: Readonly<Record<SecretStatus['state'], string>> = {
  missing: 'not set',
  stored: 'kept in',
  session: 'until the desk stops, in',
  environment: 'from the',
  locked: 'locked in',
}

function Status({
  status,
  checked,
}: {
  readonly status: SecretStatus | undefined
  readonly checked: ConnectionCheck | null
}) {
  if (checked !== null)
    return (
      <span className={`state-chip ${checked.ok ? 'chip-ok' : 'chip-danger'}`}>
        {checked.ok ? <Check /> : <TriangleAlert />}
        {checked.ok ? `Healthy, ${Math.round(checked.latencyMs)} ms` : 'Refused'}
      </span>
    )
  if (status === undefined || status.state === 'missing') return <span className="state-chip">Not set</span>
  if (status.state === 'locked')
    return (
      <span className="state-chip chip-warn">
        <TriangleAlert />
        Locked
      </span>
    )
  return (
    <span className="state-chip chip-ok">
      <Check />
      Set
    </span>
  )
}

export function Permissions({ check }: { readonly check: ConnectionCheck }) {
  return (
    <ul className="permissions">
      {check.permissions.map((permission) => (
        <li key={permission.label} data-granted={permission.granted}>
          {permission.granted ? <Check /> : <Minus />}
          {permission.granted ? permission.label : `${permission.label}, not on this key`}
        </li>
      ))}
    </ul>
  )
}

function KeyCard({ entry, status }: { readonly entry: Entry; readonly status: SecretStatus | undefined }) {
  const field = useRef<HTMLInputElement>(null)
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState<string | null>(null)
  const [checked, setChecked] = useState<ConnectionCheck | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const set = status !== undefined && status.state !== 'missing'
  const during = async (word: string, act: () => Promise<void>): Promise<void> => {
    setBusy(word)
    setFailure(null)
    try {
      await act()
    } catch (error) {
      setFailure(failureText(error))
    } finally {
      setBusy(null)
    }
  }
  const save = (): void => {
    const value = field.current?.value.trim() ?? ''
    if (field.current !== null) field.current.value = ''
    if (value === '') return field.current?.focus()
    void during('Saving', async () => {
      noteSecret(await theDesk().settings.saveSecret({ name: entry.name, value }))
      setChecked(null)
      setOpen(false)
    })
  }
  const { check } = entry
  return (
    <article className="key-card" aria-label={entry.title}>
      <div className="key-head">
        <span className={`avatar avatar-large ${entry.name === 'support_agent' ? 'avatar-agent' : ''}`}>
          {entry.name === 'support_agent' ? (
            <Spark size={17} />
          ) : entry.name === 'helpdesk' ? (
            <MessageSquare />
          ) : (
            <KeyRound />
          )}
        </span>
        <div className="key-words">
          <h3>
            {entry.title}
            {entry.chip === null ? null : <span className="chip">{entry.chip}</span>}
          </h3>
          <p>
            {set ? <span className="mono">…{status.hint}</span> : null}
            {set ? `${kept[status.state]} ${status.backend}` : entry.purpose}
          </p>
        </div>
        <span className="grow" />
        <Status status={status} checked={checked} />
        {set && check !== null ? (
          <Button
            size="small"
            unavailable={busy}
            onClick={() =>
              void during('Checking', async () => setChecked(await theDesk().settings.check({ connection: check })))
            }
          >
            {busy === 'Checking' ? 'Checking…' : 'Check now'}
          </Button>
        ) : null}
        <Button size="small" onClick={() => setOpen(!open)} aria-expanded={open}>
          {set ? 'Replace…' : 'Add…'}
        </Button>
      </div>
      {open ? (
        <div className="key-entry">
          <Input
            ref={field}
            className="form-input is-json"
            type="password"
            autoComplete="off"
            spellCheck={false}
            aria-label={`New ${entry.title}`}
            placeholder="Paste the key"
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !event.repeat) save()
              if (event.key === 'Escape') setOpen(false)
            }}
          />
          <Button look="solid" unavailable={busy} onClick={save}>
            {busy === 'Saving' ? 'Saving…' : 'Save key'}
          </Button>
          {set ? (
            <Button
              look="quiet"
              unavailable={busy}
              onClick={() =>
                void during('Removing', async () => {
                  noteSecret(await theDesk().settings.removeSecret({ name: entry.name }))
                  setChecked(null)
                  setOpen(false)
                })
              }
            >
              Remove
            </Button>
          ) : null}
        </div>
      ) : null}
      {failure === null ? null : (
        <p className="form-error key-note" role="alert">
          {failure}
        </p>
      )}
      {checked === null ? null : (
        <div className="key-check">
          <p>{checked.summary}</p>
          {checked.permissions.length === 0 ? null : <Permissions check={checked} />}
        </div>
      )}
    </article>
  )
}

export function Keys({ configuration }: { readonly configuration: Configuration }) {
  const secrets = useSettings((state) => state.secrets)
  const environment = useStatus((state) => state.status?.environment ?? 'PROD')
  const entries = entriesOf(configuration, environment)
  return (
    <>
      {entries.map((entry) => (
        <KeyCard key={entry.name} entry={entry} status={secrets.find((held) => held.name === entry.name)} />
      ))}
    </>
  )
}
