import { CircleCheck, CircleDashed, CircleQuestionMark, CircleX } from 'lucide-react'
import type { Step } from '#contract/proposal.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** An action of several calls, step by step, each with its own receipt; only what failed can be tried again. */
const icons = { todo: CircleDashed, done: CircleCheck, failed: CircleX, unknown: CircleQuestionMark } as const
const words = { todo: t('to do'), done: 'done', failed: 'failed', unknown: t('may have happened') } as const

export function SagaSteps({
  steps,
  busy,
  onRetry,
}: {
  readonly steps: readonly Step[]
  readonly busy: boolean
  readonly onRetry: ((step: Step) => void) | null
}) {
  if (steps.length === 0) return null
  return (
    <ol className="dock-saga" aria-label={t('Steps')}>
      {steps.map((step) => {
        const Icon = icons[step.state]
        return (
          <li key={step.name} data-state={step.state}>
            <Icon role="img" aria-label={words[step.state]} />
            <span>
              <VisibleText text={said(step.label)} />
            </span>
            {step.state === 'failed' && onRetry !== null ? (
              <span className="dock-saga-end">
                {step.detail === null ? null : (
                  <small>
                    <VisibleText text={said(step.detail)} />
                  </small>
                )}
                <Button size="small" onClick={() => onRetry(step)} unavailable={busy ? t('Trying') : null}>
                  {t('Retry this step')}
                </Button>
              </span>
            ) : (
              <small>{step.detail === null ? words[step.state] : <VisibleText text={said(step.detail)} />}</small>
            )}
          </li>
        )
      })}
    </ol>
  )
}
