import { agentCommands } from '#renderer/app/Agents/agent-commands.ts'
import { callCommands } from '#renderer/app/Calls/call-commands.ts'
import { insightsCommands } from '#renderer/app/Insights/insights-commands.ts'
import { knowledgeCommands } from '#renderer/app/Knowledge/knowledge-commands.ts'
import { playgroundCommands } from '#renderer/app/Playground/playground-commands.ts'
import { policyCommands } from '#renderer/app/Policies/policy-commands.ts'
import { qualityCommands } from '#renderer/app/Quality/quality-commands.ts'
import { noteCommands } from '#renderer/app/Transcripts/note-commands.ts'
import { searchCommands } from '#renderer/app/Transcripts/search-commands.ts'
import { timelineCommands } from '#renderer/app/Transcripts/timeline-commands.ts'
import { theDesk } from '#renderer/connection.ts'
import { narrow } from '#renderer/state/activity.ts'
import { pauseAll, resumeAll } from '#renderer/state/automation.ts'
import { goToMostUrgent, showFresh, showView } from '#renderer/state/inbox.ts'
import { cyclePanes, focusPane } from '#renderer/state/panes.ts'
import { openPolicies } from '#renderer/state/policies.ts'
import { rehearse } from '#renderer/state/rehearsal.ts'
import { focusSearch } from '#renderer/state/transcript-query.ts'
import { go, openSettings, turnTheme, useUi } from '#renderer/state/ui.ts'
import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * Everything that can be done by key or from the palette, once. A new command is one line here. With `run` it works
 * anywhere; without, the component that can do it says `useCommands({ id: () => … })` while it is on screen, and `needs`
 * tells everybody else what has to be there. Buttons take `command="id"` and show its keys as they are now; palette, sheet,
 * settings and the reader of keys follow. A test refuses two commands with one key in one place.
 */

const quietly = (act: () => Promise<unknown>) =>
  void Promise.resolve()
    .then(act)
    .catch(() => {})
const findHere = () =>
  useUi.getState().section === 'transcripts' ? focusSearch() : useUi.setState({ palette: 'search' })
const findTranscripts = () => (go('transcripts'), focusSearch())
const inInbox = (act: () => void) => () => (go('inbox'), act())

const aDecision = t('Open a decision that waits for you')
const theInbox = t('Go to the inbox')
const evidence = { section: t('Evidence'), area: 'evidence', needs: t('Open a decision') } as const
const conversation = { section: t('Conversation'), area: 'inbox', needs: t('Open a conversation') } as const
const notDeciding = t('Open a conversation without a decision')
const composing = { section: t('Conversation'), area: 'composer', needs: notDeciding } as const
const decision = { section: t('Decision'), area: 'decision', needs: aDecision } as const
const find = { section: t('Find'), area: 'everywhere' } as const
const goTo = { section: t('Go to'), area: 'everywhere' } as const
const queue = { section: t('Queue'), area: 'inbox', needs: theInbox } as const
const view = { section: t('Views'), area: 'everywhere' } as const
const desk = { section: t('Desk'), area: 'everywhere' } as const

