import type { Range } from '#main/domain/reply/sentences.ts'

/**
 * The words of a text that carry meaning, each in a form in which "resoled" and "resoling" are the same, with its range.
 * Scripts without spaces are taken in pairs of characters.
 */
export type Word = { readonly key: string; readonly range: Range }

const pattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+|\p{L}[\p{L}\p{M}\p{N}]*(?:['’]\p{L}+)?|\p{N}[\p{L}\p{N}]*(?:[.-][\p{L}\p{N}]+)*/gu
const unspaced =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

const empty = new Set(
  (
    'a an the and or but if so as at by for from in into of on onto to up out with without within about over after before ' +
    'is are was were be been being am do does did done have has had having can could will would shall should may might must ' +
    'i you he she it we they me him her us them my your his its our their this that these those there here who whom which ' +
    'what when where why how not no yes any all some each every both more most such only own same than too very just also ' +
    'now then once again please thank thanks sorry hello hi hey dear regards best kind kindly well let know get got make ' +
    'made take sure feel happy glad help question questions contact further reach anything everything else need want like ' +
    'assistance assist ask information welcome great day nice problem worries free write unclear ' +
    'i’ll we’ll you’ll i’ve we’ve you’ve i’m we’re you’re it’s that’s don’t doesn’t can’t won’t isn’t aren’t ' +
    'der die das ein eine einer einem einen und oder aber ist sind war wird werden hat haben ich sie wir ihr ihre mit von zu ' +
    'für auf im in den dem des nicht auch es sich bei le la les un une des et ou est sont du de pour dans vous nous que qui ' +
    'el los las una y o es son para con por que su sus se ve bir bu için ile'
  ).split(' '),
)

export function contentWords(text: string): readonly Word[] {
  const words: Word[] = []
  for (const match of text.matchAll(pattern)) {
    const start = match.index
    const raw = match[0]
    if (unspaced.test(raw)) {
      const characters = Array.from(raw)
      let at = start
      for (let index = 0; index < characters.length; index += 1) {
        const pair = `${characters[index]}${characters[index + 1] ?? ''}`
        if (index + 1 < characters.length || characters.length === 1)
          words.push({ key: pair, range: [at, at + pair.length] })
        at += characters[index]?.length ?? 1
      }
      continue
    }
    const key = keyOf(raw)
    if (key !== '') words.push({ key, range: [start, start + raw.length] })
  }
  return words
}

/** Keys of words met before: the same few thousand come again and again. */
const keys = new Map<string, string>()
const mostKeys = 20_000

function keyOf(raw: string): string {
  const known = keys.get(raw)
  if (known !== undefined) return known
  const plain = raw.normalize('NFKC').toLowerCase().replaceAll("'", '’')
  const key = plain.length < 2 || empty.has(plain) ? '' : stem(plain.replace(/’s$/, ''))
  if (keys.size >= mostKeys) keys.clear()
  keys.set(raw, key)
  return key
}

/** Endings of number and tense, taken off as long as a stem is left. */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-zà-ž]+$/u.test(word)) return word
  const cut = word.replace(/(?:ies)$/, 'y').replace(/(?:ing|ed|es|s|ly)$/, '')
  const short = cut.length >= 3 ? cut : word
  const single = /([bdfgmnprt])\1$/.test(short) ? short.slice(0, -1) : short
  return single.length > 3 ? single.replace(/e$/, '') : single
}
