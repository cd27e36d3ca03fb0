import type { VoiceSettings } from '#contract/call-settings.ts'
import type { ConsentMode } from '#contract/call.ts'

/** The three ways to hold it with recording, in plain words. */
export const consentChoices = ({
  disclosure,
}: Pick<VoiceSettings, 'disclosure'>): readonly { readonly id: ConsentMode; readonly label: string }[] => [
  { id: 'announce', label: `Announce and record: “${disclosure.announce}”` },
  { id: 'ask', label: `Ask first, record once they agree: “${disclosure.ask}”` },
  { id: 'none', label: 'Do not record' },
]