export const commands = {
  'palette.open': {
    ...find,
    title: t('Search or run a command'),
    keys: ['Mod+k'],
    run: () => useUi.setState({ palette: 'all' }),
  },
  'palette.search': {
    ...find,
    title: t('Search messages'),
    keys: ['/'],
    run: findHere,
  },
  'shortcuts.show': {
    ...find,
    title: t('Shortcuts of this screen'),
    keys: ['?', 'Mod+/'],
    run: () => useUi.setState({ shortcuts: true }),
  },

  'decision.sign': {
    ...decision,
    title: t('Approve'),
    keys: ['a'],
    needs: t('Open a decision of R0 to R2'),
    decides: true,
  },
  'decision.signStrong': { ...decision, title: t('Approve money, send a reply'), keys: ['Mod+Enter'], decides: true },
  'decision.edit': { ...decision, title: t('Edit'), keys: ['e'] },
  'decision.reject': { ...decision, title: t('Reject…'), keys: ['r'] },
  'decision.answer': { ...decision, title: t('Answer for the tool…'), keys: ['w'] },
  'decision.note': { ...decision, title: t('Internal note or reply'), keys: ['n'] },
  'decision.rebase': {
    ...decision,
    title: t('Put my words to the conversation as it is now'),
    keys: ['m'],
    needs: t('Open an outdated draft you had changed'),
  },
  'decision.later': { ...decision, title: t('Later…'), keys: ['h'] },
  'decision.check': {
    ...decision,
    area: 'checking',
    title: t('Check again whether it happened'),
    keys: ['Mod+Enter'],
    needs: t('Open an outcome that needs checking'),
  },
  'decision.send': {
    ...decision,
    area: 'panel',
    title: t('Send what the panel says'),
    keys: ['Mod+Enter'],
    needs: t('Reject or answer first'),
    decides: true,
  },
  'decision.zoom': {
    ...decision,
    area: 'dock',
    title: t('Zoom the decision'),
    keys: ['Shift+Z'],
    needs: t('Open a decision'),
  },
  'decision.rule': {
    ...decision,
    area: 'dock',
    title: t('Convert the decision to a rule…'),
    keys: [],
    needs: t('Open a decision'),
  },
  'decision.back': {
    ...decision,
    area: 'dock',
    title: t('Step back, decide nothing'),
    keys: ['Escape'],
    needs: t('Edit, or open a panel'),
    fixed: true,
  },

  'queue.next': { ...queue, title: t('Next decision'), keys: ['j'], repeat: true },
  'queue.previous': { ...queue, title: t('Previous decision'), keys: ['k'], repeat: true },
  'queue.first': { ...queue, title: t('First decision'), keys: [] },
  'queue.last': { ...queue, title: t('Last decision'), keys: [] },
  'queue.open': { ...queue, title: t('Into the decision'), keys: ['Enter'] },
  'queue.focus': { ...queue, title: t('Back to the queue'), keys: ['Escape'], fixed: true },
  'queue.fresh': { ...queue, title: t('Take in new decisions'), keys: ['.'], run: inInbox(showFresh) },
  'queue.urgent': {
    ...queue,
    area: 'everywhere',
    title: t('Jump to the most urgent'),
    keys: ['Mod+Shift+J'],
    run: inInbox(goToMostUrgent),
  },
  'queue.filters': { ...queue, title: t('Filters of the queue'), keys: ['f'] },
  'queue.pick': { ...queue, title: t('Pick for signing together'), keys: ['x'] },
  'queue.together': { ...queue, title: t('Look at what was picked, to sign it together'), keys: ['Shift+A'] },
  'queue.takeBack': { ...queue, title: t('Take back the newest signature'), keys: ['z', 'Mod+z'], restsInText: true },
  'queue.fold': { ...queue, title: t('Fold or unfold the queue'), keys: ['['] },
  'evidence.fold': { ...queue, section: t('Evidence'), title: t('Fold or unfold the evidence'), keys: [']'] },

  'evidence.why': { ...evidence, title: t('Evidence: why'), keys: ['1'] },
  'evidence.sources': { ...evidence, title: t('Evidence: sources'), keys: ['2'] },
  'evidence.customer': { ...evidence, title: t('Evidence: customer'), keys: ['3'] },
  'evidence.history': { ...evidence, title: t('Evidence: history'), keys: ['4'] },
  'evidence.raw': { ...evidence, title: t('Evidence: raw'), keys: ['5'] },

  'conversation.control': { ...conversation, title: t('Take over, or hand back to the agent'), keys: ['t'] },
  'conversation.action': { ...conversation, title: t('Run an action of the bot…'), keys: [] },
  'conversation.note': { ...composing, title: t('Internal note or reply'), keys: ['n'] },
  'conversation.takeSuggestion': { ...composing, title: t('Take the suggestion as draft'), keys: ['Mod+Shift+U'] },
  'conversation.send': {
    section: t('Conversation'),
    area: 'composer',
    title: t('Send what you wrote'),
    keys: ['Mod+Enter'],
    needs: t('Write something first'),
    decides: true,
  },

  'go.inbox': { ...goTo, title: t('Go to Inbox'), keys: ['g i', 'Mod+1'], run: () => go('inbox') },
  'go.calls': { ...goTo, title: t('Go to Calls'), keys: ['g c', 'Mod+2'], run: () => go('calls') },
  'go.transcripts': { ...goTo, title: t('Go to Transcripts'), keys: ['g t', 'Mod+3'], run: () => go('transcripts') },
  'go.quality': { ...goTo, title: t('Go to Quality'), keys: ['g q', 'Mod+4'], run: () => go('quality') },
  'go.policies': { ...goTo, title: t('Go to Policies'), keys: ['g p', 'Mod+7'], run: () => go('policies') },
  'go.activity': { ...goTo, title: t('Go to Activity'), keys: ['g y', 'Mod+9'], run: () => go('activity') },
  'go.failures': {
    ...goTo,
    title: t('Activity: failures and unknown outcomes'),
    keys: [],
    run: () => (go('activity'), narrow({ kind: 'failures' })),
  },
  'go.presets': { ...goTo, title: t('Policies: presets'), keys: [], run: () => openPolicies({ kind: 'presets' }) },
  'go.rules': { ...goTo, title: t('Policies: import, export'), keys: [], run: () => openPolicies({ kind: 'import' }) },
  'go.settings': { ...goTo, title: t('Go to Settings'), keys: ['g s'], run: () => go('settings') },
  'go.shortcuts': { ...goTo, title: t('Settings: shortcuts'), keys: [], run: () => openSettings('shortcuts') },
  'go.voice': { ...goTo, title: t('Settings: calls, devices, recording'), keys: [], run: () => openSettings('calls') },
  'go.notifications': {
    ...goTo,
    title: t('Settings: notifications'),
    keys: [],
    run: () => openSettings('notifications'),
  },
  'go.appearance': {
    ...goTo,
    title: t('Settings: theme and density'),
    keys: [],
    run: () => openSettings('appearance'),
  },
  'go.keys': { ...goTo, title: t('Settings: accounts and keys'), keys: [], run: () => openSettings('keys') },
  'go.connections': { ...goTo, title: t('Settings: connections'), keys: [], run: () => openSettings('connections') },
  'go.people': { ...goTo, title: t('Settings: people who sign second'), keys: [], run: () => openSettings('people') },
  'go.backups': { ...goTo, title: t('Settings: backup, import, export'), keys: [], run: () => openSettings('backups') },
  'go.updates': { ...goTo, title: t('Settings: newer versions'), keys: [], run: () => openSettings('updates') },
  'go.onboarding': { ...goTo, title: t('Connect your services'), keys: [], run: () => go('onboarding') },
  'pane.next': { ...goTo, title: t('Next pane'), keys: ['F6'], run: () => cyclePanes(1) },
  'pane.previous': { ...goTo, title: t('Previous pane'), keys: ['Shift+F6'], run: () => cyclePanes(-1) },
  'pane.decision': { ...goTo, title: t('Focus the decision'), keys: [], run: inInbox(() => focusPane('dock')) },

  'view.all': { ...view, title: t('Show all decisions'), keys: [], run: inInbox(() => showView('all')) },
  'view.checking': {
    ...view,
    title: t('Show what needs checking'),
    keys: [],
    run: inInbox(() => showView('checking')),
  },
  'view.money': { ...view, title: t('Show decisions about money'), keys: [], run: inInbox(() => showView('money')) },
  'view.replies': { ...view, title: t('Show replies'), keys: [], run: inInbox(() => showView('replies')) },
  'view.later': { ...view, title: t('Show what was put off'), keys: [], run: inInbox(() => showView('later')) },

  ...policyCommands,
  ...callCommands,
  ...timelineCommands,

  'transcripts.search': {
    ...desk,
    section: t('Transcripts'),
    title: t('Search transcripts'),
    keys: [],
    run: findTranscripts,
  },
  ...searchCommands,
  ...noteCommands,
  ...qualityCommands,
  ...knowledgeCommands,
  ...agentCommands,
  ...insightsCommands,
  ...playgroundCommands,

  'desk.pause': { ...desk, title: t('Pause all automation'), keys: ['Mod+Shift+.'], always: true, run: pauseAll },
  'desk.resume': { ...desk, title: t('Resume automation'), keys: [], run: resumeAll },
  'desk.sync': {
    ...desk,
    title: t('Read the helpdesk now'),
    keys: [],
    run: () => quietly(() => theDesk().sync.now({})),
  },
  'desk.rehearse': { ...desk, title: t('Dry run: rehearse the whole desk'), keys: [], run: () => rehearse(true) },
  'desk.live': { ...desk, title: t('Dry run: end it, go live'), keys: [], run: () => rehearse(false) },
  'desk.request': {
    ...desk,
    title: t('Countersign a colleague’s request file'),
    keys: [],
    run: () => useUi.setState({ request: true }),
  },
  'desk.theme': { ...desk, title: t('Light or dark'), keys: ['Mod+\\'], run: turnTheme },

  'onboarding.sample': {
    section: t('Desk'),
    area: 'onboarding',
    title: t('Open the sample workspace'),
    keys: ['Mod+o'],
    needs: t('Connect your services'),
  },
  'onboarding.back': {
    section: t('Desk'),
    area: 'onboarding',
    title: t('Back to the inbox'),
    keys: ['Escape'],
    needs: t('Connect your services'),
    fixed: true,
  },
  'dialog.close': {
    section: t('Desk'),
    area: 'dialog',
    title: t('Close'),
    keys: ['Escape'],
    needs: t('Open a dialog'),
    fixed: true,
  },
} as const satisfies Definitions

export type CommandId = keyof typeof commands
