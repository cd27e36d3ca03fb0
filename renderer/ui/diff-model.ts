import { diffWordsWithSpace } from 'diff'
import type { Json } from '#contract/tool.ts'
import { childPointer, isList, isObject, own, sameJson } from '#renderer/ui/SchemaForm/pointer.ts'
import type { Pointer } from '#renderer/ui/SchemaForm/pointer.ts'

/** What changed between two texts, word by word, and between two values, field by field. */
export type TextPart = { readonly kind: 'same' | 'added' | 'removed'; readonly text: string }

/** Past this many changed words the answer is "all of it", so that no text can hold up the window. */
const mostEdits = 500

export const diffText = (before: string, after: string): readonly TextPart[] => {
  if (before === after) return before === '' ? [] : [{ kind: 'same', text: before }]
  const whole: readonly TextPart[] = [
    { kind: 'removed', text: before },
    { kind: 'added', text: after },
  ]
  const changes = diffWordsWithSpace(before, after, { maxEditLength: mostEdits })
  const parts: readonly TextPart[] =
    changes === undefined
      ? whole
      : changes.map((change) => ({
          kind: change.added ? 'added' : change.removed ? 'removed' : 'same',
          text: change.value,
        }))
  return parts.filter((part) => part.text !== '')
}

/** Of what did not change, only the rest of the lines in which something did; lines left out leave one line break. */
export const changedLines = (parts: readonly TextPart[]): readonly TextPart[] =>
  parts.flatMap((part, at) => {
    if (part.kind !== 'same') return [part]
    const first = part.text.indexOf('\n')
    if (first < 0) return [part]
    const head = at === 0 ? '' : part.text.slice(0, first)
    const tail = at === parts.length - 1 ? '' : part.text.slice(part.text.lastIndexOf('\n') + 1)
    const text = at === 0 ? tail : at === parts.length - 1 ? head : `${head}\n${tail}`
    return text === '' ? [] : [{ ...part, text }]
  })

export type EditShare = { readonly percent: number; readonly wordsOut: number; readonly wordsIn: number }

const countWords = (text: string): number => text.split(/\s+/).filter((word) => word !== '').length

/** How much of a draft a person changed, counted in words. */
export const editShare = (parts: readonly TextPart[]): EditShare => {
  const count = (kind: TextPart['kind']): number =>
    parts.filter((part) => part.kind === kind).reduce((sum, part) => sum + countWords(part.text), 0)
  const wordsOut = count('removed')
  const wordsIn = count('added')
  const all = count('same') + Math.max(wordsOut, wordsIn)
  return { percent: all === 0 ? 0 : Math.round((Math.max(wordsOut, wordsIn) / all) * 100), wordsOut, wordsIn }
}

export type FieldChange = {
  readonly pointer: Pointer
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** Smallest places that differ; lists count as one place. */
export const diffFields = (
  before: Json | undefined,
  after: Json | undefined,
  pointer: Pointer = '',
): readonly FieldChange[] => {
  if (sameJson(before, after)) return []
  if (!isObject(before) || !isObject(after) || isList(before) || isList(after)) return [{ pointer, before, after }]
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => diffFields(own(before, name), own(after, name), childPointer(pointer, name)))
}
