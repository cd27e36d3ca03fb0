import type { ReactNode } from 'react'
import type { Proposal } from '#contract/proposal.ts'
import type { ToolView } from '#contract/tool.ts'
import { ApprovalReason } from '#renderer/app/Inbox/dock/ApprovalReason.tsx'
import { Countdown, CountdownRing } from '#renderer/app/Inbox/dock/Countdown.tsx'
import type { CommandId } from '#renderer/app/Palette/commands.ts'
import { LaterMenu } from '#renderer/app/Inbox/dock/LaterMenu.tsx'
import { MoreMenu } from '#renderer/app/Inbox/dock/MoreMenu.tsx'
import { OutputConfirm } from '#renderer/app/Inbox/dock/OutputChecks.tsx'
import { PolicyLine } from '#renderer/app/Inbox/dock/Checks.tsx'
import { PrimaryButton } from '#renderer/app/Inbox/dock/PrimaryButton.tsx'
import { SecondForm } from '#renderer/app/Inbox/dock/SecondSignature.tsx'
import { SignatureLine } from '#renderer/app/Inbox/dock/Signature.tsx'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import type { Second } from '#renderer/app/Inbox/dock/use-second.ts'
import { approvalKeys } from '#renderer/app/Inbox/dock/words.ts'
import { askForTest, lessonOf } from '#renderer/state/proposal-test.ts'
import { useStatus } from '#renderer/state/status.ts'
import { CommandKeys, useAriaKeys } from '#renderer/ui/Kbd.tsx'
import { useKeymap } from '#renderer/ui/keymap.ts'
import { startDraft } from '#renderer/ui/SchemaForm/draft.ts'
import { t } from '#renderer/ui/language.ts'

/** The signature line and the verbs: always on screen, whatever stands above them. */
function Verb({
  label,
  command,
  onPress,
}: {
  readonly label: string
  readonly command?: CommandId
  readonly onPress: () => void
}) {
  const ariaKeys = useAriaKeys(command)
  return (
    <button type="button" className="dock-verb" aria-keyshortcuts={ariaKeys} onClick={onPress}>
      {label}
      {command === undefined ? null : <CommandKeys of={command} />}
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
      <small id={`${card.formId}-confirm-note`}>
        {matches ? t('Matches. You can sign.') : t('Then you can sign.')}
      </small>
    </div>
  )
}

/** What else a person may do about it; what becomes of it stands at the right. */
function Quiet({ card, isPinned }: { readonly card: Card; readonly isPinned: boolean }) {
  const { proposal } = card
  return (
    <>
      <Verbs card={card} isPinned={isPinned} />
      {lessonOf(proposal) === null || isPinned ? null : (
        <Verb label={t('Make this a test…')} command="decision.test" onPress={() => askForTest(proposal)} />
      )}
    </>
  )
}

function Verbs({ card, isPinned }: { readonly card: Card; readonly isPinned: boolean }) {
  const { proposal, editing, dirty, pending, tool, isAct } = card
  if (card.failedOpen) return <Verb label={t('Give up…')} onPress={() => card.setPanel('give_up')} />
  if (proposal.state === 'expired' && !isAct) return <Verb label={t('Ask the agent again')} onPress={card.askAgain} />
  if (canBeUndone(proposal, tool)) return <Verb label={t('Undo…')} onPress={card.undo} />
  if (!card.isOpen) return null
  const reset = dirty && pending
  return (
    <>
      {editing ? (
        <Verb label={t('Stop editing')} command="decision.back" onPress={() => card.setEditing(false)} />
      ) : pending && !isAct && (tool !== null || proposal.kind !== 'tool') ? (
        <Verb label={t('Edit')} command="decision.edit" onPress={card.edit} />
      ) : null}
      {card.second === null ? null : (
        <Verb
          label={card.second.isOwn ? t('Take my signature back') : t('Take the signature back')}
          onPress={card.withdraw}
        />
      )}
      {reset ? <Verb label={t('Reset all')} onPress={() => card.change(startDraft(proposal.arguments))} /> : null}
      {isPinned ? null : (
        <Verb label={t('Reject…')} command="decision.reject" onPress={() => card.setPanel('reject')} />
      )}
      {pending && !editing && !isAct && proposal.kind === 'tool' ? (
        <Verb label={t('Answer…')} command="decision.answer" onPress={() => card.setPanel('answer')} />
      ) : null}
      {proposal.snoozed !== null ? (
        <Verb label={t('Take up again')} onPress={card.wake} />
      ) : editing || isPinned ? null : (
        <LaterMenu card={card} />
      )}
      {editing ? null : <MoreMenu proposal={proposal} />}
    </>
  )
}

