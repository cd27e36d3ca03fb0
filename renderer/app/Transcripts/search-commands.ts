import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** What can be done by key in the search of the transcripts. */
const transcripts = { section: t('Transcripts'), area: 'transcripts', needs: t('Go to Transcripts') } as const

export const searchCommands = {
  'transcripts.next': { ...transcripts, title: t('Next conversation found'), keys: ['j'], repeat: true },
  'transcripts.previous': { ...transcripts, title: t('Previous conversation found'), keys: ['k'], repeat: true },
  'transcripts.open': { ...transcripts, title: t('Into the conversation'), keys: ['Enter'] },
  'transcripts.save': { ...transcripts, title: t('Save this search…'), keys: ['Shift+S'] },
  'transcripts.link': { ...transcripts, title: t('Copy a link to what is in sight'), keys: [] },
  'transcripts.facets': { ...transcripts, title: t('Fold or unfold the facets'), keys: ['['] },
  'transcripts.review': { ...transcripts, title: t('Fold or unfold the review'), keys: [']'] },
  'transcripts.star': {
    ...transcripts,
    title: t('Star the conversation, or no more'),
    keys: ['s'],
    needs: t('Open a transcript'),
  },
  'transcripts.suggestion': {
    ...transcripts,
    area: 'search',
    title: t('Use what the search may have meant'),
    keys: ['Mod+Enter'],
    needs: t('Search for something that is not understood'),
  },
} as const satisfies Definitions
