import type { QueryProblem, QueryToken } from '#contract/query.ts'

/** A search cut up for the eye: filters stand as tokens, words as words, and what cannot be understood is underlined. */
type Part = {
  readonly text: string
  readonly look: 'plain' | 'field' | 'join'
  readonly wrong: boolean
}
export type Piece = {
  readonly from: number
  readonly to: number
  /** Stands as a token; null: runs along as text. */
  readonly token: QueryToken | null
  readonly parts: readonly Part[]
}

type Place = { readonly from: number; readonly to: number }
const isIn = ({ from, to }: Place, outer: Place): boolean => outer.from <= from && to <= outer.to

/** Where in a filter its value begins: behind the colon. */
function valueOf(text: string, { from, to }: QueryToken): number {
  const colon = text.slice(from, to).indexOf(':')
  return colon < 0 ? from : from + colon + 1
}

const shownAsToken = ({ kind }: QueryToken): boolean => kind === 'filter'
const joins = ({ kind }: QueryToken): boolean => kind === 'or' || kind === 'open' || kind === 'close'

function partsOf(
  text: string,
  piece: Place,
  tokens: readonly QueryToken[],
  problems: readonly Place[],
): readonly Part[] {
  const filters = tokens.filter(shownAsToken)
  const cuts = [
    ...filters.map((token) => valueOf(text, token)),
    ...tokens.filter(joins).flatMap(({ from, to }) => [from, to]),
    ...problems.flatMap(({ from, to }) => [from, to]),
  ].filter((cut) => cut > piece.from && cut < piece.to)
  const edges = [...new Set([piece.from, ...cuts, piece.to])].toSorted((one, other) => one - other)
  return edges.slice(1).map((to, at) => {
    const from = edges[at] ?? piece.from
    const part = { from, to }
    const named = filters.some((token) => isIn(part, { from: token.from, to: valueOf(text, token) }))
    const join = tokens.some((token) => joins(token) && isIn(part, token))
    return {
      text: text.slice(from, to),
      look: named ? 'field' : join ? 'join' : 'plain',
      wrong: problems.some((problem) => isIn(part, problem)),
    }
  })
}

/** Together they are the text, letter for letter. */
export function piecesOf(
  text: string,
  tokens: readonly QueryToken[],
  problems: readonly QueryProblem[],
): readonly Piece[] {
  const shown = tokens
    .filter((token) => shownAsToken(token) && token.to <= text.length && token.from < token.to)
    .toSorted((one, other) => one.from - other.from)
  const wrong = problems.map(({ from, to }) => ({ from, to: Math.min(text.length, Math.max(to, from + 1)) }))
  const pieces: Piece[] = []
  const add = (from: number, to: number, token: QueryToken | null): void => {
    if (from < to) pieces.push({ from, to, token, parts: partsOf(text, { from, to }, tokens, wrong) })
  }
  let at = 0
  for (const token of shown) {
    if (token.from < at) continue
    add(at, token.from, null)
    add(token.from, token.to, token)
    at = token.to
  }
  add(at, text.length, null)
  return pieces
}
