import { useRef, useState } from 'react'
import { AudioLines, Bot, Check, KeyRound, Library, MessageSquare, TriangleAlert } from 'lucide-react'
import type { KeyHealth } from '#contract/model.ts'
import type { Configuration, SecretName, SecretStatus } from '#contract/settings.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { KeyEntry } from '#renderer/app/Settings/KeyEntry.tsx'
import { KeyFigures, KeyPermissions } from '#renderer/app/Settings/KeyFacts.tsx'
import { keyNameOf, noteHealth, useKeyHealth, verdictWords } from '#renderer/app/Settings/key-health.ts'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { regionOf, toolSecrets } from '#renderer/app/Settings/settings-model.ts'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { useStatus } from '#renderer/state/status.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Spark } from '#renderer/ui/CountersignMark.tsx'
import { agoWords, useNow } from '#renderer/ui/Time.tsx'
import { t } from '#renderer/ui/language.ts'

/**
 * One card per key: what it is for, its status and last four characters, what the service says it may do and when it was used.
 * A key can be replaced or removed, never read.
 */
type Entry = {
  readonly name: SecretName
  readonly title: string
  readonly purpose: string
  /** Instead, while the xAI key stands in for it. */
  readonly standInPurpose?: string
  readonly chip: string | null
}

const entriesOf = (configuration: Configuration, environment: string): readonly Entry[] => [
  {
    name: 'support_agent',
    title: t('Support agent key'),
    purpose: t('For the support agent only. Empty: the xAI key is used.'),
    standInPurpose: t('For the support agent only. The xAI key stands in.'),
    chip: environment,
  },
  { name: 'xai', title: t('xAI key'), purpose: t('For xAI as a whole.'), chip: null },
  {
    name: 'voice',
    title: t('Voice and phone key'),
    purpose: t('For calls, speech, voice agents and numbers. Empty: the xAI key is used.'),
    standInPurpose: t('For calls, speech, voice agents and numbers. The xAI key stands in.'),
    chip: null,
  },
  {
    name: 'management',
    title: t('Collections management key'),
    purpose: t('To find documents and upload drafts. Has its own host.'),
    chip: null,
  },
  {
    name: 'helpdesk',
    title: configuration.connections.helpdesk?.kind === 'chatwoot' ? t('Chatwoot token') : t('Intercom token'),
    purpose: t('Reads conversations; writes only what you sign, never twice.'),
    chip: regionOf(configuration.connections.helpdesk?.baseUrl ?? ''),
  },
  {
    name: 'bot',
    title: t('Bot key'),
    purpose: t('Asks BestChatbot, and changes what it knows once you sign.'),
    chip: null,
  },
  ...(configuration.connections.bot?.extraHeader === undefined
    ? []
    : [
        {
          name: 'bot_header' as const,
          title: t('Bot header'),
          purpose: t('For the server between this desk and the bot.'),
          chip: configuration.connections.bot.extraHeader,
        },
      ]),
  ...(configuration.connections.bot?.tokenUrl === undefined
    ? []
    : [
        {
          name: 'bot_backend' as const,
          title: t('Key for tokens of customers'),
          purpose: t('Your own endpoint gives out tokens for it.'),
          chip: null,
        },
      ]),
  ...toolSecrets(configuration.tools).map((name) => ({
    name,
    title: name.slice('tool:'.length),
    purpose: t('Named by a tool of the catalogue.'),
    chip: t('tool'),
  })),
]

const signs: Readonly<Partial<Record<string, typeof KeyRound>>> = {
  voice: AudioLines,
  management: Library,
  helpdesk: MessageSquare,
  bot: Bot,
  bot_header: Bot,
  bot_backend: Bot,
}

function Sign({ name }: { readonly name: SecretName }) {
  const Icon = signs[name] ?? KeyRound
  const isAgent = name === 'support_agent'
  return (
    <span className={`avatar avatar-large ${isAgent ? 'avatar-agent' : ''}`} aria-hidden="true">
      {isAgent ? <Spark size={17} /> : <Icon />}
    </span>
  )
}

function keptWords({ state, backend }: SecretStatus): string {
  switch (state) {
    case 'missing':
      return t('not set')
    case 'stored':
      return t('kept in {{backend}}', { backend })
    case 'session':
      return t('until the desk stops, in {{backend}}', { backend })
    case 'environment':
      return t('from the {{backend}}', { backend })
    case 'locked':
      return t('locked in {{backend}}', { backend })
  }
}

type Known = { readonly status: SecretStatus | undefined; readonly health: KeyHealth | null; readonly now: number }