const canBeUndone = ({ state }: Proposal, tool: ToolView | null): boolean =>
  (state === 'succeeded' || state === 'undo_failed') && tool !== null && tool.inverse !== null

const signingCommand = ({ proposal, editing }: Card, singleKeys: boolean): CommandId =>
  singleKeys && approvalKeys(proposal) === 'single' && !editing ? 'decision.sign' : 'decision.signStrong'

/** The verb at the right: sign, sign again, or take the signature back while nothing has left. */
function Signing({ card, second }: { readonly card: Card; readonly second: Second }) {
  const { proposal, deciding } = card
  const singleKeys = useKeymap((keymap) => keymap.singleKeys)
  const strong = proposal.risk >= 3
  const common = { arming: !card.armed, strong, busy: deciding.busy }
  if (card.second !== null)
    return (
      <PrimaryButton
        {...common}
        busy={second.busy}
        label={card.label}
        command={null}
        final={proposal.risk === 4}
        held={second.held}
        onPress={second.sign}
        onHeld={() => second.pin.current?.focus()}
      />
    )
  if (card.isOpen)
    return (
      <PrimaryButton
        {...common}
        label={card.label}
        command={signingCommand(card, singleKeys)}
        final={proposal.risk === 4}
        held={card.held}
        onPress={card.approve}
        onHeld={card.showProblem}
      />
    )
  if (proposal.state === 'scheduled')
    return (
      <>
        <span className="dock-leaving">
          {proposal.dueAt === null ? t('Nothing has left yet') : <CountdownRing proposal={proposal} />}
          <Countdown proposal={proposal} />
        </span>
        <PrimaryButton
          {...common}
          look="back"
          label={t('Take it back')}
          command={proposal.dueAt === null ? null : 'queue.takeBack'}
          held={null}
          onPress={card.withdraw}
        />
      </>
    )
  return card.failedOpen && proposal.steps.length === 0 ? (
    <PrimaryButton
      {...common}
      label={t('Sign again: {{label}}', { label: card.label })}
      command={null}
      held={null}
      onPress={card.retry}
    />
  ) : null
}

type FootProps = {
  readonly card: Card
  readonly second: Second
  /** Who proposed it, and what else one may do, where the decision is pinned: that holds the way to reject. */
  readonly pinned: { readonly agent: string; readonly beside: ReactNode } | null
}

export function CardFoot({ card, second, pinned }: FootProps) {
  const isPinned = pinned !== null
  const { proposal, isOpen } = card
  const isOffline = useStatus(({ status }) => status?.helpdesk.state === 'offline')
  const held = card.second === null ? card.held : second.held
  const named = held !== null && (card.dirty || card.confirmation === null)
  return (
    <footer className="dock-foot">
      <PolicyLine proposal={proposal} sources={card.detail.ragResults} />
      <SecondForm card={card} second={second} />
      <ApprovalReason card={card} />
      <OutputConfirm card={card} />
      <Confirmation card={card} />
      <SignatureLine proposal={proposal} dirty={card.dirty} agent={pinned?.agent ?? null} />
      <div className="dock-verbs">
        <Quiet card={card} isPinned={isPinned} />
        <Signing card={card} second={second} />
        {pinned?.beside}
      </div>
      {isOpen && named ? (
        <p className="dock-held" role="status">
          {held}
        </p>
      ) : proposal.state === 'pending' && isOffline && proposal.mode === 'live' ? (
        <p className="dock-held is-offline">
          {t('Offline: signed now, it is checked again and run when the helpdesk is back.')}
        </p>
      ) : null}
    </footer>
  )
}
