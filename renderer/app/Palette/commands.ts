import { theDesk } from '#renderer/connection.ts'
import { narrow } from '#renderer/state/activity.ts'
import { useCalls } from '#renderer/state/calls.ts'
import { pauseAll, resumeAll } from '#renderer/state/automation.ts'
import { goToMostUrgent, showFresh, showView } from '#renderer/state/inbox.ts'
import { cyclePanes, focusPane } from '#renderer/state/panes.ts'
import { openPolicies } from '#renderer/state/policies.ts'
import { rehearse } from '#renderer/state/rehearsal.ts'
import { go, openSettings, turnTheme, useUi } from '#renderer/state/ui.ts'
import type { Definitions } from '#renderer/ui/keymap.ts'

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
const newSession = () => (go('calls'), useCalls.setState({ beginning: true }))
const inInbox = (act: () => void) => () => (go('inbox'), act())

const aDecision = 'Open a decision that waits for you'
const theInbox = 'Go to the inbox'
const evidence = { section: 'Evidence', area: 'evidence', needs: 'Open a decision' } as const
const decision = { section: 'Decision', area: 'decision', needs: aDecision } as const
const find = { section: 'Find', area: 'everywhere' } as const
const goTo = { section: 'Go to', area: 'everywhere' } as const
const queue = { section: 'Queue', area: 'inbox', needs: theInbox } as const
const policy = { section: 'Policies', area: 'policies', needs: 'Go to Policies' } as const
const calls = { section: 'Calls', area: 'calls', needs: 'Go to Calls' } as const
const call = { section: 'Calls', area: 'calls', needs: 'Open a call that is live' } as const
const view = { section: 'Views', area: 'everywhere' } as const
const desk = { section: 'Desk', area: 'everywhere' } as const

