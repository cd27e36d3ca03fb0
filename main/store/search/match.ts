import type { Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import type { Wanted } from '#main/store/search/excerpt.ts'
import { foldedWords, isSpaceless } from '#main/store/search/words.ts'

/** `sure`: every row, or none, whatever the index says. */
export type Match =
  | { readonly kind: 'match'; readonly text: string }
  | { readonly kind: 'sure'; readonly holds: boolean }

export type Matching = {
  /** Null: the index cannot say it by itself. */
  readonly match: Match | null
  readonly wanted: readonly Wanted[]
  readonly remarks: readonly string[]
}

/** Prefixes this long and shorter have an index of their own, which is read from its end like a word's. */
const indexedPrefix = 3
const wordsTaken = 200
const pieceLetters = 3

/**
 * Words of a query as an expression of FTS5. Every word stands inside quotes, so nothing typed is ever syntax. A beginning
 * that has no index of its own, and a piece of a word, are named word by word where few enough words are such: their lists
 * are then read from the end and left early, like a single word's.
 */
export function createMatch(db: Connection) {
  const isKnown = db.prepare<[string], number>('select 1 from search_words where word = ?').pluck()
  const beginning = db
    .prepare<[string, string, number], string>(
      'select word from search_words where word >= ? and word < ? order by word limit ?',
    )
    .pluck()
  const containing = db
    .prepare<[string, number], string>(`
      select w.word from search_word_pieces p cross join search_words w on w.id = p.rowid
      where search_word_pieces match ? order by p.rowid desc limit ?`)
    .pluck()
  const containingShort = db
    .prepare<[string, number], string>(
      'select word from search_words where instr(word, ?) > 0 order by id desc limit ?',
    )
    .pluck()

  const withPiece = (piece: string): readonly string[] =>
    Array.from(piece).length < pieceLetters
      ? containingShort.all(piece, wordsTaken + 1)
      : containing.all(quoted(piece), wordsTaken + 1)

  return (query: Query): Matching => {
    const wanted: Wanted[] = []
    const remarks: string[] = []

    const anyOf = (words: readonly string[]): Match =>
      words.length === 0
        ? nothing
        : text(words.length === 1 ? quoted(words[0] ?? '') : `(${words.map(quoted).join(' OR ')})`)

    const inside = (piece: string, typed: string): Match => {
      const words = withPiece(piece)
      if (words.length > wordsTaken)
        remarks.push(`More than ${wordsTaken} words contain “${typed}”: the newest ${wordsTaken} of them`)
      wanted.push({ words: [piece], last: 'inside' })
      return anyOf(words.slice(0, wordsTaken))
    }

    const word = (typed: string, place: 'whole' | 'beginning' | 'inside'): Match => {
      const words = foldedWords(typed)
      const [only = ''] = words
      const isSingle = words.length === 1 && !isSpaceless(only)
      if (place === 'inside' && isSingle) return inside(only, typed)
      if (place === 'whole' && isSingle && only.length >= pieceLetters && isKnown.get(only) === undefined) {
        const containsIt = withPiece(only).length > 0
        if (containsIt) {
          remarks.push(`No word is “${typed}”: words that contain it`)
          return inside(only, typed)
        }
      }
      const isBeginning = place === 'beginning' && !isSpaceless(words.at(-1) ?? '')
      wanted.push({ words, last: isBeginning ? 'beginning' : 'whole' })
      if (!isBeginning) return text(quoted(words.join(' ')))
      if (words.length === 1 && only.length > indexedPrefix) {
        const known = beginning.all(only, `${only}\u{10ffff}`, wordsTaken + 1)
        if (known.length <= wordsTaken) return anyOf(known)
      }
      return text(`${quoted(words.join(' '))} *`)
    }

    const expression = (one: Query): Match | null => {
      switch (one.kind) {
        case 'word':
          return word(one.text, one.place)
        case 'phrase': {
          const words = foldedWords(one.text)
          wanted.push({ words, last: 'whole' })
          return text(quoted(words.join(' ')))
        }
        case 'near': {
          const phrases = one.words.map(foldedWords)
          for (const words of phrases) wanted.push({ words, last: 'whole' })
          return text(
            `NEAR(${phrases.map((words) => quoted(words.join(' '))).join(' ')}, ${Math.max(0, Math.floor(one.within))})`,
          )
        }
        case 'any':
          return join(one.of.map(expression), 'OR')
        case 'all':
          return all(one.of)
        default:
          return null
      }
    }

    const all = (of: readonly Query[]): Match | null => {
      const holding = join(of.filter((one) => one.kind !== 'not').map(expression), 'AND')
      const marked = wanted.length
      const excluded = join(
        of.flatMap((one) => (one.kind === 'not' ? [expression(one.of)] : [])),
        'OR',
      )
      // What must not be there is not marked.
      wanted.length = marked
      if (holding === null || excluded === null) return null
      if (excluded.kind === 'sure') return excluded.holds ? nothing : holding
      if (holding.kind === 'sure') return holding.holds ? null : nothing
      return text(`(${holding.text} NOT ${excluded.text})`)
    }

    return { match: query.kind === 'not' ? null : expression(query), wanted, remarks }
  }
}

const nothing: Match = { kind: 'sure', holds: false }
const text = (words: string): Match => ({ kind: 'match', text: words })
const quoted = (words: string): string => `"${words.replaceAll('"', '')}"`

function join(parts: readonly (Match | null)[], by: 'AND' | 'OR'): Match | null {
  const known = parts.filter((part) => part !== null)
  if (known.length < parts.length) return null
  const decisive = by === 'OR'
  if (known.some((part) => part.kind === 'sure' && part.holds === decisive)) return { kind: 'sure', holds: decisive }
  const texts = known.flatMap((part) => (part.kind === 'match' ? [part.text] : []))
  if (texts.length === 0) return { kind: 'sure', holds: !decisive }
  return text(texts.length === 1 ? (texts[0] ?? '') : `(${texts.join(` ${by} `)})`)
}
