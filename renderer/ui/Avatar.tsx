import { Spark } from '#renderer/ui/CountersignMark.tsx'
import { initials } from '#renderer/ui/words.ts'

type Props = {
  readonly name: string
  /** customer: round, grey · operator: round, ink · agent: rounded square, violet spark. */
  readonly of?: 'customer' | 'operator' | 'agent'
  readonly size?: 'small' | 'normal' | 'large'
}

const sparks = { small: 10, normal: 13, large: 17 } as const

export function Avatar({ name, of = 'customer', size = 'normal' }: Props) {
  return (
    <span className={`avatar avatar-${of} avatar-${size}`} aria-hidden="true">
      {of === 'agent' ? <Spark size={sparks[size]} /> : initials(name)}
    </span>
  )
}
