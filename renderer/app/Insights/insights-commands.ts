import { openInsights } from '#renderer/state/insights.ts'
import { go } from '#renderer/state/ui.ts'
import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** The record in numbers, from the palette; part of the one list of commands. */
const insights = { section: t('Insights'), area: 'everywhere', keys: [] } as const

export const insightsCommands = {
  'go.insights': {
    section: t('Go to'),
    area: 'everywhere',
    title: t('Go to Insights'),
    keys: ['g m', 'Mod+8'],
    run: () => go('insights'),
  },
  'insights.week': { ...insights, title: t('Insights of the last 7 days'), run: () => openInsights(7) },
  'insights.month': { ...insights, title: t('Insights of the last 30 days'), run: () => openInsights(30) },
  'insights.quarter': { ...insights, title: t('Insights of the last 90 days'), run: () => openInsights(90) },
} as const satisfies Definitions
