import type { FieldDifference } from '#contract/agent.ts'
import { Diff } from '#renderer/ui/Diff.tsx'
import { said } from '#renderer/ui/language.ts'

/** Field by field, what was there and what is there afterwards. */
export function Differences({
  differences,
  label,
}: {
  readonly differences: readonly FieldDifference[]
  readonly label?: string
}) {
  return (
    <dl className="agent-differences" aria-label={label}>
      {differences.map((one) => (
        <div key={one.label}>
          <dt>{said(one.label)}</dt>
          <dd>
            <Diff before={one.before ?? ''} after={one.after ?? ''} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
