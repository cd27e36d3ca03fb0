import { Check, Pencil, RotateCcw, Trash2 } from 'lucide-react'
import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Note, Transcript } from '#contract/transcript.ts'
import { mentionParts, timeOf, wordsOf } from '#renderer/app/Transcripts/note-places.ts'
import { editNote, keepNote, removeNote, resolveNote, type Failure } from '#renderer/state/transcript-notes.ts'
import { seekTo, selectEntry } from '#renderer/state/transcripts.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

type Props = {
  readonly note: Note
  readonly transcript: Transcript
  readonly onRemoved: () => void
  readonly onFailure: (failure: Failure) => void
}

const made = { regression_test: t('A test'), knowledge_gap: t('Knowledge gap logged') } as const
const makes = { regression_test: t('Make it a test'), knowledge_gap: t('Log knowledge gap') } as const
const kinds = ['regression_test', 'knowledge_gap'] as const

/** One note: whose it is, where it belongs, what it says, and what can be done with it. */
export function NoteItem({ note, transcript, onRemoved, onFailure }: Props) {
  const [isEditing, setEditing] = useState(false)
  const pencil = useRef<HTMLButtonElement>(null)
  const { by, text, mentions, resolved, kept, editedAt } = note
  const act = async (acting: Promise<Failure>): Promise<boolean> => {
    const failure = await acting
    onFailure(failure)
    return failure === null
  }
  const remove = async (): Promise<void> => {
    if (await act(removeNote(note))) onRemoved()
  }
  const endEditing = (): void => {
    setEditing(false)
    requestAnimationFrame(() => pencil.current?.focus())
  }
  return (
    <li className="note" data-resolved={resolved !== null}>
      <Avatar name={by} of="operator" size="small" />
      <div className="note-body">
        {isEditing ? (
          <Editing
            text={text}
            onEnd={endEditing}
            onSave={async (next) => {
              if (await act(editNote(note, next))) endEditing()
            }}
          />
        ) : (
          <>
            <Words note={note} transcript={transcript} />
            <p className="note-text">
              <b title={exactWords(note.at)}>
                <VisibleText text={by} />
              </b>{' '}
              <Jump note={note} transcript={transcript} />{' '}
              {mentionParts(text, mentions).map((part, at) =>
                part.isMention ? (
                  <span key={at} className="note-mention">
                    <VisibleText text={part.text} />
                  </span>
                ) : (
                  <VisibleText key={at} text={part.text} />
                ),
              )}
              {editedAt === null ? null : <small title={exactWords(editedAt)}> {t('edited')}</small>}
            </p>
          </>
        )}
        {resolved === null ? null : (
          <p className="note-resolved" title={exactWords(resolved.at)}>
            <Check aria-hidden="true" />
            <Phrase text="Resolved by {{who}}" values={{ who: <VisibleText text={resolved.by} /> }} />
          </p>
        )}
        {isEditing ? null : (
          <div className="note-verbs">
            {kinds.map((kind) =>
              kept.includes(kind) ? (
                <span key={kind} className="note-kept">
                  <Check aria-hidden="true" />
                  {made[kind]}
                </span>
              ) : (
                <button key={kind} type="button" className="note-verb" onClick={() => void act(keepNote(note, kind))}>
                  {makes[kind]}
                </button>
              ),
            )}
            <span className="note-tools">
              <button
                type="button"
                className="icon-button"
                aria-label={resolved === null ? t('Resolve') : t('Open again')}
                title={resolved === null ? t('Resolve') : t('Open again')}
                onClick={() => void act(resolveNote(note, resolved === null))}
              >
                {resolved === null ? <Check /> : <RotateCcw />}
              </button>
              <button
                ref={pencil}
                type="button"
                className="icon-button"
                aria-label={t('Edit')}
                title={t('Edit')}
                onClick={() => setEditing(true)}
              >
                <Pencil />
              </button>
              <button
                type="button"
                className="icon-button"
                aria-label={t('Remove')}
                title={t('Remove')}
                onClick={() => void remove()}
              >
                <Trash2 />
              </button>
            </span>
          </div>
        )}
      </div>
    </li>
  )
}

function Words({ note, transcript }: Pick<Props, 'note' | 'transcript'>) {
  const words = wordsOf(transcript, note.anchor)
  return words === null ? null : (
    <p className="note-quote">
      <Phrase text="“{{quote}}”" values={{ quote: <VisibleText text={words} /> }} />
    </p>
  )
}

/** Its moment or its row, one press away. */
function Jump({ note, transcript }: Pick<Props, 'note' | 'transcript'>) {
  const time = timeOf(transcript, note.anchor)
  if (time === null) return null
  const { entryId, atMs } = note.anchor
  const jump = (): void => {
    selectEntry(entryId ?? `n${note.id}`)
    if (atMs !== null && transcript.call?.recording.state === 'kept') seekTo(atMs)
  }
  return (
    <button type="button" className="note-time" title={t('Go there')} onClick={jump}>
      {time}
    </button>
  )
}

type EditingProps = {
  readonly text: string
  readonly onSave: (text: string) => Promise<void>
  readonly onEnd: () => void
}

function Editing({ text, onSave, onEnd }: EditingProps) {
  const [draft, setDraft] = useState(text)
  const save = (): void => {
    const next = draft.trim()
    if (next === text || next === '') onEnd()
    else void onSave(next)
  }
  const keyed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onEnd()
    else if (event.key === 'Enter' && !event.shiftKey) save()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <>
      <textarea
        className="form-input"
        aria-label={t('Note')}
        rows={2}
        maxLength={10_000}
        // The field is what was asked for.
        // oxlint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={keyed}
      />
      <div className="note-saving">
        <Button size="small" look="solid" onClick={save}>
          {t('Save')}
        </Button>
        <Button size="small" look="quiet" onClick={onEnd}>
          {t('Cancel')}
        </Button>
      </div>
    </>
  )
}
