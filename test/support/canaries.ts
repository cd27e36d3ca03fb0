import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'

/**
 * Secrets that tests hand out, and the search for them in whatever a desk has written, said or sent: as they are and in every
 * form in which text is usually carried. All forms of all of them are looked for in one pass.
 */

type Needle = { readonly bytes: Buffer; readonly words: string }

const planted = new Map<string, string>()
let searcher: ReturnType<typeof createSearcher> | null = null

/** From now on this value is looked for. It has to be long enough not to be anything else. */
export function plant(name: string, value: string): string {
  if (value.length < shortest) throw new Error(`"${name}" is too short to be told from other words.`)
  if (planted.get(value) === undefined) {
    planted.set(value, name)
    searcher = null
  }
  return value
}
const shortest = 10

/** Every secret that stands in these bytes, with the form it stands in; for text its bytes as UTF-8. */
export function canariesIn(content: Buffer | string): readonly string[] {
  searcher ??= createSearcher(planted)
  return searcher(typeof content === 'string' ? Buffer.from(content) : content)
}

/** Every secret in any file under a directory. The record of the door is where its token belongs, readable by its owner only. */
export async function canariesUnder(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  const found: string[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    // A copy that was under way when its desk was killed may go away under its first name.
    const bytes = await readFile(path).catch(() => Buffer.alloc(0))
    for (const words of canariesIn(bytes))
      if (entry.name !== 'endpoint.json' || !words.startsWith(doorToken))
        found.push(`${relative(directory, path)}: ${words}`)
  }
  return found
}
export const doorToken = 'the token of the door'

/** Set for journeys: what they leave behind is searched at their end. */
export const searchesAtEnd = process.env['COUNTERSIGN_CANARIES'] === '1'

/** Fails where something was found. */
export function expectNone(where: string, found: readonly string[]): void {
  if (found.length > 0) throw new Error(`Secrets stand in ${where}:\n${found.join('\n')}`)
}

/** A search for all of these values at once, in all forms: a window that skips as far as the shortest form allows. */
export function createSearcher(secrets: ReadonlyMap<string, string>): (bytes: Buffer) => readonly string[] {
  const needles = [...secrets].flatMap(([value, name]) =>
    formsOf(value).map(([form, bytes]): Needle => ({ bytes, words: `${name}, ${form}` })),
  )
  if (needles.length === 0) return () => []
  const window = Math.min(...needles.map(({ bytes }) => bytes.length))
  const shift = new Uint8Array(65_536).fill(Math.min(255, window - 1))
  const ending = new Map<number, Needle[]>()
  for (const needle of needles) {
    for (let at = 0; at + 1 < window; at += 1) {
      const pair = needle.bytes.readUInt16BE(at)
      const left = window - 2 - at
      if (left < (shift[pair] ?? 0)) shift[pair] = left
      if (left === 0) ending.set(pair, [...(ending.get(pair) ?? []), needle])
    }
  }
  return (bytes) => {
    const found = new Set<string>()
    const last = bytes.length - 1
    for (let at = window - 2; at < last;) {
      const pair = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
      const skip = shift[pair] ?? 1
      if (skip > 0) {
        at += skip
        continue
      }
      const start = at - (window - 2)
      for (const { bytes: wanted, words } of ending.get(pair) ?? [])
        if (bytes.subarray(start, start + wanted.length).equals(wanted)) found.add(words)
      at += 1
    }
    return [...found]
  }
}

/** How a text may be carried. Base64 reads differently by what stands before it: all three ways, without the ends that depend on it. */
export function formsOf(value: string): readonly (readonly [form: string, bytes: Buffer])[] {
  const bytes = Buffer.from(value)
  const wide = Buffer.from(value, 'utf16le')
  const text = (form: string, words: string) => [form, Buffer.from(words)] as const
  const base64 = [0, 1, 2].flatMap((before) => {
    const shifted = Buffer.concat([Buffer.alloc(before), bytes])
    const encoded = shifted.toString('base64').replaceAll('=', '')
    const whole = encoded.slice(Math.ceil((before * 8) / 6), Math.floor((shifted.length * 8) / 6))
    return [text('as base64', whole), text('as base64 for addresses', whole.replaceAll('+', '-').replaceAll('/', '_'))]
  })
  const each = (write: (code: string) => string) =>
    [...bytes].map((one) => write(one.toString(16).padStart(2, '0'))).join('')
  const all = [
    ['as it is', bytes] as const,
    ['as UTF-16', wide] as const,
    ['as UTF-16 with the high byte first', Buffer.from(wide).swap16()] as const,
    ...base64,
    text('as hex', bytes.toString('hex')),
    text('as hex in capitals', bytes.toString('hex').toUpperCase()),
    text('as part of an address', encodeURIComponent(value)),
    text(
      'in percent signs',
      each((code) => `%${code}`),
    ),
    text(
      'in percent signs and capitals',
      each((code) => `%${code.toUpperCase()}`),
    ),
    text(
      'in escapes of JSON',
      each((code) => `\\u00${code}`),
    ),
    text('in references of HTML', [...bytes].map((one) => `&#${one};`).join('')),
  ]
  const seen = new Set<string>()
  return all.filter(([, one]) => !seen.has(one.toString('latin1')) && seen.add(one.toString('latin1')))
}
