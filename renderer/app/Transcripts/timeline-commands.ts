import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** What can be done by key in an open transcript and its recording. */
const timeline = { section: t('Transcripts'), area: 'transcripts', needs: t('Open a transcript') } as const
const listening = { ...timeline, needs: t('Open a transcript with a recording') } as const

export const timelineCommands = {
  'transcripts.nextHit': { ...timeline, title: t('Next place found in it'), keys: ['.'], repeat: true },
  'transcripts.previousHit': { ...timeline, title: t('Place found before in it'), keys: [','], repeat: true },
  'transcripts.play': { ...listening, title: t('Play the recording of it, or pause'), keys: ['Shift+P'] },
  'transcripts.nextMark': { ...listening, title: t('Next marker of the recording'), keys: ['}'] },
  'transcripts.previousMark': { ...listening, title: t('Marker of the recording before'), keys: ['{'] },
  'transcripts.loop': { ...listening, title: t('Repeat five seconds, or go on'), keys: ['l'] },
  'transcripts.follow': { ...listening, title: t('Follow what is heard'), keys: ['f'] },
  'transcripts.faster': { ...listening, title: t('Play faster'), keys: ['+'] },
  'transcripts.slower': { ...listening, title: t('Play slower'), keys: ['-'] },
  'transcripts.silence': { ...listening, title: t('Skip silence, or no more'), keys: [] },
} as const satisfies Definitions
