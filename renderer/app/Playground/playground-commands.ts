import { tryInSight } from '#renderer/state/playground-replay.ts'
import { openPlayground } from '#renderer/state/playground.ts'
import { go } from '#renderer/state/ui.ts'
import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** What can be done by key in the playground; part of the one list of commands. */
const playground = { section: t('Playground'), area: 'playground', needs: t('Go to Playground') } as const
const anywhere = { section: t('Playground'), area: 'everywhere', keys: [] } as const

export const playgroundCommands = {
  'go.playground': {
    section: t('Go to'),
    area: 'everywhere',
    title: t('Go to Playground'),
    keys: ['g l', 'Mod+6'],
    run: () => go('playground'),
  },
  'playground.try': { ...anywhere, title: t('Try in the playground'), run: tryInSight },
  'decision.test': {
    section: t('Decision'),
    area: 'dock',
    title: t('Make the decision a test…'),
    keys: [],
    needs: t('Open a decision that was rejected or edited'),
  },
  'transcripts.test': {
    section: t('Transcripts'),
    area: 'transcripts',
    title: t('Make the decision of the row a test…'),
    keys: [],
    needs: t('Stand on a decision that rejected or edited'),
  },
  'playground.deferred': {
    ...anywhere,
    title: t('Playground: deferred answers'),
    run: () => openPlayground('deferred'),
  },
  'playground.say': { ...playground, title: t('Say it to both columns'), keys: ['Mod+Enter'] },
  'playground.simulate': { ...playground, title: t('Give the next call its simulated result'), keys: ['a'] },
  'playground.cancel': { ...playground, title: t('Cancel what is being answered'), keys: ['x'] },
  'playground.second': { ...playground, title: t('Open or close the second column'), keys: ['b'] },
  'playground.setup': { ...playground, title: t('Set up the column'), keys: ['s'] },
  'playground.raw': { ...playground, title: t('Steps or raw'), keys: ['5'] },
  'playground.write': { ...playground, title: t('Write in the playground'), keys: ['i'] },
  'playground.save': { ...playground, title: t('Save the column as a test…'), keys: ['Mod+s'] },
  'playground.tests': { ...anywhere, title: t('Playground: tests'), run: () => openPlayground('tests') },
  'playground.over': { ...playground, title: t('Start over in the playground'), keys: ['n'] },
} as const satisfies Definitions
