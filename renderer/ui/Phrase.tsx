import { Fragment } from 'react'
import type { ReactNode } from 'react'
import { template } from '#renderer/ui/language.ts'

/**
 * A sentence in the language of the screen with parts of the screen in its `{{places}}`. Only our own sentence is looked
 * through for places: what a value says is shown as it is.
 */
type Props = {
  readonly text: string
  readonly values: Readonly<Record<string, ReactNode>>
}

export function Phrase({ text, values }: Props) {
  const count = typeof values['count'] === 'number' ? values['count'] : undefined
  return template(text, count)
    .split(/\{\{(\w+)\}\}/)
    .map((part, at) => <Fragment key={at}>{at % 2 === 0 ? part : values[part]}</Fragment>)
}
