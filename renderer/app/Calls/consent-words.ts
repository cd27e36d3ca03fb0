import type { VoiceSettings } from '#contract/call-settings.ts'
import type { ConsentMode } from '#contract/call.ts'
import { t } from '#renderer/ui/language.ts'

/** The three ways to hold it with recording, in plain words. */
export const consentChoices = ({
  disclosure,
}: Pick<VoiceSettings, 'disclosure'>): readonly { readonly id: ConsentMode; readonly label: string }[] => [
  { id: 'announce', label: t('Announce and record: “{{announce}}”', { announce: disclosure.announce }) },
  { id: 'ask', label: t('Ask first, record once they agree: “{{ask}}”', { ask: disclosure.ask }) },
  { id: 'none', label: t('Do not record') },
]