function Status({ status, health, now }: Known) {
  if (status?.state === 'locked')
    return (
      <span className="state-chip chip-warn">
        <TriangleAlert />
        {t('Locked')}
      </span>
    )
  const isSet = status !== undefined && status.state !== 'missing'
  const said = health === null ? null : verdictWords(health)
  const { tone, word } = said ?? { tone: isSet ? ('ok' as const) : null, word: isSet ? t('Set') : t('Not set') }
  const checked = health?.checkedAt ?? null
  return (
    <span className={`state-chip ${tone === null ? '' : `chip-${tone}`}`}>
      {tone === null ? null : tone === 'ok' ? <Check /> : <TriangleAlert />}
      {checked === null ? word : t('{{word}}, checked {{ago}}', { word, ago: agoWords(now - checked) })}
    </span>
  )
}

/** What it is for; where another key does its work already, that. */
const purposeOf = (entry: Entry, health: KeyHealth | null): string =>
  health?.standIn === 'xai' ? (entry.standInPurpose ?? entry.purpose) : entry.purpose

function KeyWords({ entry, status, health, now }: Known & { readonly entry: Entry }) {
  const isSet = status !== undefined && status.state !== 'missing'
  const lastAt = health?.use.lastAt ?? null
  return (
    <div className="key-words">
      <h3>
        {entry.title}
        {entry.chip === null ? null : <span className="chip">{entry.chip}</span>}
      </h3>
      <p>
        {isSet ? <span className="mono">…{status.hint}</span> : null}
        <span>{isSet ? keptWords(status) : purposeOf(entry, health)}</span>
        {isSet && lastAt !== null ? <span>{t('last used {{ago}}', { ago: agoWords(now - lastAt) })}</span> : null}
      </p>
    </div>
  )
}

/** Of one that stands in, its own card tells, unless something is wrong with it here. */
const tellsMore = (health: KeyHealth): boolean =>
  health.verdict !== 'missing' && (health.standIn === null || health.verdict !== 'usable')

function KeyCard({ entry, status, health, now }: Known & { readonly entry: Entry }) {
  const [open, setOpen] = useState(false)
  const [checking, setChecking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const opener = useRef<HTMLButtonElement>(null)
  const isSet = status !== undefined && status.state !== 'missing'
  // Of the keys of a sample nobody is asked: what is saved there is the operator's own.
  const keyName = health === null ? null : keyNameOf(entry.name)
  const check = async (): Promise<void> => {
    if (keyName === null) return
    setChecking(true)
    setFailure(null)
    try {
      noteHealth(await theDesk().models.checkKey({ name: keyName }))
    } catch (error) {
      setFailure(failureText(error))
    } finally {
      setChecking(false)
    }
  }
  const close = (): void => {
    setOpen(false)
    opener.current?.focus()
  }
  const canAsk = keyName !== null && (isSet || health?.standIn !== null)
  return (
    <article className="key-card" aria-label={entry.title}>
      <div className="key-head">
        <Sign name={entry.name} />
        <KeyWords entry={entry} status={status} health={health} now={now} />
        <span className="grow" />
        <Status status={status} health={health} now={now} />
        {canAsk ? (
          <Button size="small" unavailable={checking ? t('Checking') : null} onClick={() => void check()}>
            {checking ? t('Checking…') : t('Check now')}
          </Button>
        ) : null}
        <Button ref={opener} size="small" onClick={() => setOpen(!open)} aria-expanded={open}>
          {isSet ? t('Replace…') : t('Add…')}
        </Button>
      </div>
      {open ? (
        <KeyEntry
          label={t('New {{title}}', { title: entry.title })}
          name={entry.name}
          keyName={keyName}
          status={status}
          onDone={close}
        />
      ) : null}
      {failure === null ? null : (
        <p className="form-error key-note" role="alert">
          {failure}
        </p>
      )}
      {health === null || health.standIn !== null || health.verdict === 'missing' ? null : (
        <KeyFigures use={health.use} now={now} />
      )}
      {health === null || !tellsMore(health) ? null : <KeyPermissions health={health} />}
    </article>
  )
}

export function Keys({ configuration }: { readonly configuration: Configuration }) {
  const secrets = useSettings((state) => state.secrets)
  const environment = useStatus((state) => state.status?.environment ?? 'PROD')
  const isSample = useStatus((state) => state.status?.sample ?? true)
  const healths = useKeyHealth(isSample)
  const now = useNow()
  return (
    <>
      <SectionHead
        title={t('Accounts & keys')}
        words={
          isSample
            ? t('The sample needs none. Those of your own services wait here until you connect them.')
            : t('Each with the least it needs. None can be read back.')
        }
      />
      {entriesOf(configuration, environment).map((entry) => (
        <KeyCard
          key={entry.name}
          entry={entry}
          status={secrets.find((held) => held.name === entry.name)}
          health={healths.find((held) => held.name === entry.name) ?? null}
          now={now}
        />
      ))}
    </>
  )
}
