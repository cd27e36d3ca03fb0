import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** Names and values side by side, in small figures that can be compared. */
export function Pairs({
  rows,
  ids,
}: {
  readonly rows: readonly (readonly [string, string])[]
  readonly ids?: boolean
}) {
  return (
    <dl className={ids === true ? 'evidence-pairs is-ids' : 'evidence-pairs'}>
      {rows.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>
            <VisibleText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
