import { useEffect, useRef, useState } from 'react'
import type { Json } from '#contract/tool.ts'
import { ManualSteps } from '#renderer/app/Inbox/dock/ManualSteps.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Radios } from '#renderer/ui/Radios.tsx'
import { useCommands } from '#renderer/ui/keys.ts'
import { t } from '#renderer/ui/language.ts'

/** The operator gives the result instead of the tool: plain words, or JSON as the tool would have said it. */
type Form = 'text' | 'json'
const forms = [
  { id: 'text', label: t('Words') },
  { id: 'json', label: 'JSON' },
] as const

export const readAnswer = (form: Form, typed: string): { readonly result: Json } | { readonly problem: string } => {
  if (typed.trim() === '') return { problem: t('Write what the agent is to be told') }
  if (form === 'text') return { result: typed }
  try {
    return { result: JSON.parse(typed) as Json }
  } catch (error) {
    return {
      problem:
        error instanceof Error ? t('Not valid JSON: {{message}}', { message: error.message }) : t('Not valid JSON'),
    }
  }
}

export function AnswerPanel({
  steps,
  busy,
  onAnswer,
  onCancel,
}: {
  readonly steps: readonly string[]
  readonly busy: boolean
  readonly onAnswer: (result: Json) => void
  readonly onCancel: () => void
}) {
  const [form, setForm] = useState<Form>('text')
  const [typed, setTyped] = useState('')
  const [tried, setTried] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const read = readAnswer(form, typed)
  const problem = tried && 'problem' in read ? read.problem : null
  const send = (): void => {
    setTried(true)
    if ('result' in read) {
      if (!busy) onAnswer(read.result)
    } else field.current?.focus()
  }
  const box = useRef<HTMLDivElement>(null)
  useCommands({
    'decision.send': (event) => event?.target instanceof Node && box.current?.contains(event.target) === true && send(),
  })
  return (
    <div className="dock-body reject" ref={box}>
      <h3>{steps.length === 0 ? t('Answer for the tool') : t('Do this by hand, then say what came of it')}</h3>
      <ManualSteps steps={steps} />
      <textarea
        ref={field}
        className={`form-input${form === 'json' ? ' is-json' : ''}`}
        rows={3}
        aria-label={t('Result for the agent')}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : 'answer-problem'}
        placeholder={form === 'json' ? '{ "status": "…" }' : t('What happened, as the agent should know it')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
      />
      {problem === null ? null : (
        <p className="form-error" id="answer-problem">
          {problem}
        </p>
      )}
      <div className="reject-foot">
        <Radios
          label={t('Form of the answer')}
          options={forms}
          value={form}
          onChange={(id) => setForm(id === 'json' ? 'json' : 'text')}
        />
        <span>{t('The tool is not run. The agent gets this as its result.')}</span>
        <Button look="quiet" onClick={onCancel} command="decision.back">
          {t('Back')}
        </Button>
        <Button look="solid" onClick={send} command="decision.send" unavailable={busy ? t('Answering') : null}>
          {t('Give this answer')}
        </Button>
      </div>
    </div>
  )
}
