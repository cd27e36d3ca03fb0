import { create } from 'zustand'
import type { Status } from '#contract/index.ts'
import { defaultKeys } from '#contract/preferences.ts'
import { applyKeys } from '#renderer/ui/keymap.ts'
import { speak } from '#renderer/ui/language.ts'

/** What only this window knows: where one looks, what is folded away, how it is painted. Never server state. */

export type Section =
  | 'inbox'
  | 'calls'
  | 'transcripts'
  | 'playground'
  | 'policies'
  | 'quality'
  | 'knowledge'
  | 'agents'
  | 'insights'
  | 'activity'
  | 'settings'
  | 'onboarding'
export type EvidenceTab = 'why' | 'sources' | 'customer' | 'history' | 'raw'
export type SettingsPage =
  | 'keys'
  | 'connections'
  | 'answering'
  | 'tools'
  | 'words'
  | 'guardrails'
  | 'decisions'
  | 'calls'
  | 'people'
  | 'appearance'
  | 'shortcuts'
  | 'notifications'
  | 'backups'
  | 'updates'
export type Theme = Status['settings']['theme']

export type Ui = {
  readonly section: Section
  /** What the dock and the evidence pane show. */
  readonly proposalId: string | null
  readonly conversationId: number | null
  readonly evidenceTab: EvidenceTab
  readonly queueOpen: boolean
  readonly evidenceOpen: boolean
  readonly palette: 'closed' | 'all' | 'search'
  readonly shortcuts: boolean
  /** Which page of the settings; null: the first. */
  readonly settingsPage: SettingsPage | null
  readonly startReport: boolean
  /** A colleague's request for a signature is being read. */
  readonly request: boolean
  /** A link somebody pressed, waiting for a yes. */
  readonly link: string | null
  /** Set by the key; null: as in the settings. */
  readonly theme: Theme | null
  /** Follows the density, which follows the settings and the room there is. */
  readonly rowHeight: number
}

export const useUi = create<Ui>()(() => ({
  section: 'inbox',
  proposalId: null,
  conversationId: null,
  evidenceTab: 'why',
  queueOpen: true,
  evidenceOpen: true,
  palette: 'closed',
  shortcuts: false,
  settingsPage: null,
  startReport: true,
  request: false,
  link: null,
  theme: null,
  rowHeight: 64,
}))

/** Shows a proposal in its conversation. */
export const openProposal = (proposalId: string, conversationId: number): void =>
  useUi.setState({ section: 'inbox', proposalId, conversationId, palette: 'closed' })

/** The same where one is: what stands beside a call does not lead away from it. */
export const lookAt = (proposalId: string | null, conversationId: number): void =>
  useUi.setState({ proposalId, conversationId })

/** Shows a conversation; the dock shows its first open proposal, if it has one. */
export const openConversation = (conversationId: number): void =>
  useUi.setState({ section: 'inbox', proposalId: null, conversationId, palette: 'closed' })

export const go = (section: Section): void => useUi.setState({ section, palette: 'closed' })
/** The settings, at one of their pages. */
export const openSettings = (settingsPage: SettingsPage): void =>
  useUi.setState({ section: 'settings', settingsPage, palette: 'closed' })
/** Asks before a link leaves the desk. */
export const askLink = (link: string | null): void => useUi.setState({ link })

const darkSystem = () => matchMedia('(prefers-color-scheme: dark)').matches

let settings: Status['settings'] = {
  theme: 'system',
  density: 'comfortable',
  language: 'system',
  singleKeys: true,
  keys: defaultKeys,
}

function paint(): void {
  const root = document.documentElement
  const theme = useUi.getState().theme ?? settings.theme
  const narrow = matchMedia('(max-width: 1180px)').matches
  if (theme === 'light' || theme === 'dark') root.dataset['theme'] = theme
  else delete root.dataset['theme']
  if (theme === 'contrast') root.dataset['contrast'] = 'more'
  else delete root.dataset['contrast']
  const compact = settings.density === 'compact' || narrow
  root.dataset['density'] = compact ? 'compact' : 'comfortable'
  useUi.setState({ rowHeight: compact ? 48 : 64 })
}

export function applySettings(next: Status['settings']): void {
  settings = next
  speak(next.language)
  applyKeys(next.keys, next.singleKeys)
  paint()
}

/** Light and dark in turn, for this window. */
export function turnTheme(): void {
  const shown = useUi.getState().theme ?? settings.theme
  const dark = shown === 'dark' || (shown !== 'light' && darkSystem())
  useUi.setState({ theme: dark ? 'light' : 'dark' })
  paint()
}

export function startPainting(): void {
  paint()
  matchMedia('(max-width: 1180px)').addEventListener('change', paint)
}
