import { openKnowledge } from '#renderer/state/knowledge.ts'
import { go } from '#renderer/state/ui.ts'
import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** What can be done by key under Knowledge; part of the one list of commands. */
const everywhere = { section: t('Knowledge'), area: 'everywhere', keys: [] } as const
const gaps = { section: t('Knowledge'), area: 'knowledge', needs: t('Choose a gap under Knowledge') } as const

export const knowledgeCommands = {
  'go.knowledge': {
    ...everywhere,
    section: t('Go to'),
    title: t('Go to Knowledge'),
    keys: ['g k'],
    run: () => go('knowledge'),
  },
  'knowledge.gaps': { ...everywhere, title: t('Knowledge: gaps'), run: () => openKnowledge('gaps') },
  'knowledge.documents': { ...everywhere, title: t('Knowledge: documents'), run: () => openKnowledge('documents') },
  'knowledge.drafts': { ...everywhere, title: t('Knowledge: drafts'), run: () => openKnowledge('drafts') },
  'knowledge.folder': {
    ...everywhere,
    title: t('Knowledge: bring a folder up to date'),
    run: () => openKnowledge('folder'),
  },
  'knowledge.tests': {
    ...everywhere,
    title: t('Knowledge: batch tests of the bot'),
    run: () => openKnowledge('tests'),
  },
  'knowledge.next': { ...gaps, title: t('Next gap'), keys: ['j'], repeat: true },
  'knowledge.previous': { ...gaps, title: t('Previous gap'), keys: ['k'], repeat: true },
  'knowledge.draft': { ...gaps, title: t('Write a document about the gap'), keys: ['d'] },
  'knowledge.ignore': { ...gaps, title: t('Ignore the gap, or open it again'), keys: ['x'] },
  'knowledge.resolve': { ...gaps, title: t('The gap is answered'), keys: ['o'] },
  'knowledge.publish': {
    ...gaps,
    title: t('Publish the draft…'),
    keys: ['Mod+Enter'],
    needs: t('Open a draft under Knowledge'),
    decides: true,
  },
} as const satisfies Definitions
