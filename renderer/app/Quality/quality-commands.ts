import { showQuality } from '#renderer/state/quality.ts'
import { go } from '#renderer/state/ui.ts'
import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** What can be done by key under Quality; part of the one list of commands. */
const quality = { section: t('Quality'), area: 'quality', needs: t('Go to Quality') } as const
const scoring = { section: t('Quality'), area: 'review', needs: t('Open an item of a review queue') } as const

export const qualityCommands = {
  'quality.new': {
    ...quality,
    area: 'everywhere',
    title: t('New review queue…'),
    keys: [],
    run: () => (go('quality'), showQuality({ kind: 'new_queue' })),
  },
  'quality.save': { ...quality, title: t('Save the scorecard'), keys: ['Mod+s'], needs: t('Edit a scorecard') },
  'review.mark1': { ...scoring, title: t('Mark 1, or No'), keys: ['1'] },
  'review.mark2': { ...scoring, title: t('Mark 2, or Yes'), keys: ['2'] },
  'review.mark3': { ...scoring, title: t('Mark 3'), keys: ['3'] },
  'review.mark4': { ...scoring, title: t('Mark 4'), keys: ['4'] },
  'review.mark5': { ...scoring, title: t('Mark 5'), keys: ['5'] },
  'review.yes': { ...scoring, title: t('Yes'), keys: ['y'] },
  'review.na': { ...scoring, title: t('Does not apply'), keys: ['x', '0'] },
  'review.next': { ...scoring, title: t('Next category'), keys: ['j'], repeat: true },
  'review.previous': { ...scoring, title: t('Previous category'), keys: ['k'], repeat: true },
  'review.submit': { ...scoring, title: t('Submit the score, go on'), keys: ['Enter', 'Mod+Enter'] },
  'review.note': { ...scoring, title: t('Note'), keys: ['n'] },
  'review.skip': { ...scoring, title: t('Skip with a reason…'), keys: ['s'] },
  'review.back': { ...scoring, title: t('Back to the item before'), keys: ['b'] },
  'review.leave': { ...scoring, title: t('Leave the queue; drafts stay'), keys: ['Escape'], fixed: true },
} as const satisfies Definitions
