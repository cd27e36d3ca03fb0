/** Sentences that main says, by their English. */
export type Sayings = Readonly<Record<string, string>>

const numbers = /\d+(?:[.,:]\d+)*/g

/**
 * A sentence of main in the words of a catalogue: word for word or, where nothing but numbers differs, with its numbers in
 * their order. What is not in the catalogue is given back as it came.
 */
export function sayFrom(catalogue: Sayings, text: string): string {
  if (Object.hasOwn(catalogue, text)) return catalogue[text] ?? text
  const key = text.replace(numbers, '{{number}}')
  if (key === text || !Object.hasOwn(catalogue, key)) return text
  const found = text.match(numbers) ?? []
  let at = 0
  return (catalogue[key] ?? text).replace(/\{\{number\}\}/g, () => found[at++] ?? '')
}

/** Events whose words after the colon are the desk's own; after that of others stands what a person typed. */
const ownTail: ReadonlySet<string> = new Set(['blocked', 'failed', 'lost', 'succeeded', 'superseded', 'woken'])
const typedTail: ReadonlySet<string> = new Set(['rejected', 'given_up'])

/** An entry of the ledger in the words of a catalogue; what a person typed stays. */
export function eventFrom(catalogue: Sayings, type: string, summary: string): string {
  const found = /^([^:]+): (.*)$/s.exec(summary)
  if (found === null || (!ownTail.has(type) && !typedTail.has(type))) return sayFrom(catalogue, summary)
  const [, head = '', tail = ''] = found
  return `${sayFrom(catalogue, head)}: ${ownTail.has(type) ? sayFrom(catalogue, tail) : tail}`
}

const ownNames: ReadonlySet<string> = new Set(['Agent', 'Policy', 'Desk'])

/** Who did it; people and rules keep the names they have. */
export const actorFrom = (catalogue: Sayings, who: string): string =>
  ownNames.has(who) ? sayFrom(catalogue, who) : who