export const commands = {
  'palette.open': {
    ...find,
    title: 'Search or run a command',
    keys: ['Mod+k'],
    run: () => useUi.setState({ palette: 'all' }),
  },
  'palette.search': {
    ...find,
    title: 'Search messages',
    keys: ['/'],
    run: () => useUi.setState({ palette: 'search' }),
  },
  'shortcuts.show': {
    ...find,
    title: 'Shortcuts of this screen',
    keys: ['?', 'Mod+/'],
    run: () => useUi.setState({ shortcuts: true }),
  },

  'decision.sign': { ...decision, title: 'Approve', keys: ['a'], needs: 'Open a decision of R0 to R2', decides: true },
  'decision.signStrong': { ...decision, title: 'Approve money, send a reply', keys: ['Mod+Enter'], decides: true },
  'decision.edit': { ...decision, title: 'Edit', keys: ['e'] },
  'decision.reject': { ...decision, title: 'Reject…', keys: ['r'] },
  'decision.answer': { ...decision, title: 'Answer for the tool…', keys: ['w'] },
  'decision.note': { ...decision, title: 'Internal note or reply', keys: ['n'] },
  'decision.rebase': {
    ...decision,
    title: 'Put my words to the conversation as it is now',
    keys: ['m'],
    needs: 'Open an outdated draft you had changed',
  },
  'decision.later': { ...decision, title: 'Later…', keys: ['h'] },
  'decision.check': {
    ...decision,
    area: 'checking',
    title: 'Check again whether it happened',
    keys: ['Mod+Enter'],
    needs: 'Open an outcome that needs checking',
  },
  'decision.send': {
    ...decision,
    area: 'panel',
    title: 'Send what the panel says',
    keys: ['Mod+Enter'],
    needs: 'Reject or answer first',
    decides: true,
  },
  'decision.zoom': {
    ...decision,
    area: 'dock',
    title: 'Zoom the decision',
    keys: ['Shift+Z'],
    needs: 'Open a decision',
  },
  'decision.rule': {
    ...decision,
    area: 'dock',
    title: 'Convert the decision to a rule…',
    keys: [],
    needs: 'Open a decision',
  },
  'decision.back': {
    ...decision,
    area: 'dock',
    title: 'Step back, decide nothing',
    keys: ['Escape'],
    needs: 'Edit, or open a panel',
    fixed: true,
  },

  'queue.next': { ...queue, title: 'Next decision', keys: ['j'], repeat: true },
  'queue.previous': { ...queue, title: 'Previous decision', keys: ['k'], repeat: true },
  'queue.first': { ...queue, title: 'First decision', keys: [] },
  'queue.last': { ...queue, title: 'Last decision', keys: [] },
  'queue.open': { ...queue, title: 'Into the decision', keys: ['Enter'] },
  'queue.focus': { ...queue, title: 'Back to the queue', keys: ['Escape'], fixed: true },
  'queue.fresh': { ...queue, title: 'Take in new decisions', keys: ['.'], run: inInbox(showFresh) },
  'queue.urgent': {
    ...queue,
    area: 'everywhere',
    title: 'Jump to the most urgent',
    keys: ['Mod+Shift+J'],
    run: inInbox(goToMostUrgent),
  },
  'queue.filters': { ...queue, title: 'Filters of the queue', keys: ['f'] },
  'queue.pick': { ...queue, title: 'Pick for signing together', keys: ['x'] },
  'queue.together': { ...queue, title: 'Look at what was picked, to sign it together', keys: ['Shift+A'] },
  'queue.takeBack': { ...queue, title: 'Take back the newest signature', keys: ['z', 'Mod+z'], restsInText: true },
  'queue.fold': { ...queue, title: 'Fold or unfold the queue', keys: ['['] },
  'evidence.fold': { ...queue, section: 'Evidence', title: 'Fold or unfold the evidence', keys: [']'] },

  'evidence.why': { ...evidence, title: 'Evidence: why', keys: ['1'] },
  'evidence.sources': { ...evidence, title: 'Evidence: sources', keys: ['2'] },
  'evidence.customer': { ...evidence, title: 'Evidence: customer', keys: ['3'] },
  'evidence.history': { ...evidence, title: 'Evidence: history', keys: ['4'] },
  'evidence.raw': { ...evidence, title: 'Evidence: raw', keys: ['5'] },

  'conversation.control': {
    section: 'Conversation',
    area: 'inbox',
    title: 'Take over, or hand back to the agent',
    keys: ['t'],
    needs: 'Open a conversation',
  },
  'conversation.note': {
    section: 'Conversation',
    area: 'composer',
    title: 'Internal note or reply',
    keys: ['n'],
    needs: 'Open a conversation without a decision',
  },
  'conversation.send': {
    section: 'Conversation',
    area: 'composer',
    title: 'Send what you wrote',
    keys: ['Mod+Enter'],
    needs: 'Write something first',
    decides: true,
  },

  'go.inbox': { ...goTo, title: 'Go to Inbox', keys: ['g i', 'Mod+1'], run: () => go('inbox') },
  'go.calls': { ...goTo, title: 'Go to Calls', keys: ['g c', 'Mod+2'], run: () => go('calls') },
  'go.policies': { ...goTo, title: 'Go to Policies', keys: ['g p', 'Mod+7'], run: () => go('policies') },
  'go.activity': { ...goTo, title: 'Go to Activity', keys: ['g y', 'Mod+9'], run: () => go('activity') },
  'go.failures': {
    ...goTo,
    title: 'Activity: failures and unknown outcomes',
    keys: [],
    run: () => (go('activity'), narrow({ kind: 'failures' })),
  },
  'go.presets': { ...goTo, title: 'Policies: presets', keys: [], run: () => openPolicies({ kind: 'presets' }) },
  'go.rules': { ...goTo, title: 'Policies: import, export', keys: [], run: () => openPolicies({ kind: 'import' }) },
  'go.settings': { ...goTo, title: 'Go to Settings', keys: ['g s'], run: () => go('settings') },
  'go.shortcuts': { ...goTo, title: 'Settings: shortcuts', keys: [], run: () => openSettings('shortcuts') },
  'go.voice': { ...goTo, title: 'Settings: calls, devices, recording', keys: [], run: () => openSettings('calls') },
  'go.notifications': { ...goTo, title: 'Settings: notifications', keys: [], run: () => openSettings('notifications') },
  'go.appearance': { ...goTo, title: 'Settings: theme and density', keys: [], run: () => openSettings('appearance') },
  'go.keys': { ...goTo, title: 'Settings: accounts and keys', keys: [], run: () => openSettings('keys') },
  'go.connections': { ...goTo, title: 'Settings: connections', keys: [], run: () => openSettings('connections') },
  'go.people': { ...goTo, title: 'Settings: people who sign second', keys: [], run: () => openSettings('people') },
  'go.backups': { ...goTo, title: 'Settings: backup, import, export', keys: [], run: () => openSettings('backups') },
  'go.onboarding': { ...goTo, title: 'Connect your services', keys: [], run: () => go('onboarding') },
  'pane.next': { ...goTo, title: 'Next pane', keys: ['F6'], run: () => cyclePanes(1) },
  'pane.previous': { ...goTo, title: 'Previous pane', keys: ['Shift+F6'], run: () => cyclePanes(-1) },
  'pane.decision': { ...goTo, title: 'Focus the decision', keys: [], run: inInbox(() => focusPane('dock')) },

  'view.all': { ...view, title: 'Show all decisions', keys: [], run: inInbox(() => showView('all')) },
  'view.checking': { ...view, title: 'Show what needs checking', keys: [], run: inInbox(() => showView('checking')) },
  'view.money': { ...view, title: 'Show decisions about money', keys: [], run: inInbox(() => showView('money')) },
  'view.replies': { ...view, title: 'Show replies', keys: [], run: inInbox(() => showView('replies')) },
  'view.later': { ...view, title: 'Show what was put off', keys: [], run: inInbox(() => showView('later')) },

  'policy.new': { ...policy, title: 'New rule', keys: ['n'] },
  'policy.next': { ...policy, title: 'Next rule or second look', keys: ['j'], repeat: true },
  'policy.previous': { ...policy, title: 'Previous rule or second look', keys: ['k'], repeat: true },
  'policy.undo': { ...policy, title: 'Take back what was done last', keys: ['z'], needs: 'Change a rule first' },
  'policy.save': { ...policy, title: 'Save the rule', keys: ['Mod+Enter'], needs: 'Write a rule first', decides: true },
  'policy.right': { ...policy, title: 'It was right', keys: ['o'], needs: 'Open a second look', decides: true },
  'policy.wrong': { ...policy, title: 'It was not right', keys: ['b'], needs: 'Open a second look', decides: true },

  'calls.new': { ...desk, section: 'Calls', title: 'New session…', keys: [], run: newSession },
  'calls.next': { ...calls, title: 'Next call', keys: ['j'], repeat: true },
  'calls.previous': { ...calls, title: 'Previous call', keys: ['k'], repeat: true },
  'calls.find': { ...calls, title: 'Search in this call', keys: ['Mod+f'], needs: 'Open a call' },
  'calls.newest': { ...calls, title: 'Jump to what is said now', keys: ['g n'], needs: 'Open a call' },
  'calls.copy': { ...calls, title: 'Copy the captions', keys: [], needs: 'Open a call' },
  'calls.play': {
    ...calls,
    title: 'Play the recording, or pause it',
    keys: ['Shift+P'],
    needs: 'Open a call with a recording',
  },
  'calls.larger': { ...calls, title: 'Captions larger', keys: [], needs: 'Open a call' },
  'calls.smaller': { ...calls, title: 'Captions smaller', keys: [], needs: 'Open a call' },
  'calls.aloud': { ...calls, title: 'Read captions aloud, or no more', keys: [], needs: 'Open a call' },
  'call.talk': { ...call, title: 'Talk, as long as it is held', keys: ['Space'], held: true },
  'call.toggle': { ...call, title: 'Talk, or send what was said', keys: [] },
  'call.type': { ...call, title: 'Type in place of talking', keys: ['i'] },
  'call.handsFree': { ...call, title: 'Hands-free, or hold to talk', keys: ['f'] },
  'call.mute': { ...call, title: 'Mute the microphone', keys: ['m'] },
  'call.quiet': { ...call, title: 'Silence the agent now', keys: ['q'] },
  'call.pause': { ...call, title: 'Pause the recording', keys: ['p'] },
  'call.bookmark': { ...call, title: 'Bookmark this moment', keys: ['b'] },
  'call.tell': { ...call, title: 'Tell caller…', keys: ['s'] },
  'call.take': { ...call, title: 'Take the call, or hand it back', keys: ['t'] },
  'call.lookups': { ...call, title: 'Allow lookups for this call without asking', keys: ['l'] },
  'call.back': { ...call, title: 'Apologise, call back', keys: [], needs: 'Somebody has to be on hold' },
  'call.devices': { ...call, title: 'Microphone and loudspeaker…', keys: ['d'] },
  'call.end': { ...call, title: 'End call', keys: ['Mod+Shift+E'] },

  'desk.pause': { ...desk, title: 'Pause all automation', keys: ['Mod+Shift+.'], always: true, run: pauseAll },
  'desk.resume': { ...desk, title: 'Resume automation', keys: [], run: resumeAll },
  'desk.sync': { ...desk, title: 'Read the helpdesk now', keys: [], run: () => quietly(() => theDesk().sync.now({})) },
  'desk.rehearse': { ...desk, title: 'Dry run: rehearse the whole desk', keys: [], run: () => rehearse(true) },
  'desk.live': { ...desk, title: 'Dry run: end it, go live', keys: [], run: () => rehearse(false) },
  'desk.request': {
    ...desk,
    title: 'Countersign a colleague’s request file',
    keys: [],
    run: () => useUi.setState({ request: true }),
  },
  'desk.theme': { ...desk, title: 'Light or dark', keys: ['Mod+\\'], run: turnTheme },

  'onboarding.sample': {
    section: 'Desk',
    area: 'onboarding',
    title: 'Open the sample workspace',
    keys: ['Mod+o'],
    needs: 'Connect your services',
  },
  'onboarding.back': {
    section: 'Desk',
    area: 'onboarding',
    title: 'Back to the inbox',
    keys: ['Escape'],
    needs: 'Connect your services',
    fixed: true,
  },
  'dialog.close': {
    section: 'Desk',
    area: 'dialog',
    title: 'Close',
    keys: ['Escape'],
    needs: 'Open a dialog',
    fixed: true,
  },
} as const satisfies Definitions

export type CommandId = keyof typeof commands
