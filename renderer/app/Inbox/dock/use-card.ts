import { useMemo, useState } from 'react'
import { flushSync } from 'react-dom'
import type { Proposal, ProposalDetail, Step, WakeEvent } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { theDesk } from '#renderer/connection.ts'
import { heldByChecks } from '#renderer/app/Inbox/dock/OutputChecks.tsx'
import { dropDraft, keepDraft, useDraft } from '#renderer/app/Inbox/dock/drafts.ts'
import { useArming } from '#renderer/app/Inbox/dock/use-arming.ts'
import { decide, seenOf, useDeciding } from '#renderer/app/Inbox/dock/use-decision.ts'
import type { Verb } from '#renderer/app/Inbox/dock/use-decision.ts'
import { secondSignature } from '#renderer/app/Inbox/dock/waiting-words.ts'
import { headlineOf, primaryLabel, valueToType } from '#renderer/app/Inbox/dock/words.ts'
import { takeUp } from '#renderer/state/inbox.ts'
import { useStatus } from '#renderer/state/status.ts'
import { problemsOfDraft } from '#renderer/ui/SchemaForm/draft.ts'
import type { Draft } from '#renderer/ui/SchemaForm/draft.ts'
import { readFields } from '#renderer/ui/SchemaForm/fields.ts'
import { focusField } from '#renderer/ui/SchemaForm/form-context.ts'
import { useReview } from '#renderer/state/reply-review.ts'
import { own, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { said, t } from '#renderer/ui/language.ts'

/** Everything one decision card knows while it is open: draft, problems, arming, the open panel, and how to decide. */
export type Panel = 'none' | 'reject' | 'answer' | 'give_up' | 'happened' | 'not_happened'

/** What an approval must not slip past: any change of these starts the arming again. */
const contentOf = (proposal: Proposal): string =>
  [proposal.id, proposal.revision, proposal.argsHash, proposal.fingerprint, proposal.state].join(' ')

/** What main compares itself, of acts on agents and numbers. */
function typedIn({ typed }: ProposalDetail): { readonly value: string; readonly prompt: string } | null {
  return typed === null || typed === undefined ? null : { value: typed.expected, prompt: said(typed.label) }
}

export type Card = ReturnType<typeof useCard>

export function useCard(detail: ProposalDetail) {
  const { proposal, tool } = detail
  const formId = `arguments-${proposal.id}`
  const [panel, setPanel] = useState<Panel>('none')
  const [editing, setEditing] = useState(false)
  const [typedValue, setTypedValue] = useState('')
  const [reason, setReason] = useState('')
  const [later, setLater] = useState(false)
  const operator = useStatus(({ status }) => status?.operator ?? t('Operator'))
  const { draft, internal } = useDraft(proposal, detail.draft ?? null)
  const deciding = useDeciding(proposal.id)
  const arming = useArming(contentOf(proposal), proposal.risk)

  const schema = useMemo(() => tool?.parameters ?? {}, [tool])
  const fields = useMemo(() => readFields(schema, proposal.arguments), [schema, proposal.arguments])
  const problems = useMemo(() => problemsOfDraft(draft, schema), [draft, schema])
  const dirty = Object.keys(draft.unread).length > 0 || !sameJson(draft.value, proposal.arguments)
  const headline = headlineOf(proposal.sentence, proposal.arguments, draft.value)
  const pending = proposal.state === 'pending'
  const second = secondSignature(proposal, operator)
  const words = own(draft.value, 'text')
  const text = typeof words === 'string' ? words : ''
  const review = useReview(detail, text, internal || proposal.kind === 'note')
  const [confirmedFor, setConfirmedFor] = useState<string | null>(null)
  const confirmed = confirmedFor === text
  const isOpen = pending || second !== null
  const needsReason = pending && proposal.policy.requireReason === true
  const failedOpen = proposal.state === 'failed' && proposal.outcome?.retryable === true
  const confirmation =
    proposal.risk === 4 && pending
      ? (typedIn(detail) ?? valueToType(draft.value, headline, tool?.amountPointer ?? null))
      : null
  /** It is changed where it was asked for, and nobody waits for an answer. */
  const isAct = detail.isAct === true
  const unknownTool = tool === null && proposal.kind === 'tool'
  const isOutOfRehearsal = useStatus(({ status }) => status?.dryRun === true) && proposal.mode === 'live' && pending

  const held = (): string | null => {
    const [problem] = problems
    if (isOutOfRehearsal) return t('It was proposed before the dry run began, and is not run until that is over')
    if (unknownTool) return t('This tool is not in the catalogue; it can be answered or rejected')
    if (dirty && problem !== undefined) return `${problem.label}: ${problem.message}`
    if (!dirty && problem !== undefined && pending) return `${problem.label}: ${problem.message}`
    if (confirmation !== null && typedValue.trim() !== confirmation.value) return confirmation.prompt
    if (needsReason && reason.trim() === '' && !internal) return t('Say why you approve it')
    return pending ? heldByChecks(review, confirmed) : null
  }
  const heldNow = held()

  /** The field has the focus before the next key arrives: what is typed from here on is text, never a decision. */
  const openForm = (pointer: string): void => {
    flushSync(() => {
      setPanel('none')
      setEditing(true)
    })
    focusField(formId, pointer)
  }
  /** Opens the form at the first thing that is wrong. */
  const showProblem = (): void => {
    const [problem] = problems
    if (problem !== undefined && pending) return openForm(problem.pointer)
    const although = document.getElementById(`${formId}-although`)
    const tick = although?.querySelector('input') ?? although
    if (heldByChecks(review, confirmed) === heldNow && heldNow !== null)
      return tick === null ? openForm('/text') : tick.focus()
    const isTyped = confirmation === null || typedValue.trim() === confirmation.value
    document.getElementById(`${formId}-${isTyped ? 'reason' : 'confirm'}`)?.focus()
  }
  const send = (verb: Verb): void => {
    void deciding
      .run(() => decide(proposal, verb))
      .then((done) => {
        if (!done) return
        setPanel('none')
        setEditing(false)
        setTypedValue('')
        setReason('')
      })
  }
  const addNote = (): void =>
    void deciding.tend(async () => {
      await theDesk().conversations.write({ id: proposal.conversationId, text, internal: true, confirmed })
      dropDraft(proposal.id)
      setEditing(false)
    })
  const approve = (): void => {
    if (!pending || panel !== 'none' || deciding.busy || !arming.check()) return
    if (heldNow !== null) return showProblem()
    if (tool?.kind === 'manual') return setPanel('answer')
    if (internal) return addNote()
    const why = {
      ...(needsReason ? { reason: reason.trim() } : {}),
      ...(confirmed ? { confirmed } : {}),
      ...(typedIn(detail) === null ? {} : { typed: typedValue.trim() }),
    }
    send(dirty ? { verb: 'edit', arguments: { ...draft.value }, ...why } : { verb: 'approve', ...why })
  }
  const edit = (): void => {
    if (!pending || unknownTool || isAct) return
    openForm(fields[0]?.pointer ?? '')
  }

  return {
    detail,
    proposal,
    tool,
    isAct,
    formId,
    panel,
    setPanel,
    editing,
    setEditing,
    typedValue,
    setTypedValue,
    reason,
    setReason,
    needsReason,
    /** The menu of rests is open. */
    later,
    setLater,
    operator,
    draft,
    change: (next: Draft) => keepDraft(proposal, next, internal),
    /** The words are for colleagues: they become a note, and the reply stays as it is. */
    internal,
    setInternal: (on: boolean) => keepDraft(proposal, draft, on),
    review,
    confirmed,
    setConfirmed: (on: boolean) => setConfirmedFor(on ? text : null),
    /** What a person typed over the draft; null: nothing. */
    typed: dirty && text !== '' ? text : null,
    redraft: (instruction: string) =>
      void deciding.tend(async () => {
        const made = await theDesk().replies.redraft({ ...seenOf(proposal), instruction })
        takeUp(made.id, made.conversationId)
      }),
    rebase: () =>
      void deciding.tend(async () => {
        const put = await theDesk().replies.rebase({ id: proposal.id, text })
        dropDraft(proposal.id)
        takeUp(put.id, put.conversationId)
      }),
    deciding,
    armed: arming.armed,
    fields,
    problems,
    dirty,
    headline,
    pending,
    /** The first of two signatures is there; null: none is missing. */
    second,
    /** A person may still say what becomes of it. */
    isOpen,
    /** Provably did not happen, and a person may still say what becomes of it. */
    failedOpen,
    confirmation,
    held: heldNow,
    label: internal ? t('Add note') : primaryLabel(proposal, headline, tool, dirty),
    showProblem,
    approve,
    edit,
    send,
    answer: (result: Json) => send({ verb: 'answer', result }),
    retry: () => send({ verb: 'retry' }),
    extend: (minutes: number | null) =>
      void deciding.tend(() => theDesk().proposals.extend({ id: proposal.id, minutes })),
    snooze: (minutes: number | null, event: WakeEvent | null) =>
      void deciding.tend(() => theDesk().proposals.snooze({ id: proposal.id, minutes, event })),
    withdraw: () =>
      void deciding.tend(async () => {
        await theDesk().proposals.withdraw({ id: proposal.id })
        takeUp(proposal.id, proposal.conversationId)
      }),
    wake: () =>
      void deciding.tend(async () => {
        await theDesk().proposals.wake({ id: proposal.id })
        takeUp(proposal.id, proposal.conversationId)
      }),
    undo: () =>
      void deciding.tend(async () => {
        const inverse = await theDesk().proposals.undo({ id: proposal.id })
        takeUp(inverse.id, inverse.conversationId)
      }),
    askAgain: () => void deciding.tend(() => theDesk().conversations.continueAgent({ id: proposal.conversationId })),
    retryStep: (step: Step) =>
      void deciding.run(() => theDesk().proposals.retryStep({ id: proposal.id, step: step.name })),
  } as const
}
