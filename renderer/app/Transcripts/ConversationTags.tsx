import { Plus, Tag, X } from 'lucide-react'
import { useState, type FormEvent } from 'react'
import { setTag } from '#renderer/state/transcript-notes.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { Popover } from '#renderer/ui/Popover.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/form-input.css'
import { t } from '#renderer/ui/language.ts'

type Props = {
  readonly conversationId: number
  /** The helpdesk's: they are changed there. */
  readonly theirs: readonly string[]
  readonly own: readonly string[]
}

const fewTags = 2

/** Tags of a conversation in its head; pressed, they can be added and removed. */
export function ConversationTags({ conversationId, theirs, own }: Props) {
  const [isOpen, setOpen] = useState(false)
  const tags = [...new Set([...own, ...theirs])]
  const shown = tags.slice(0, tags.length === fewTags + 1 ? fewTags + 1 : fewTags)
  useCommands({ 'transcripts.tag': () => setOpen(true) })
  return (
    <Popover
      label={t('Tags')}
      isOpen={isOpen}
      onOpenChange={setOpen}
      className="transcript-tags"
      face={
        <>
          <span className="visually-hidden">{tags.length === 0 ? t('Tags') : `${t('Tags')}: `}</span>
          {tags.length === 0 ? <Tag aria-hidden="true" /> : null}
          {shown.map((tag) => (
            <span key={tag} className="chip">
              <VisibleText text={tag} />
            </span>
          ))}
          {tags.length > shown.length ? (
            <span className="chip">{t('{{count}} more', { count: tags.length - shown.length })}</span>
          ) : null}
        </>
      }
    >
      <TagForm conversationId={conversationId} theirs={theirs} own={own} />
    </Popover>
  )
}

function TagForm({ conversationId, theirs, own }: Props) {
  const [draft, setDraft] = useState('')
  const [failure, setFailure] = useState<string | null>(null)
  const tag = draft.trim()
  const change = async (name: string, set: boolean): Promise<void> => {
    const failed = await setTag(conversationId, name, set)
    setFailure(failed)
    if (failed === null && set) setDraft('')
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (tag !== '') void change(tag, true)
  }
  return (
    <>
      <form onSubmit={submit}>
        <label className="save-label" htmlFor="tag-name">
          {t('Add a tag')}
        </label>
        <div className="save-line">
          <input
            id="tag-name"
            className="form-input"
            // The field is what was opened.
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            autoFocus
            maxLength={60}
            autoComplete="off"
            value={draft}
            onChange={(event) => setDraft(event.target.value)}
          />
          <Button type="submit" look="solid" unavailable={tag === '' ? t('It needs a name') : null}>
            <Plus />
            {t('Add')}
          </Button>
        </div>
        {failure === null ? null : (
          <p className="save-failure" role="alert">
            {failure}
          </p>
        )}
      </form>
      {own.length === 0 ? null : (
        <ul className="tag-list" aria-label={t('Tags of this desk')}>
          {own.map((one) => (
            <li key={one}>
              <VisibleText text={one} />
              <button
                type="button"
                className="saved-remove"
                aria-label={t('Remove {{name}}', { name: one })}
                title={t('Remove')}
                onClick={() => void change(one, false)}
              >
                <X />
              </button>
            </li>
          ))}
        </ul>
      )}
      {theirs.length === 0 ? null : (
        <>
          <p className="save-label tag-theirs" id="tag-theirs">
            {t('From the helpdesk, changed there')}
          </p>
          <ul className="tag-list" aria-labelledby="tag-theirs">
            {theirs.map((one) => (
              <li key={one} className="secondary">
                <VisibleText text={one} />
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  )
}
