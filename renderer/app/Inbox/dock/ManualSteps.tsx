import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** What a person does by hand, in order. */
export function ManualSteps({ steps }: { readonly steps: readonly string[] }) {
  if (steps.length === 0) return null
  return (
    <ol className="manual-steps" aria-label={t('What to do by hand')}>
      {steps.map((step, at) => (
        <li key={at}>
          <span>{at + 1}</span>
          <p>
            <VisibleText text={step} />
          </p>
        </li>
      ))}
    </ol>
  )
}
