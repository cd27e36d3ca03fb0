import type { Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import { both, type Conditions, type Sql } from '#main/store/search/conditions.ts'
import { documentBlocks, type Placed } from '#main/store/search/document-blocks.ts'
import type { Match, Matching } from '#main/store/search/match.ts'
import type { createProbe, Driver } from '#main/store/search/probe.ts'
import { spans, type Lengths, type Page, type Span } from '#main/store/search/spans.ts'
import { prepared } from '#main/store/search/statements.ts'
import { timeRanges } from '#main/store/search/time-ranges.ts'
import { hasRowLeaf, isWords } from '#main/store/search/tree.ts'
import type { Found, Walk } from '#main/store/search/walk.ts'
import { createWordPages } from '#main/store/search/word-pages.ts'

type Row = Placed & { readonly at: number }

const ofRows: Lengths = { first: 16_384, least: 1024 }
/** Rows of words at once: where each has to be looked at, and where it is enough to know whose it is. */
const mostTested = 1024
const mostPassed = 4096
const placesAtOnce = 10
/** Rows that are read as one place at most. */
const mostOfPlace = 65_536
const testedAtOnce = 400
/** About what parts of the work cost beside one another: a row of a word, a row that is listed, a place to begin at. */
const cost = { row: 1.5, listed: 1.5, begin: 130 } as const
/** So many found are enough for a page, as good as always. */
const foundEnough = 60

/** Rows, newest first, where a query speaks of rows. */
export function createRowWalk(
  db: Connection,
  conditions: Conditions,
  matching: (query: Query) => Matching,
  probe: ReturnType<typeof createProbe>,
) {
  const blocks = documentBlocks(db)
  const words = createWordPages(db)
  const lastDocument = prepared<[], number>(db, 'select id from documents order by id desc limit 1').pluck()
  const lastConversation = prepared<[], number>(
    db,
    'select conversation_id from search_conversations order by conversation_id desc limit 1',
  ).pluck()
  const documentsOf = prepared<[string, number], number>(
    db,
    `
      select d.id from json_each(?) s cross join documents d on d.conversation_id = s.value where d.id < ? order by d.id desc`,
  ).pluck()
  const conversationsOfActions = prepared<[string], number>(
    db,
    `
      select distinct a.conversation_id from json_each(?) s cross join search_actions a on a.proposal = s.value`,
  ).pluck()
  const foundRow = ({ key, conversation, kind, ref, at = null }: Placed & { readonly at?: number | null }): Found => ({
    key,
    conversationId: conversation,
    document: { kind, ref, at },
    proposal: null,
  })

  const pageOfDocuments = (test: Sql) => {
    const statement = prepared<unknown[], Row>(
      db,
      `
      select d.id as key, d.conversation_id as conversation, d.kind, d.ref, d.at from documents d
      where d.id >= ? and d.id < ? and ${test.text} order by d.id desc limit ?`,
    )
    return ({ from, below }: Span, limit: number): Page => {
      const rows = statement.all(from, below, ...test.values, limit)
      return { found: rows.map(foundRow), left: rows.length < limit ? null : (rows.at(-1)?.key ?? null) }
    }
  }

  /** Whether conversations are as they have to be; each is asked about once. */
  const conversationTest = (of: readonly Query[]) => {
    if (of.length === 0) return null
    const test = both(of.map((one) => conditions.test(one, { conversation: 's.value', document: null })))
    const statement = prepared<unknown[], number>(db, `select s.value from json_each(?) s where ${test.text}`).pluck()
    const known = new Map<number, boolean>()
    return (rows: readonly Placed[]): readonly Placed[] => {
      const asked: number[] = []
      for (const { conversation } of rows) {
        if (known.has(conversation)) continue
        known.set(conversation, false)
        asked.push(conversation)
      }
      if (asked.length > 0)
        for (const holds of statement.all(JSON.stringify(asked), ...test.values)) known.set(holds, true)
      return rows.filter(({ conversation }) => known.get(conversation))
    }
  }

  const rowTest = (of: readonly Query[]) => {
    if (of.length === 0) return null
    const test = both(of.map((one) => conditions.test(one, { conversation: 'd.conversation_id', document: 'd' })))
    const statement = prepared<unknown[], number>(
      db,
      `select d.id from json_each(?) s cross join documents d on d.id = s.value where ${test.text}`,
    ).pluck()
    return (rows: readonly Placed[]): readonly Placed[] => {
      if (rows.length === 0) return rows
      const holding = new Set(statement.all(JSON.stringify(rows.map(({ key }) => key)), ...test.values))
      return rows.filter(({ key }) => holding.has(key))
    }
  }

  /** Which of rows of words are wanted: first their conversation is looked at and then, of few, the row itself. */
  const wantedOf = (rest: readonly Query[], within: ReadonlySet<number> | null) => {
    const ofConversation = conversationTest(rest.filter((one) => !hasRowLeaf(one)))
    const ofRow = rowTest(rest.filter(hasRowLeaf))
    return (numbers: readonly number[]): readonly Found[] => {
      let rows = blocks.of(numbers, within)
      if (ofConversation !== null) rows = ofConversation(rows)
      if (ofRow !== null) rows = ofRow(rows)
      return rows.map(foundRow)
    }
  }

  /** Rows by their numbers, which are known. */
  function* among(ids: readonly number[], test: Sql): Walk {
    const statement = prepared<unknown[], Row>(
      db,
      `
      select d.id as key, d.conversation_id as conversation, d.kind, d.ref, d.at from json_each(?) s
        cross join documents d on d.id = s.value where ${test.text} order by d.id desc`,
    )
    for (let at = 0; at < ids.length; at += testedAtOnce) {
      if (at > 0) yield (ids[at] ?? 0) + 1
      for (const row of statement.all(JSON.stringify(ids.slice(at, at + testedAtOnce)), ...test.values))
        yield foundRow(row)
    }
  }

  const conversationsIn = (driver: Driver): readonly number[] =>
    driver.of === 'conversations' ? driver.ids : conversationsOfActions.all(JSON.stringify(driver.ids))

  /**
   * Rows of words in few conversations: down the list of the words while that promises to find enough sooner than the places
   * where rows of the conversations lie close together, then there.
   */
  function* amongFew(expression: string, rest: readonly Query[], driver: Driver, below: number, newest: number): Walk {
    const conversations = conversationsIn(driver)
    const share = words.shareOf(expression, newest)
    // Of a single filter these are all that there are.
    const [only] = rest
    const isSaid = rest.length === 1 && only?.kind === 'filter' && driver.of === 'conversations'
    const wanted = wantedOf(isSaid ? [] : rest, new Set(conversations))
    const rowsToLookAt = Math.min(share * below, (foundEnough * (lastConversation.get() ?? 1)) / conversations.length)
    const places = Math.min(conversations.length, foundEnough)
    const listing = conversations.length * 10 * cost.listed + places * cost.begin
    let top = below
    if (rowsToLookAt * cost.row < listing) {
      const enough = Math.max(rowsToLookAt, listing / cost.row) * 3
      let [looked, isOver] = [0, true]
      for (const { numbers, left } of words.pages(expression, { from: 0, below }, newest, mostPassed)) {
        yield* wanted(numbers)
        yield left
        top = left
        looked += numbers.length
        if (looked <= enough) continue
        isOver = false
        break
      }
      if (isOver) return
    }
    const listed = documentsOf.all(JSON.stringify(conversations), top)
    const gap = cost.begin / cost.row / Math.max(share, 1e-9)
    let numbers: number[] = []
    for (let [at, place] = [0, 0]; at < listed.length; place += 1) {
      const high = listed[at] ?? 0
      if (place % placesAtOnce === 0 && place > 0) {
        yield* wanted(numbers)
        numbers = []
        yield high + 1
      }
      let low = high
      const lowest = high - mostOfPlace
      for (; at < listed.length; at += 1) {
        const next = listed[at] ?? 0
        if (low - next > gap || next < lowest) break
        low = next
      }
      numbers.push(...words.within(expression, { from: low, below: high + 1 }))
    }
    yield* wanted(numbers)
  }

  return function* rows(branch: readonly Query[], below: number): Walk {
    const newest = lastDocument.get() ?? 0
    const end = Math.min(below, newest + 1)
    const said = branch.filter((one) => isWords(one))
    const joined: Query | null =
      said.length === 0 ? null : said.length === 1 ? (said[0] ?? null) : { kind: 'all', of: said }
    const match: Match | null = joined === null ? null : matching(joined).match
    const rest = match === null ? branch : branch.filter((one) => !isWords(one))
    if (match?.kind === 'sure' && !match.holds) return
    const expression = match?.kind === 'match' ? match.text : null
    const driver = rest.length === 0 ? null : probe.fewest(rest)
    const inDocument = () =>
      both(rest.map((one) => conditions.test(one, { conversation: 'd.conversation_id', document: 'd' })))
    if (driver !== null) {
      if (driver.ids.length === 0) return
      if (expression === null) yield* among(documentsOf.all(JSON.stringify(conversationsIn(driver)), end), inDocument())
      else yield* amongFew(expression, rest, driver, end, newest)
      return
    }
    if (expression === null) {
      const page = pageOfDocuments(inDocument())
      for (const range of timeRanges(db, branch, end)) yield* spans(range, page, ofRows)
      return
    }
    const wanted = wantedOf(rest, null)
    for (const range of timeRanges(db, branch, end))
      for (const { numbers, left } of words.pages(expression, range, newest, mostTested)) {
        yield* wanted(numbers)
        if (left > range.from) yield left
      }
  }
}
