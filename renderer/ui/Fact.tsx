import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** A line of a list of facts: its name, and its value with whatever hides in it. */
export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <VisibleText text={value} />
      </dd>
    </div>
  )
}
