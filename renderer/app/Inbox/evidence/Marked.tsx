import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** A source with the words marked that return in what was written. */
export function Marked({
  text,
  ranges,
}: {
  readonly text: string
  readonly ranges: readonly (readonly [number, number])[]
}) {
  const cuts = ranges.map(([start, end], at) => ({
    before: text.slice(ranges[at - 1]?.[1] ?? 0, start),
    marked: text.slice(start, end),
  }))
  return (
    <p>
      {cuts.map((cut, at) => (
        <span key={at}>
          <VisibleText text={cut.before} />
          <mark>
            <VisibleText text={cut.marked} />
          </mark>
        </span>
      ))}
      <VisibleText text={text.slice(ranges.at(-1)?.[1] ?? 0)} />
    </p>
  )
}
