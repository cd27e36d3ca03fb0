import { Play, Square } from 'lucide-react'
import { voiceKey, voiceTitle } from '#renderer/app/Agents/agent-words.ts'
import { hush, readAloud, useReadAloud } from '#renderer/state/read-aloud.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { t } from '#renderer/ui/language.ts'

/** A sentence in the voice that is chosen, by the service itself: no other voice would be a sample of it. */
const own = 'sample of a voice'

export function VoiceSample({ voiceId }: { readonly voiceId: string }) {
  const id = `${own} ${voiceKey(voiceId)}`
  const isMine = useReadAloud((now) => now.id === id)
  const trouble = useReadAloud((now) => (now.id === null ? now.trouble : null))
  const Icon = isMine ? Square : Play
  const listen = (): void => {
    if (isMine) return hush()
    void readAloud(id, t('Hello, this is {{voice}}. How can I help you today?', { voice: voiceTitle(voiceId) }), {
      voice: voiceKey(voiceId),
      only: true,
    })
  }
  return (
    <>
      {trouble === null ? null : <span role="alert">{trouble}</span>}
      <Button size="small" look="quiet" onClick={listen}>
        <Icon aria-hidden="true" />
        {isMine ? t('Stop') : t('Hear {{voice}}', { voice: voiceTitle(voiceId) })}
      </Button>
    </>
  )
}
