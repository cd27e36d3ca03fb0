import { Check } from 'lucide-react'
import type { ReactNode } from 'react'
import { t } from '#renderer/ui/language.ts'

/** One step of the first run: its number until it is done, what it is about, and what it asks. */
export function StepRow({
  number,
  title,
  words,
  aside,
  now,
  done,
  children,
}: {
  readonly number: number
  readonly title: string
  readonly words: string | null
  readonly aside?: ReactNode
  readonly now: boolean
  readonly done: boolean
  readonly children?: ReactNode
}) {
  return (
    <li className="onboarding-step" data-now={now} data-done={done}>
      <span className="onboarding-number">{done ? <Check aria-label={t('done')} /> : number}</span>
      <div>
        <h3>{title}</h3>
        {words === null ? null : <p>{words}</p>}
        {children}
      </div>
      {aside}
    </li>
  )
}
