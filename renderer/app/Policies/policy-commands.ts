import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** What can be done on the screen of policies. */

const policy = { section: t('Policies'), area: 'policies', needs: t('Go to Policies') } as const

export const policyCommands = {
  'policy.new': { ...policy, title: t('New rule'), keys: ['n'] },
  'policy.next': { ...policy, title: t('Next rule or second look'), keys: ['j'], repeat: true },
  'policy.previous': { ...policy, title: t('Previous rule or second look'), keys: ['k'], repeat: true },
  'policy.undo': { ...policy, title: t('Take back what was done last'), keys: ['z'], needs: t('Change a rule first') },
  'policy.save': {
    ...policy,
    title: t('Save the rule'),
    keys: ['Mod+Enter'],
    needs: t('Write a rule first'),
    decides: true,
  },
  'policy.right': { ...policy, title: t('It was right'), keys: ['o'], needs: t('Open a second look'), decides: true },
  'policy.wrong': {
    ...policy,
    title: t('It was not right'),
    keys: ['b'],
    needs: t('Open a second look'),
    decides: true,
  },
} as const satisfies Definitions
