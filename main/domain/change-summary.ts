import type { Proposal, SentencePart } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { listChanges } from '#main/domain/changes.ts'

const longest = 60

export type ChangeSummary = { readonly field: string; readonly before: string; readonly after: string }

/**
 * What a person changed first, as short text. A number is written as the sentence that named it wrote it: `$95.00`.
 * `before`: the sentence as it was proposed. Null: nothing was changed.
 */
export function changeSummary(
  { proposedArguments, arguments: args, sentence }: Pick<Proposal, 'proposedArguments' | 'arguments' | 'sentence'>,
  before: readonly SentencePart[],
): ChangeSummary | null {
  const [first] = listChanges(proposedArguments, args)
  if (first === undefined) return null
  return {
    field: first.field.split('/').at(-1) ?? '',
    before: written(first.proposed, before),
    after: written(first.executed, sentence),
  }
}

function written(value: Json, sentence: readonly SentencePart[]): string {
  if (value === null) return ''
  const said = sentence.find((part) => part.value && typeof value === 'number' && numberIn(part.text) === value)
  const text = said?.text ?? (typeof value === 'string' ? value : JSON.stringify(value))
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line.length <= longest
    ? line
    : `${Array.from(line)
        .slice(0, longest - 1)
        .join('')}…`
}

const numberIn = (text: string): number => {
  const digits = text.replaceAll(/[^\d.-]/g, '')
  return digits === '' ? Number.NaN : Number(digits)
}
