import { useCall } from '#renderer/state/call.ts'
import { Notice } from '#renderer/ui/Notice.tsx'

/** A hint for the person at the key, over the button for a while; always there for those who listen. */
export function TalkNotes() {
  const note = useCall((call) => call.note)
  return (
    <div className="talk-notes" role="status">
      {note === null ? null : <Notice tone={note.notice === 'refused' ? 'danger' : 'info'}>{note.text}</Notice>}
    </div>
  )
}
