import { openAgents } from '#renderer/state/agents.ts'
import { askAct } from '#renderer/state/agents-acts.ts'
import { go } from '#renderer/state/ui.ts'
import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** What can be done by key under Agents; part of the one list of commands. */
const agents = { section: t('Agents'), area: 'agents', needs: t('Go to Agents') } as const
const editor = { section: t('Agents'), area: 'agents', needs: t('Open a voice agent') } as const
const draft = { section: t('Agents'), area: 'agents', needs: t('Change a voice agent first') } as const

const buying = { act: 'buy', areaCode: '', name: '', description: '' } as const

export const agentCommands = {
  'go.agents': {
    section: t('Go to'),
    area: 'everywhere',
    title: t('Go to Agents'),
    keys: ['g a', 'Mod+5'],
    run: () => go('agents'),
  },
  'agents.new': {
    ...agents,
    area: 'everywhere',
    title: t('New voice agent…'),
    keys: [],
    run: () => openAgents({ kind: 'create' }),
  },
  'agents.numbers': {
    ...agents,
    area: 'everywhere',
    title: t('Agents: phone numbers'),
    keys: [],
    run: () => openAgents({ kind: 'numbers' }),
  },
  'agents.collections': {
    ...agents,
    area: 'everywhere',
    title: t('Agents: collections'),
    keys: [],
    run: () => openAgents({ kind: 'collections', id: null }),
  },
  'agents.buy': {
    ...agents,
    area: 'everywhere',
    title: t('Buy a phone number…'),
    keys: [],
    run: () => (openAgents({ kind: 'numbers' }), askAct({ of: 'number', act: buying })),
  },
  'agents.create': { ...agents, title: t('New voice agent'), keys: ['n'] },
  'agents.next': { ...agents, title: t('Next agent'), keys: ['j'], repeat: true },
  'agents.previous': { ...agents, title: t('Previous agent'), keys: ['k'], repeat: true },
  'agents.tabNext': { ...editor, title: t('Next tab of the agent'), keys: [']'], repeat: true },
  'agents.tabPrevious': { ...editor, title: t('Previous tab of the agent'), keys: ['['], repeat: true },
  'agents.read': { ...agents, title: t('Read agents and numbers again'), keys: ['r'] },
  'agents.publish': { ...draft, title: t('Publish the agent'), keys: ['Mod+Enter'], decides: true },
  'agents.propose': {
    ...agents,
    area: 'dialog',
    title: t('Propose what the dialog shows'),
    keys: ['Mod+Enter'],
    needs: t('Open an act of an agent or a number'),
    decides: true,
  },
  'agents.copy': { ...draft, title: t('Copy the change as JSON'), keys: [] },
  'agents.discard': { ...draft, title: t('Discard the draft'), keys: [] },
  'agents.undo': {
    ...agents,
    title: t('Take the discarded draft back'),
    keys: ['z'],
    needs: t('Discard a draft first'),
  },
  'agents.testing': { ...editor, title: t('Try the agent beside its editor'), keys: ['t'] },
  'agents.finding': { ...editor, title: t('Next finding in the instructions'), keys: ['e'] },
} as const satisfies Definitions
