import { useEffect, useRef, useState } from 'react'
import { RejectReasonSchema } from '#contract/proposal.ts'
import type { LessonKind, RejectReason } from '#contract/proposal.ts'
import type { Verb } from '#renderer/app/Inbox/dock/use-decision.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * A person says no: to what was proposed, or to trying again what did not happen. Why not in chips for the figures and in
 * words for the agent, how far it reaches, and what happens next.
 */
type Reject = Extract<Verb, { verb: 'reject' }>

/** `leave` is about what was tried and did not happen, or not all of it: nothing is left to choose a reason or a reach for. */
export type RejectAs = 'refuse' | 'leave'

const faces = {
  refuse: {
    title: t('Why not?'),
    placeholder: t('To the agent, word for word: what is wrong, what to do instead'),
    note: t('The agent reads your words. Nothing was run.'),
    verb: t('Reject'),
    busy: t('Rejecting'),
  },
  leave: {
    title: t('Leave it undone?'),
    placeholder: t('To the agent, word for word: what to do instead'),
    note: t('It is not tried again. The agent is told what was not done.'),
    verb: t('Give up'),
    busy: t('Recording'),
  },
} as const

const scopes = [
  { id: 'call', label: t('This call only') },
  { id: 'conversation', label: t('This tool, this conversation') },
] as const

const nexts = [
  { id: 'continue', label: t('Let the agent continue') },
  { id: 'stop', label: t('Stop, give it to me') },
] as const

const offers = [
  { kind: 'regression_test', label: t('Make this a regression test') },
  { kind: 'knowledge_gap', label: t('Note a knowledge gap') },
] as const

/** What the rejection is kept for besides. Never in the way: nothing is kept unless it is asked for. */
function Offers({
  kept,
  onChange,
}: {
  readonly kept: readonly LessonKind[]
  readonly onChange: (kept: readonly LessonKind[]) => void
}) {
  return (
    <div className="reject-chips reject-offers" role="group" aria-label={t('Keep this as')}>
      {offers.map(({ kind, label }) => (
        <button
          key={kind}
          type="button"
          aria-pressed={kept.includes(kind)}
          onClick={() => onChange(kept.includes(kind) ? kept.filter((one) => one !== kind) : [...kept, kind])}
        >
          {label}
        </button>
      ))}
    </div>
  )
}

function Reasons({
  chosen,
  onChoose,
}: {
  readonly chosen: readonly RejectReason[]
  readonly onChoose: (reasons: readonly RejectReason[]) => void
}) {
  return (
    <div className="reject-chips" role="group" aria-label={t('Reasons')}>
      {RejectReasonSchema.options.map((reason) => (
        <button
          key={reason}
          type="button"
          aria-pressed={chosen.includes(reason)}
          onClick={() =>
            onChoose(chosen.includes(reason) ? chosen.filter((held) => held !== reason) : [...chosen, reason])
          }
        >
          {reason}
        </button>
      ))}
    </div>
  )
}

export function RejectPanel({
  as,
  busy,
  onReject,
  onCancel,
}: {
  readonly as: RejectAs
  readonly busy: boolean
  readonly onReject: (verb: Reject) => void
  readonly onCancel: () => void
}) {
  const [reasons, setReasons] = useState<readonly RejectReason[]>([])
  const [text, setText] = useState('')
  const [scope, setScope] = useState<Reject['scope']>('call')
  const [next, setNext] = useState<Reject['next']>('continue')
  const [kept, setKept] = useState<readonly LessonKind[]>([])
  const field = useRef<HTMLTextAreaElement>(null)
  const face = faces[as]
  // The panel opens because its key or its verb was pressed: the words come next.
  useEffect(() => field.current?.focus(), [])
  const keep = kept.length === 0 ? {} : { keep: [...kept] }
  const send = (): void => {
    if (!busy) onReject({ verb: 'reject', reasons: [...reasons], text: text.trim(), scope, next, ...keep })
  }
  const box = useRef<HTMLDivElement>(null)
  useCommands({
    'decision.send': (event) => event?.target instanceof Node && box.current?.contains(event.target) === true && send(),
  })
  return (
    <div className="dock-body reject" ref={box}>
      <h3>{face.title}</h3>
      {as === 'refuse' ? <Reasons chosen={reasons} onChoose={setReasons} /> : null}
      <textarea
        ref={field}
        className="form-input"
        rows={2}
        maxLength={4000}
        aria-label={t('To the agent, word for word')}
        placeholder={face.placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="reject-choices">
        {as === 'refuse' ? (
          <Radios
            label={t('How far it reaches')}
            options={scopes}
            value={scope}
            onChange={(id) => setScope(id === 'call' ? 'call' : 'conversation')}
          />
        ) : null}
        <Radios
          label={t('What happens next')}
          options={nexts}
          value={next}
          onChange={(id) => setNext(id === 'stop' ? 'stop' : 'continue')}
        />
      </div>
      {as === 'refuse' ? <Offers kept={kept} onChange={setKept} /> : null}
      <div className="reject-foot">
        <span>{face.note}</span>
        <Button look="quiet" onClick={onCancel} command="decision.back">
          {t('Back')}
        </Button>
        <Button look="solid" onClick={send} command="decision.send" unavailable={busy ? face.busy : null}>
          {face.verb}
        </Button>
      </div>
    </div>
  )
}
