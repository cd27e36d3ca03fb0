import { PenLine } from 'lucide-react'
import type { Proposal } from '#contract/proposal.ts'
import { Spark } from '#renderer/ui/CountersignMark.tsx'
import { ChangedLines, Diff } from '#renderer/ui/Diff.tsx'
import { diffText, editShare } from '#renderer/ui/diff-model.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { countHidden } from '#renderer/ui/visible-text.ts'
import { Button } from '#renderer/ui/Button.tsx'

/** The words to the customer: the agent's on violet wash, a person's changes marked against them, always plain text. */
type Props = {
  readonly id: string
  readonly proposal: Proposal
  readonly text: string
  readonly proposed: string
  readonly editing: boolean
  readonly problem: string | null
  readonly canEdit: boolean
  readonly onEdit: () => void
  readonly onChange: (text: string) => void
}

export function ReplyComposer(props: Props) {
  const { id, proposal, text, proposed, editing, problem, canEdit, onEdit, onChange } = props
  const parts = diffText(proposed, text)
  const share = editShare(parts)
  const edited = text !== proposed
  const hidden = countHidden(text)
  const internal = proposal.kind === 'note'
  return (
    <>
      <div className="draft" data-internal={internal} data-edited={edited} data-editing={editing}>
        <div className="draft-bar">
          <Spark />
          <span className="draft-title">
            {internal ? 'Internal note, drafted by the agent' : 'Drafted by the agent'}
          </span>
          {proposal.guardrail === null ? null : <span className="draft-guardrail">Guardrail reply</span>}
          {edited ? (
            <span className="draft-edited">
              <PenLine />
              edited by you
            </span>
          ) : null}
          <span className="grow" />
          {edited ? (
            <Button look="quiet" size="small" onClick={() => onChange(proposed)}>
              Reset all
            </Button>
          ) : null}
          {!editing && canEdit ? (
            <Button look="quiet" size="small" command="decision.edit" onClick={onEdit}>
              Edit
            </Button>
          ) : null}
        </div>
        {editing ? (
          <textarea
            id={id}
            className="draft-text"
            aria-label={internal ? 'Text of the note' : 'Text of the reply'}
            aria-invalid={problem !== null}
            aria-describedby={`${id}-count`}
            value={text}
            onChange={(event) => onChange(event.target.value)}
          />
        ) : (
          <div className="draft-text" tabIndex={0} role="group" aria-label="Draft">
            {edited ? <Diff before={proposed} after={text} /> : <VisibleText text={text} />}
          </div>
        )}
        {editing && edited ? (
          <div className="draft-diff" aria-label="Changes against the draft" role="group" tabIndex={0}>
            <ChangedLines before={proposed} after={text} />
          </div>
        ) : null}
      </div>
      <p className="draft-count" id={`${id}-count`}>
        <span>
          {text.length.toLocaleString('en')} characters
          {hidden === 0 ? '' : `, ${hidden} hidden and marked`}
        </span>
        {problem === null ? null : <span className="draft-problem">{problem}</span>}
        <span className="dock-end">
          {edited ? `${share.percent}% edited, ${share.wordsOut} words out, ${share.wordsIn} in` : 'as drafted'}
        </span>
      </p>
    </>
  )
}
