import { PolicyLine } from '#renderer/app/Inbox/dock/Checks.tsx'
import { PrimaryButton } from '#renderer/app/Inbox/dock/PrimaryButton.tsx'
import { SignatureLine } from '#renderer/app/Inbox/dock/Signature.tsx'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import { approvalKeys } from '#renderer/app/Inbox/dock/words.ts'
import { Keys } from '#renderer/ui/Kbd.tsx'
import { startDraft } from '#renderer/ui/SchemaForm/draft.ts'

/** The signature line and the verbs: always on screen, whatever stands above them. */
function Verb({
  label,
  keys,
  onPress,
}: {
  readonly label: string
  readonly keys?: readonly string[]
  readonly onPress: () => void
}) {
  return (
    <button
      type="button"
      className="dock-verb"
      aria-keyshortcuts={keys === undefined ? undefined : keys.join('+')}
      onClick={onPress}
    >
      {label}
      {keys === undefined ? null : <Keys keys={keys} />}
    </button>
  )
}

function Confirmation({ card }: { readonly card: Card }) {
  if (card.confirmation === null) return null
  const { value, prompt } = card.confirmation
  const matches = card.typedValue.trim() === value
  return (
    <div className="dock-confirm">
      <label htmlFor={`${card.formId}-confirm`}>{prompt}</label>
      <input
        id={`${card.formId}-confirm`}
        className="form-input"
        autoComplete="off"
        spellCheck={false}
        value={card.typedValue}
        aria-describedby={`${card.formId}-confirm-note`}
        onChange={(event) => card.setTypedValue(event.target.value)}
      />
      <small id={`${card.formId}-confirm-note`}>{matches ? 'Matches. You can sign.' : 'Then you can sign.'}</small>
    </div>
  )
}

function Quiet({ card }: { readonly card: Card }) {
  const { proposal, editing, dirty, pending } = card
  if (card.failedOpen) return <Verb label="Give up…" onPress={() => card.setPanel('give_up')} />
  if (!pending) return null
  if (editing)
    return (
      <>
        <Verb label="Stop editing" keys={['Escape']} onPress={() => card.setEditing(false)} />
        {dirty ? <Verb label="Reset all" onPress={() => card.change(startDraft(proposal.arguments))} /> : null}
        <Verb label="Reject…" keys={['r']} onPress={() => card.setPanel('reject')} />
      </>
    )
  return (
    <>
      {card.tool === null && proposal.kind === 'tool' ? null : <Verb label="Edit" keys={['e']} onPress={card.edit} />}
      {dirty ? <Verb label="Reset all" onPress={() => card.change(startDraft(proposal.arguments))} /> : null}
      <Verb label="Reject…" keys={['r']} onPress={() => card.setPanel('reject')} />
      {proposal.kind === 'tool' ? (
        <Verb label="Answer for tool…" keys={['w']} onPress={() => card.setPanel('answer')} />
      ) : null}
    </>
  )
}

export function CardFoot({ card }: { readonly card: Card }) {
  const { proposal, pending, deciding } = card
  const retries = card.failedOpen && proposal.steps.length === 0
  const strong = proposal.risk >= 3
  const keys = approvalKeys(proposal) === 'single' && !card.editing ? ['a'] : ['Mod', 'Enter']
  return (
    <footer className="dock-foot">
      <PolicyLine proposal={proposal} sources={card.detail.ragResults} />
      <Confirmation card={card} />
      <SignatureLine proposal={proposal} dirty={card.dirty} />
      <div className="dock-verbs">
        <Quiet card={card} />
        {pending ? (
          <PrimaryButton
            label={card.label}
            keys={keys}
            arming={!card.armed}
            strong={strong}
            final={proposal.risk === 4}
            busy={deciding.busy}
            held={card.held}
            onPress={card.approve}
            onHeld={card.showProblem}
          />
        ) : retries ? (
          <PrimaryButton
            label={`Sign again: ${card.label}`}
            keys={[]}
            arming={!card.armed}
            strong={strong}
            busy={deciding.busy}
            held={null}
            onPress={card.retry}
          />
        ) : null}
      </div>
      {pending && card.held !== null && (card.dirty || card.confirmation === null) ? (
        <p className="dock-held" role="status">
          {card.held}
        </p>
      ) : null}
    </footer>
  )
}
