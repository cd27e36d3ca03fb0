/** Sentences that main says, by their English. What differs from one time to the next is a place: `{{name}}`. */
export type Sayings = Readonly<Record<string, string>>

type Shape = {
  /** The words between the places, from the first to the last. */
  readonly words: readonly string[]
  readonly names: readonly string[]
  readonly said: string
}
export type Catalogue = { readonly constant: Sayings; readonly shapes: readonly Shape[] }
/** A sentence in pieces that are known to be values or not. */
export type Piece = { readonly text: string; readonly value: boolean }

const place = /\{\{(\w+)\}\}/
const number = /^\d+(?:[.,:]\d+)*$/
const lengthOf = (words: readonly string[]): number => words.reduce((sum, { length }) => sum + length, 0)

function shapeOf([key, said]: readonly [string, string]): Shape {
  const parts = key.split(place)
  return {
    words: parts.filter((_, at) => at % 2 === 0),
    names: parts.filter((_, at) => at % 2 === 1),
    said,
  }
}

/** Of two that fit, the one with the longer beginning comes first, then the one with more words: what a person typed stands behind both. */
export function catalogueOf(sayings: Sayings): Catalogue {
  const shapes = Object.entries(sayings)
    .map(shapeOf)
    .filter(({ names }) => names.length > 0)
    .toSorted(
      ({ words: one }, { words: other }) =>
        (other[0]?.length ?? 0) - (one[0]?.length ?? 0) || lengthOf(other) - lengthOf(one),
    )
  return { constant: sayings, shapes }
}

/** What stands in the places; null where the words are others. A place is as short as it can be, and only one of `said` may be empty. */
function valuesIn(text: string, { words, names }: Shape): readonly string[] | null {
  if (!text.startsWith(words[0] ?? '')) return null
  const values: string[] = []
  let from = words[0]?.length ?? 0
  for (const [at, name] of names.entries()) {
    const next = words[at + 1] ?? ''
    const least = from + (name.startsWith('said') ? 0 : 1)
    const isLast = at === names.length - 1
    const until = isLast ? text.length - next.length : text.indexOf(next, least)
    if (until < least || (isLast && !text.endsWith(next))) return null
    const value = text.slice(from, until)
    if (name === 'number' && !number.test(value)) return null
    values.push(value)
    from = until + next.length
  }
  return values
}

function valueFrom(catalogue: Catalogue, name: string, value: string): string {
  if (!name.startsWith('said')) return value
  const parts = name.startsWith('saidEach') ? value.split(', ') : [value]
  return parts.map((part) => sayFrom(catalogue, part)).join(', ')
}

/**
 * A sentence of main in the words of a catalogue: word for word, or with other values in its places, which stay as they are.
 * Where a place is called `said…`, what stands in it is a sentence of main again, where `saidEach…`, several with commas between. What is not in the catalogue is given back
 * as it came.
 */
export function sayFrom(catalogue: Catalogue, text: string): string {
  if (Object.hasOwn(catalogue.constant, text)) return catalogue.constant[text] ?? text
  for (const shape of catalogue.shapes) {
    const values = valuesIn(text, shape)
    if (values === null) continue
    const open = shape.names.map((name, at) => {
      const value = values[at] ?? ''
      return { name, value: valueFrom(catalogue, name, value) }
    })
    return shape.said.replace(/\{\{(\w+)\}\}/g, (_, wanted: string) => {
      const at = open.findIndex(({ name }) => name === wanted)
      // Several of one name, like numbers, are filled in their order.
      return (open.filter(({ name }) => name === wanted).length > 1 ? open.splice(at, 1)[0] : open[at])?.value ?? ''
    })
  }
  return text
}

/** A name that a person may have given: only what is there word for word is said otherwise. */
export const nameFrom = ({ constant }: Catalogue, text: string): string =>
  Object.hasOwn(constant, text) ? (constant[text] ?? text) : text

const firstToken = 0xe000
const tokens = /([\ue000-\uf8ff])/

/** A sentence in pieces, in the words and the order of a catalogue: what is a value is never read as words. */
export function piecesFrom<One extends Piece>(catalogue: Catalogue, pieces: readonly One[]): readonly One[] {
  const words = pieces.find(({ value }) => !value)
  if (words === undefined || pieces.some(({ text, value }) => !value && tokens.test(text))) return pieces
  const closed = pieces.map(({ text, value }, at) => (value ? String.fromCodePoint(firstToken + at) : text)).join('')
  return sayFrom(catalogue, closed)
    .split(tokens)
    .flatMap((part, at): readonly One[] => {
      if (at % 2 === 0) return part === '' ? [] : [{ ...words, text: part }]
      const value = pieces[(part.codePointAt(0) ?? 0) - firstToken]
      return value === undefined ? [] : [value]
    })
}

/** Events whose words after the colon are the desk's own; after that of others stands what a person typed. */
const ownTail: ReadonlySet<string> = new Set(['blocked', 'failed', 'lost', 'succeeded', 'superseded', 'woken'])
const typedTail: ReadonlySet<string> = new Set(['rejected', 'given_up'])

/** An entry of the ledger in the words of a catalogue; what a person typed stays. */
export function eventFrom(catalogue: Catalogue, type: string, summary: string): string {
  const found = /^([^:]+): (.*)$/s.exec(summary)
  if (found === null || (!ownTail.has(type) && !typedTail.has(type))) return sayFrom(catalogue, summary)
  const [, head = '', tail = ''] = found
  return `${sayFrom(catalogue, head)}: ${ownTail.has(type) ? sayFrom(catalogue, tail) : tail}`
}

/** Of the desk itself, and of the rules of its presets. */
const ownNames: ReadonlySet<string> = new Set([
  'Agent',
  'Policy',
  'Desk',
  'Reads',
  'Leave internal notes',
  'Change what only colleagues see',
  'Answer from good sources',
  'Two people for what cannot be undone',
])

/** Who did it; people, and rules that people wrote, keep the names they have. */
export const actorFrom = (catalogue: Catalogue, who: string): string =>
  ownNames.has(who) ? nameFrom(catalogue, who) : who
