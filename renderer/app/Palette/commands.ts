import { theDesk } from '#renderer/connection.ts'
import { pauseAll, resumeAll } from '#renderer/state/automation.ts'
import { showFresh, showView } from '#renderer/state/inbox.ts'
import { go, turnTheme, useUi } from '#renderer/state/ui.ts'

/** What the palette can do. It opens things and changes what is seen; it never decides. */
export type Command = {
  readonly id: string
  readonly label: string
  readonly keys: readonly string[]
  readonly run: () => void
}

const quietly = (act: () => Promise<unknown>) =>
  void Promise.resolve()
    .then(act)
    .catch(() => {})

export const commands: readonly Command[] = [
  { id: 'inbox', label: 'Go to Inbox', keys: ['g', 'i'], run: () => go('inbox') },
  { id: 'settings', label: 'Go to Settings', keys: ['g', 's'], run: () => go('settings') },
  { id: 'fresh', label: 'Take in new decisions', keys: ['.'], run: showFresh },
  { id: 'checking', label: 'Show what needs checking', keys: [], run: () => showView('checking') },
  { id: 'money', label: 'Show decisions about money', keys: [], run: () => showView('money') },
  { id: 'replies', label: 'Show replies', keys: [], run: () => showView('replies') },
  { id: 'all', label: 'Show all decisions', keys: [], run: () => showView('all') },
  { id: 'sync', label: 'Read the helpdesk now', keys: [], run: () => quietly(() => theDesk().sync.now({})) },
  { id: 'pause', label: 'Pause all automation', keys: ['Mod', 'Shift', '.'], run: pauseAll },
  { id: 'resume', label: 'Resume automation', keys: [], run: resumeAll },
  { id: 'connect', label: 'Connect your services', keys: [], run: () => go('onboarding') },
  {
    id: 'queue',
    label: 'Fold or unfold the queue',
    keys: ['['],
    run: () => useUi.setState(({ queueOpen }) => ({ queueOpen: !queueOpen })),
  },
  {
    id: 'evidence',
    label: 'Fold or unfold the evidence',
    keys: [']'],
    run: () => useUi.setState(({ evidenceOpen }) => ({ evidenceOpen: !evidenceOpen })),
  },
  { id: 'theme', label: 'Light or dark', keys: ['Mod', '\\'], run: turnTheme },
  { id: 'keys', label: 'Shortcuts of this screen', keys: ['?'], run: () => useUi.setState({ shortcuts: true }) },
]
