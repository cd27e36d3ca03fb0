import type { Note, NoteAnchor } from '#contract/transcript.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { say } from '#renderer/state/live.ts'
import { useSearch } from '#renderer/state/transcript-search.ts'
import { refreshTranscript, useTranscriptView } from '#renderer/state/transcript-view.ts'
import { t } from '#renderer/ui/language.ts'

/** What a reviewer adds to a conversation. Each says what became of it, and gives back why it failed; null: it did not. */
export type Failure = string | null

async function change(act: () => Promise<unknown>, done: string, not: string): Promise<Failure> {
  try {
    await act()
    await refreshTranscript()
    showInSearch()
    say(done)
    return null
  } catch (error) {
    const failure = `${not} ${failureText(error)}`
    say(failure)
    return failure
  }
}

/** What the search shows of a conversation is as it is now, before somebody searches again. */
function showInSearch(): void {
  const { transcript } = useTranscriptView.getState()
  if (transcript === null) return
  const { conversation, notes, reviewed } = transcript
  useSearch.setState(({ hits }) => ({
    hits: hits.map((hit) =>
      hit.conversationId === conversation.id ? { ...hit, notes: notes.length, reviewed: reviewed !== null } : hit,
    ),
  }))
}

export const addNote = (conversationId: number, anchor: NoteAnchor, text: string): Promise<Failure> =>
  change(
    () => theDesk().annotations.addNote({ conversationId, anchor, text }),
    t('Note added.'),
    t('The note was not added.'),
  )

export const editNote = ({ id }: Note, text: string): Promise<Failure> =>
  change(() => theDesk().annotations.editNote({ id, text }), t('Note changed.'), t('The note was not changed.'))

export const resolveNote = ({ id }: Note, resolved: boolean): Promise<Failure> =>
  change(
    () => theDesk().annotations.resolveNote({ id, resolved }),
    resolved ? t('Note resolved.') : t('The note is open again.'),
    t('The note was not changed.'),
  )

export const removeNote = ({ id }: Note): Promise<Failure> =>
  change(() => theDesk().annotations.removeNote({ id }), t('Note removed.'), t('The note was not removed.'))

export const restoreNote = ({ id }: Note): Promise<Failure> =>
  change(
    () => theDesk().annotations.restoreNote({ id }),
    t('The note is back.'),
    t('The note could not be given back.'),
  )

export const keepNote = ({ id }: Note, kind: Note['kept'][number]): Promise<Failure> =>
  change(
    () => theDesk().annotations.keepNote({ id, kind }),
    kind === 'regression_test' ? t('A test was made of it.') : t('The knowledge gap is logged.'),
    t('Nothing was made of the note.'),
  )

export const setTag = (conversationId: number, tag: string, set: boolean): Promise<Failure> =>
  change(
    () => theDesk().annotations.tag({ conversationId, tag, set }),
    set ? t('Tagged {{tag}}.', { tag }) : t('The tag {{tag}} is gone.', { tag }),
    t('The tags were not changed.'),
  )

export const markReviewed = (conversationId: number, reviewed: boolean): Promise<Failure> =>
  change(
    () => theDesk().annotations.review({ conversationId, reviewed }),
    reviewed ? t('Marked as reviewed.') : t('Not reviewed any more.'),
    t('The mark was not changed.'),
  )
