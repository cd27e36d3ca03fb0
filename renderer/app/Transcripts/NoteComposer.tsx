import { useEffect, useMemo, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { NoteAnchor, Transcript } from '#contract/transcript.ts'
import { backToRow } from '#renderer/app/Transcripts/back-to-row.ts'
import { anchorAt, mentionAt, placeWords, whereWords } from '#renderer/app/Transcripts/note-places.ts'
import { usePeople } from '#renderer/state/people.ts'
import { useQuality } from '#renderer/state/quality.ts'
import { useChoice } from '#renderer/state/transcript-choice.ts'
import { addNote } from '#renderer/state/transcript-notes.ts'
import { useTranscripts } from '#renderer/state/transcripts.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { CommandKeys, useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { keepFocus } from '#renderer/ui/keep-focus.ts'
import { t } from '#renderer/ui/language.ts'

const list = 'note-people'

/** A note is written here, about what was in sight when it was begun. After an `@` the people of this desk are offered. */
export function NoteComposer({ transcript }: { readonly transcript: Transcript }) {
  const [draft, setDraft] = useState('')
  const [caret, setCaret] = useState(0)
  const [active, setActive] = useState(0)
  const [given, setGiven] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  /** Where the note will go, from the moment it was begun. */
  const [held, setHeld] = useState<NoteAnchor | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const here = useHere(transcript)
  const asked = useChoice((choice) => choice.asked)
  const names = useNames()
  const anchor = asked?.anchor ?? held ?? here
  const offered = given === draft ? null : mentionAt(draft, caret, names)
  const ariaKeys = useAriaKeys('transcripts.note')

  useEffect(() => {
    if (asked !== null) field.current?.focus()
  }, [asked])

  const letGo = (): void => {
    setHeld(null)
    useChoice.setState({ asked: null })
  }
  const end = (): void => {
    setDraft('')
    letGo()
  }
  const add = async (): Promise<void> => {
    if (draft.trim() === '') return
    const failed = await addNote(transcript.conversation.id, anchor, draft.trim())
    setFailure(failed)
    if (failed !== null) return
    end()
    backToRow()
  }
  const mention = (name: string): void => {
    if (offered === null) return
    const next = `${draft.slice(0, offered.from)}@${name} ${draft.slice(caret).trimStart()}`
    const at = offered.from + name.length + 2
    setDraft(next)
    setCaret(at)
    setActive(0)
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at))
  }
  const keyed = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const name = offered?.names[active]
    const count = offered?.names.length ?? 0
    if (event.key === 'ArrowDown' && count > 0) setActive((active + 1) % count)
    else if (event.key === 'ArrowUp' && count > 0) setActive((active + count - 1) % count)
    else if ((event.key === 'Enter' || event.key === 'Tab') && name !== undefined) mention(name)
    else if (event.key === 'Enter' && !event.shiftKey) void add()
    else if (event.key === 'Escape' && offered !== null) setGiven(draft)
    else if (event.key === 'Escape') {
      if (draft === '') end()
      backToRow()
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  const follow = (element: HTMLTextAreaElement): void => {
    setDraft(element.value)
    setCaret(element.selectionStart)
    setActive(0)
  }
  const words = placeWords(transcript, anchor)
  return (
    <div className="note-composer">
      {offered === null ? null : (
        <div className="query-list note-people" id={list} role="listbox" aria-label={t('People of this desk')}>
          {offered.names.map((name, at) => (
            <div
              key={name}
              id={`${list}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={at === active}
              className="query-option"
              onMouseMove={() => at !== active && setActive(at)}
              onMouseDown={keepFocus}
              onClick={() => mention(name)}
            >
              {name}
            </div>
          ))}
        </div>
      )}
      <textarea
        ref={field}
        className="form-input note-field"
        aria-label={words}
        placeholder={words}
        rows={1}
        maxLength={10_000}
        value={draft}
        aria-keyshortcuts={ariaKeys}
        aria-autocomplete="list"
        aria-controls={offered === null ? undefined : list}
        aria-activedescendant={offered === null ? undefined : `${list}-${active}`}
        onFocus={() => setHeld((before) => before ?? here)}
        onBlur={() => {
          if (draft === '') letGo()
        }}
        onChange={(event) => follow(event.target)}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onKeyDown={keyed}
      />
      {draft === '' ? (
        <CommandKeys of="transcripts.note" />
      ) : (
        <div className="note-saving">
          <Button size="small" look="solid" onClick={() => void add()}>
            {t('Add note')}
          </Button>
          <span className="tertiary">{whereWords(transcript, anchor)}</span>
        </div>
      )}
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
    </div>
  )
}

/** Where a note would go now. */
function useHere(transcript: Transcript): NoteAnchor {
  const marked = useChoice((choice) => choice.marked)
  const latest = useChoice((choice) => choice.latest)
  const entryId = useTranscripts((state) => state.entryId)
  // To the second: more would draw this anew with every frame that is heard.
  const atMs = useTranscripts((state) => (state.atMs === null ? null : Math.floor(state.atMs / 1000) * 1000))
  return useMemo(
    () => anchorAt(transcript, { marked, latest, entryId, atMs }),
    [transcript, marked, latest, entryId, atMs],
  )
}

function useNames(): readonly string[] {
  const people = usePeople((state) => state.people)
  const reviewers = useQuality((quality) => quality.names)
  return useMemo(
    () => [
      ...new Set([
        ...(people ?? []).filter(({ disabledAt }) => disabledAt === null).map(({ name }) => name),
        ...reviewers,
      ]),
    ],
    [people, reviewers],
  )
}
