import type { Definitions } from '#renderer/ui/keymap.ts'
import { t } from '#renderer/ui/language.ts'

/** What a reviewer adds to a conversation, or takes out of it, by key. */
const opened = { section: t('Transcripts'), area: 'transcripts', needs: t('Open a transcript') } as const

export const noteCommands = {
  'transcripts.note': { ...opened, title: t('Note on what is in sight'), keys: ['n'] },
  'transcripts.tag': { ...opened, title: t('Tags of the conversation…'), keys: ['t'] },
  'transcripts.reviewed': { ...opened, title: t('Mark the conversation as reviewed, or no more'), keys: ['v'] },
  'transcripts.redact': { ...opened, title: t('Redact words or sound…'), keys: ['x'] },
} as const satisfies Definitions
