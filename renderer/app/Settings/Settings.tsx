import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import {
  Archive,
  Bell,
  Download,
  EyeOff,
  Headset,
  Keyboard,
  KeyRound,
  Lock,
  MessagesSquare,
  Palette,
  Phone,
  Scale,
  ScanText,
  ShieldAlert,
  TextSearch,
  Users,
  Wrench,
} from 'lucide-react'
import { Input, SearchField } from 'react-aria-components'
import type { Configuration } from '#contract/settings.ts'
import { useConnection } from '#renderer/connection.ts'
import { Backups } from '#renderer/app/Settings/Backups.tsx'
import { CallSettings } from '#renderer/app/Settings/Calls/CallSettings.tsx'
import { Connections } from '#renderer/app/Settings/Connections.tsx'
import { Appearance, Decisions } from '#renderer/app/Settings/General.tsx'
import { Guardrails } from '#renderer/app/Settings/Guardrails.tsx'
import { Lessons } from '#renderer/app/Settings/Lessons.tsx'
import { Keys } from '#renderer/app/Settings/Keys.tsx'
import { OutgoingWords } from '#renderer/app/Settings/OutgoingWords.tsx'
import { PeoplePage } from '#renderer/app/Settings/People.tsx'
import { AboutNotifications, Notifications } from '#renderer/app/Settings/Notifications/Notifications.tsx'
import { AboutKeys, Shortcuts } from '#renderer/app/Settings/Shortcuts/Shortcuts.tsx'
import { Updates } from '#renderer/app/Settings/Updates.tsx'
import { WhoAnswers } from '#renderer/app/Settings/WhoAnswers.tsx'
import { ToolCatalogue } from '#renderer/app/Settings/ToolCatalogue.tsx'
import { useStatus } from '#renderer/state/status.ts'
import { useUi, type SettingsPage } from '#renderer/state/ui.ts'
import { loadSettings, useSettings } from '#renderer/app/Settings/use-settings.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/form-input.css'
import '#renderer/styles/diff.css'
import '#renderer/styles/settings.css'
import '#renderer/styles/settings-keys.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/settings-tools.css'
import { t } from '#renderer/ui/language.ts'

/** Everything that configures a desk, one page at a time. */
type Page = SettingsPage

const pages: readonly {
  readonly id: Page
  readonly label: string
  readonly words: string
  readonly Icon: typeof Lock
}[] = [
  { id: 'keys', label: t('Accounts & keys'), words: t('secret token api password'), Icon: KeyRound },
  {
    id: 'connections',
    label: t('Connections'),
    words: t('helpdesk intercom chatwoot agent xai address poll region bot bestchatbot quota scope'),
    Icon: Headset,
  },
  {
    id: 'answering',
    label: t('Who answers'),
    words: t('engine bot bestchatbot agent inbox channel tag confidence line suggestion budget pre-triage'),
    Icon: MessagesSquare,
  },
  { id: 'tools', label: t('Tool catalogue'), words: t('http manual risk probe'), Icon: Wrench },
  {
    id: 'words',
    label: t('Outgoing words'),
    words: t('checks secret card promise link drift outdated tags'),
    Icon: TextSearch,
  },
  { id: 'guardrails', label: t('Guardrail texts'), words: t('refusal custom text'), Icon: ShieldAlert },
  { id: 'decisions', label: t('Default decisions'), words: t('policy tier ask allow floor'), Icon: Scale },
  { id: 'people', label: t('People'), words: t('second person pin two signatures colleague request'), Icon: Users },
  {
    id: 'calls',
    label: t('Calls'),
    words: t(
      'voice speech read aloud speak microphone headset devices push to talk recording consent hold line price opus g.711 model',
    ),
    Icon: Phone,
  },
  { id: 'appearance', label: t('Appearance'), words: t('theme dark light contrast density'), Icon: Palette },
  { id: 'shortcuts', label: t('Shortcuts'), words: t('keys keyboard single letters vim gmail preset'), Icon: Keyboard },
  { id: 'notifications', label: t('Notifications'), words: t('tray badge quiet hours preview interrupt'), Icon: Bell },
  {
    id: 'backups',
    label: t('Backup & data'),
    words: t('copy verify restore go back configuration file import export retention delete hold jsonl csv'),
    Icon: Archive,
  },
  { id: 'updates', label: t('Updates'), words: t('update version download install new'), Icon: Download },
]

const promises = [
  { Icon: EyeOff, text: t('A key can be replaced, never shown or copied.') },
  { Icon: Lock, text: t('It is kept by the system keychain, or only until the desk stops. Never as plain text.') },
  { Icon: ScanText, text: t('Logs and exports never hold a key. An export lists addresses only.') },
]

