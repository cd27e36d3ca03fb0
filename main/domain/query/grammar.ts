import type { Query } from '#main/domain/query/ast.ts'
import { readFilterLexeme } from '#main/domain/query/filters.ts'
import type { Lexeme } from '#main/domain/query/lexeme.ts'
import { readNear, readPhrase, readWord } from '#main/domain/query/said.ts'
import type { Report, Surroundings } from '#main/domain/query/surroundings.ts'

const deepest = 20
const termsTaken = 64

/** Lexemes as a tree, whatever their order is. No deeper and no larger than it may be; the rest is reported and left out. */
export function buildTree(lexemes: readonly Lexeme[], here: Surroundings, report: Report): Query | null {
  let index = 0
  let terms = 0
  const isTermNext = () => {
    const kind = lexemes[index]?.kind
    return kind !== undefined && kind !== 'or' && kind !== 'close' && kind !== 'bar'
  }

  /** Up to the bracket that ends it. */
  function any(depth: number): Query | null {
    const branches: (Query | null)[] = []
    for (;;) {
      const begin = index
      branches.push(all(depth))
      const [last, or] = [lexemes[index - 1], lexemes[index]]
      const isMissing = index === begin
      if (or?.kind !== 'or') {
        if (isMissing && last?.kind === 'or') report(last, 'After OR something is missing.')
        return join('any', branches)
      }
      if (isMissing) report(or, 'Before OR something is missing.')
      index += 1
    }
  }

  function all(depth: number): Query | null {
    const parts: (Query | null)[] = []
    for (;;) {
      const next = lexemes[index]
      if (next === undefined || next.kind === 'or' || (next.kind === 'close' && depth > 0)) return join('all', parts)
      if (next.kind === 'close') {
        report(next, 'No bracket was opened before this one.')
        index += 1
      } else parts.push(alternatives(depth))
    }
  }

  function alternatives(depth: number): Query | null {
    const isExcluded = readMinuses()
    const parts = isTermNext() ? [term(depth)] : []
    let isMissing = parts.length === 0
    for (let bar = lexemes[index]; bar?.kind === 'bar'; bar = lexemes[index]) {
      index += 1
      const isOtherExcluded = readMinuses()
      if (isMissing || !isTermNext()) report(bar, 'Something has to stand on both sides of |.')
      isMissing = !isTermNext()
      if (isMissing) continue
      const other = term(depth)
      parts.push(isOtherExcluded ? negate(other) : other)
    }
    const joined = join('any', parts)
    return isExcluded ? negate(joined) : joined
  }

  function readMinuses(): boolean {
    let count = 0
    for (let minus = lexemes[index]; minus?.kind === 'minus'; minus = lexemes[index]) {
      count += 1
      index += 1
      if (lexemes[index]?.kind !== 'minus' && !isTermNext()) report(minus, 'What is to be left out is missing.')
    }
    return count % 2 === 1
  }

  function term(depth: number): Query | null {
    const lexeme = lexemes[index]
    index += 1
    if (lexeme === undefined) return null
    if (lexeme.kind === 'open') return group(lexeme, depth)
    if (terms > termsTaken) return null
    const leaf = read(lexeme)
    terms += Math.max(1, countLeaves(leaf))
    if (terms > termsTaken) report(lexeme, `Only the first ${termsTaken} terms and values are looked for.`)
    return terms > termsTaken ? null : leaf
  }

  function read(lexeme: Lexeme): Query | null {
    switch (lexeme.kind) {
      case 'word':
        return readWord(lexeme, report)
      case 'phrase':
        return readPhrase(lexeme, report)
      case 'near':
        return readNear(lexeme, report)
      case 'filter':
        return readFilterLexeme(lexeme, here, report)
      default:
        return null
    }
  }

  function group(open: Lexeme, depth: number): Query | null {
    if (depth >= deepest) {
      report(open, `Brackets in brackets are read ${deepest} deep, no deeper.`)
      passGroup()
      return null
    }
    const begin = index
    const inner = any(depth + 1)
    const close = lexemes[index]
    if (close === undefined) report(open, 'This bracket is not closed.')
    else if (index === begin) report({ from: open.from, to: close.to }, 'Nothing stands between these brackets.')
    index += 1
    return inner
  }

  function passGroup(): void {
    for (let open = 1; open > 0 && index < lexemes.length; index += 1) {
      const kind = lexemes[index]?.kind
      open += kind === 'open' ? 1 : kind === 'close' ? -1 : 0
    }
  }

  return any(0)
}

/** What is missing counts for nothing; what is of one kind is one level. */
export function join(kind: 'all' | 'any', parts: readonly (Query | null)[]): Query | null {
  const of = parts.flatMap((part) => (part === null ? [] : part.kind === kind ? part.of : [part]))
  return of.length < 2 ? (of[0] ?? null) : { kind, of }
}

const countLeaves = (query: Query | null): number =>
  query?.kind === 'all' || query?.kind === 'any' ? query.of.reduce((sum, one) => sum + countLeaves(one), 0) : 1

const negate = (query: Query | null): Query | null =>
  query === null ? null : query.kind === 'not' ? query.of : { kind: 'not', of: query }
