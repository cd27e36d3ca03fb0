import type { VoiceSettings } from '#contract/call-settings.ts'
import type { Configuration } from '#contract/settings.ts'
import { Line, Money } from '#renderer/app/Settings/Calls/LineSettings.tsx'
import { ReadAloud } from '#renderer/app/Settings/Calls/ReadAloud.tsx'
import { Holding, Recording } from '#renderer/app/Settings/Calls/SpokenSettings.tsx'
import { Sound, Talking } from '#renderer/app/Settings/Calls/TalkSettings.tsx'
import { SaveBar, SectionHead, useEditor } from '#renderer/app/Settings/Section.tsx'
import '#renderer/styles/settings-calls.css'
import { t } from '#renderer/ui/language.ts'

/** How calls are held: everything a desk can be told about them, in the order one meets it. */
export type VoiceEditor = {
  readonly voice: VoiceSettings
  readonly change: (next: Partial<VoiceSettings>) => void
  readonly errorAt: (path: string) => string | null
}

export function CallSettings({ configuration }: { readonly configuration: Configuration }) {
  const editor = useEditor(configuration)
  const { voice } = editor.draft
  const parts: VoiceEditor = {
    voice,
    change: (next) => editor.change({ ...editor.draft, voice: { ...voice, ...next } }),
    errorAt: (path) => editor.errorAt(`voice.${path}`),
  }
  return (
    <>
      <SectionHead
        title={t('Calls')}
        words={t(
          'How this desk talks with voice agents, and reads replies aloud. It holds for calls that begin from now on.',
        )}
      />
      <Talking {...parts} />
      <Sound {...parts} />
      <Recording {...parts} />
      <Holding {...parts} />
      <Line {...parts} />
      <Money {...parts} />
      <ReadAloud {...parts} />
      <SaveBar editor={editor} />
    </>
  )
}