function WhereKeysGo({ configuration }: { readonly configuration: Configuration }) {
  const { xai, helpdesk, bot } = configuration.connections
  const hosts = [
    { address: xai?.baseUrl ?? 'https://api.x.ai/v1', purpose: t('the support agent') },
    ...(helpdesk === undefined ? [] : [{ address: helpdesk.baseUrl, purpose: t('conversations, replies, tags') }]),
    ...(bot === undefined ? [] : [{ address: bot.baseUrl, purpose: t('the bot') }]),
    ...(bot?.tokenUrl === undefined ? [] : [{ address: bot.tokenUrl, purpose: t('tokens of customers') }]),
    ...configuration.allowedHosts.map((address) => ({ address, purpose: t('HTTP tools') })),
  ]
  return (
    <aside className="set-side" aria-label={t('Where keys go')}>
      <h3>{t('Where keys go')}</h3>
      <p>{t('Only to these addresses, only from the main process.')}</p>
      <ul className="set-hosts">
        {hosts.map((host) => (
          <li key={`${host.address} ${host.purpose}`}>
            <span className="mono">{host.address.replace(/^https?:\/\//, '')}</span>
            <small>{host.purpose}</small>
          </li>
        ))}
      </ul>
      <h3>{t('Promises')}</h3>
      <ul className="set-facts">
        {promises.map(({ Icon, text }) => (
          <li key={text}>
            <Icon />
            {text}
          </li>
        ))}
      </ul>
    </aside>
  )
}

function contentOf(page: Page, configuration: Configuration): ReactNode {
  switch (page) {
    case 'keys':
      return <Keys configuration={configuration} />
    case 'connections':
      return <Connections configuration={configuration} />
    case 'answering':
      return <WhoAnswers configuration={configuration} />
    case 'tools':
      return <ToolCatalogue configuration={configuration} />
    case 'words':
      return <OutgoingWords configuration={configuration} />
    case 'guardrails':
      return <Guardrails configuration={configuration} />
    case 'decisions':
      return <Decisions configuration={configuration} />
    case 'people':
      return <PeoplePage />
    case 'calls':
      return <CallSettings configuration={configuration} />
    case 'appearance':
      return <Appearance configuration={configuration} />
    case 'shortcuts':
      return <Shortcuts configuration={configuration} />
    case 'notifications':
      return <Notifications configuration={configuration} />
    case 'backups':
      return (
        <>
          <Backups configuration={configuration} />
          <Lessons />
        </>
      )
    case 'updates':
      return <Updates configuration={configuration} />
  }
}

/** With a damaged database there is one reason to come here. */
const firstPage = (): Page => (useStatus.getState().status?.storage.state === 'damaged' ? 'backups' : 'keys')

export function Settings() {
  const [first] = useState<Page>(firstPage)
  const wanted = useUi((ui) => ui.settingsPage)
  const page = pages.find(({ id }) => id === wanted)?.id ?? first
  const setPage = (settingsPage: Page) => useUi.setState({ settingsPage })
  const [sought, setSought] = useState('')
  const { configuration, failure } = useSettings()
  const open = useConnection((connection) => connection.state === 'open')
  useEffect(() => {
    if (open) void loadSettings()
  }, [open])
  const needle = sought.trim().toLowerCase()
  const shown = pages.filter((entry) => `${entry.label} ${entry.words}`.toLowerCase().includes(needle))
  return (
    <div className="settings">
      <nav className="set-nav" aria-label={t('Settings')} data-pane="queue" tabIndex={-1}>
        <h1>{t('Settings')}</h1>
        <SearchField
          aria-label={t('Find a setting')}
          value={sought}
          onChange={setSought}
          onSubmit={() => {
            const first = shown[0]
            if (first !== undefined) setPage(first.id)
          }}
        >
          <Input className="set-search" placeholder={t('Find a setting')} />
        </SearchField>
        {shown.map(({ id, label, Icon }) => (
          <button
            key={id}
            type="button"
            className="set-link"
            aria-current={id === page ? 'page' : undefined}
            onClick={() => setPage(id)}
          >
            <Icon />
            {label}
          </button>
        ))}
        {shown.length === 0 ? <p className="tertiary set-none">{t('Nothing called that.')}</p> : null}
      </nav>
      <div className="paper set-paper">
        <div className="set-page" data-pane="section" tabIndex={-1}>
          {failure === null ? null : (
            <Notice
              tone="warn"
              title={t('The settings could not be read.')}
              action={
                <Button size="small" onClick={() => void loadSettings()}>
                  {t('Try again')}
                </Button>
              }
            >
              {failure}
            </Notice>
          )}
          {configuration === null ? null : <div key={page}>{contentOf(page, configuration)}</div>}
        </div>
        {page === 'keys' && configuration !== null ? <WhereKeysGo configuration={configuration} /> : null}
        {page === 'shortcuts' ? <AboutKeys /> : null}
        {page === 'notifications' ? <AboutNotifications /> : null}
      </div>
    </div>
  )
}
