import { useEffect, useState } from 'react'
import type { Note, Redaction, Transcript } from '#contract/transcript.ts'
import { NoteComposer } from '#renderer/app/Transcripts/NoteComposer.tsx'
import { NoteItem } from '#renderer/app/Transcripts/NoteItem.tsx'
import { restoreNote } from '#renderer/state/transcript-notes.ts'
import { useSeenTranscript } from '#renderer/state/transcript-view.ts'
import { selectEntry } from '#renderer/state/transcripts.ts'
import { loadPeople } from '#renderer/state/people.ts'
import { CommandKeys } from '#renderer/ui/Kbd.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/form-input.css'
import '#renderer/styles/transcripts-notes.css'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What reviewers wrote about a conversation, each beside its row or its moment, and what was taken out of it. */
export function NotesTab({ conversationId }: { readonly conversationId: number }) {
  const transcript = useSeenTranscript(conversationId)
  useEffect(() => void loadPeople(), [])
  return transcript === null ? null : <Shown transcript={transcript} />
}

function Shown({ transcript }: { readonly transcript: Transcript }) {
  const [removed, setRemoved] = useState<readonly Note[]>([])
  const [failure, setFailure] = useState<string | null>(null)
  const notes = inOrder(transcript)
  const giveBack = async (note: Note): Promise<void> => {
    const failed = await restoreNote(note)
    setFailure(failed)
    if (failed === null) setRemoved((held) => held.filter(({ id }) => id !== note.id))
  }
  return (
    <div className="notes">
      <div className="notes-body">
        {notes.length === 0 && removed.length === 0 ? (
          <p className="notes-none">
            <Phrase
              text="No notes yet. {{keys}} begins one where you are."
              values={{ keys: <CommandKeys of="transcripts.note" /> }}
            />
          </p>
        ) : null}
        <ul aria-label={t('Notes')}>
          {notes.map((note) => (
            <NoteItem
              key={note.id}
              note={note}
              transcript={transcript}
              onRemoved={() => setRemoved((held) => [...held, note])}
              onFailure={setFailure}
            />
          ))}
        </ul>
        {removed.map((note) => (
          <p key={note.id} className="note-removed">
            <span>
              <Phrase text="Removed: {{text}}" values={{ text: <VisibleText text={note.text} /> }} />
            </span>
            <button type="button" className="note-verb" onClick={() => void giveBack(note)}>
              {t('Undo')}
            </button>
          </p>
        ))}
        {transcript.redactions.length === 0 ? null : (
          <section className="notes-redactions" aria-labelledby="notes-redactions">
            <h3 id="notes-redactions">{t('Redacted')}</h3>
            <ul>
              {transcript.redactions.map((one) => (
                <Taken key={one.id} redaction={one} />
              ))}
            </ul>
          </section>
        )}
        {failure === null ? null : (
          <p className="form-error" role="alert">
            {failure}
          </p>
        )}
      </div>
      <NoteComposer transcript={transcript} />
    </div>
  )
}

/** As they stand in the timeline. */
function inOrder({ notes, entries }: Transcript): readonly Note[] {
  const places = new Map(entries.flatMap((entry, at) => (entry.kind === 'note' ? [[entry.noteId, at] as const] : [])))
  return notes.toSorted((a, b) => (places.get(a.id) ?? Infinity) - (places.get(b.id) ?? Infinity) || a.at - b.at)
}

function Taken({ redaction }: { readonly redaction: Redaction }) {
  const { entryId, by, at, reason, what, open } = redaction
  return (
    <li>
      <p>
        <b>
          <VisibleText text={by} />
        </b>{' '}
        {entryId === null ? (
          <span className="tertiary">{exactWords(at)}</span>
        ) : (
          <button type="button" className="note-time" onClick={() => selectEntry(entryId)}>
            {exactWords(at)}
          </button>
        )}
      </p>
      <p>
        <Phrase
          text="{{what}}: “{{reason}}”"
          values={{ what: <VisibleText text={what} />, reason: <VisibleText text={reason} /> }}
        />
      </p>
      {open === null ? null : <p className="notes-open">{open}</p>}
    </li>
  )
}
