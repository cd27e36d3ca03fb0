import type { Query } from '#main/domain/query/ast.ts'
import type { Connection } from '#main/store/database.ts'
import { firstImported } from '#main/store/search/action-facts.ts'
import { prepared } from '#main/store/search/statements.ts'
import { both, type Conditions } from '#main/store/search/conditions.ts'
import type { Matching } from '#main/store/search/match.ts'
import type { createProbe, Driver } from '#main/store/search/probe.ts'
import { createRowWalk } from '#main/store/search/row-walk.ts'
import { spans, type Page, type Span } from '#main/store/search/spans.ts'
import { isOfAction } from '#main/store/search/tree.ts'

/** What was found: a row, an action or a conversation, with the place it has in the order, newest first. */
export type Found = {
  readonly key: number
  readonly conversationId: number
  readonly document: { readonly kind: number; readonly ref: number; readonly at: number | null } | null
  readonly proposal: number | null
}
/** What is walked: rows where one speaks of rows, otherwise actions where each alternative speaks of one, or conversations. */
export type Ground = 'rows' | 'actions' | 'conversations'

/** A number: time for others to speak; what comes has its place at it or below. */
export type Walk = Generator<Found | number, void, undefined>

type Row = { readonly key: number; readonly conversation: number; readonly kind: number }
type Place = readonly [key: number, conversation: number]

const pageRows = 80
const testedAtOnce = 400
const walkedAtOnce = 1000
const walkedAtMost = 4000
/** How much longer it takes to look one conversation up than to pass it by, times the conversations of a page. */
const lookupCost = 6
const ofActions = { first: 2048, least: 512 } as const

export function createWalk(
  db: Connection,
  conditions: Conditions,
  matching: (query: Query) => Matching,
  probe: ReturnType<typeof createProbe>,
) {
  const rows = createRowWalk(db, conditions, matching, probe)
  const lastAction = prepared<[], number>(
    db,
    'select proposal from search_actions order by proposal desc limit 1',
  ).pluck()
  const lastImported = prepared<[], number>(
    db,
    'select proposal from search_actions where proposal < 0 order by proposal desc limit 1',
  ).pluck()
  const howMany = prepared<[], number>(
    db,
    'select conversation_id from search_conversations order by conversation_id desc limit 1',
  ).pluck()
  const newestOf = prepared<[string, number, number, number, number], Place>(
    db,
    `
    select k.last_at, k.conversation_id from json_each(?) s
      cross join search_conversations k on k.conversation_id = s.value
    where (k.last_at, k.conversation_id) < (?, ?) order by k.last_at desc, k.conversation_id desc limit ? offset ?`,
  ).raw()
  const passed = prepared<[number, number, number], number>(
    db,
    `
    select conversation_id from search_conversations
    where (last_at, conversation_id) < (?, ?) order by last_at desc, conversation_id desc limit ?`,
  ).pluck()
  const conversationsOfActions = prepared<[string], number>(
    db,
    `
      select distinct a.conversation_id from json_each(?) s cross join search_actions a on a.proposal = s.value`,
  ).pluck()

  const conversationsIn = (driver: Driver): readonly number[] =>
    driver.of === 'conversations' ? driver.ids : conversationsOfActions.all(JSON.stringify(driver.ids))

  const foundAction = ({ key, conversation }: Pick<Row, 'key' | 'conversation'>): Found => ({
    key,
    conversationId: conversation,
    document: null,
    proposal: key,
  })

  /** What else has to hold may hold of other actions of the same conversation. */
  const fewer = (own: Driver | null, other: Driver | null): Driver | null =>
    other === null || (own !== null && own.ids.length <= other.ids.length)
      ? own
      : { of: 'conversations', ids: conversationsIn(other) }

  function* actions(branch: readonly Query[], below: number): Walk {
    const [group, ...rest] = splitAction(branch)
    if (group === undefined) return
    const test = both([
      conditions.actionTest(group, 'a'),
      ...rest.map((one) => conditions.test(one, { conversation: 'a.conversation_id', document: null })),
    ])
    const driver = fewer(probe.fewest([group]), probe.fewest(rest))
    if (driver !== null) {
      const key = driver.of === 'actions' ? 'a.proposal' : 'a.conversation_id'
      const statement = prepared<unknown[], Row>(
        db,
        `
        select a.proposal as key, a.conversation_id as conversation from json_each(?) s
          cross join search_actions a on ${key} = s.value
        where a.proposal < ? and ${test.text} order by a.proposal desc`,
      )
      for (const row of statement.all(JSON.stringify(driver.ids), below, ...test.values)) yield foundAction(row)
      return
    }
    // Facts of one value stand in order of their actions: those of the rarest lead through the others.
    const fact = probe.rarestFact(group)
    const from =
      fact === null
        ? 'search_actions a where a.proposal >= ? and a.proposal < ?'
        : `search_facts f cross join search_actions a on a.proposal = f.subject
          where f.field = ? and f.value = ? and f.subject >= ? and f.subject < ?`
    const statement = prepared<unknown[], Row>(
      db,
      `
      select a.proposal as key, a.conversation_id as conversation from ${from} and ${test.text}
      order by ${fact === null ? 'a.proposal' : 'f.subject'} desc limit ?`,
    )
    const page = (span: Span, limit: number): Page => {
      const found = statement.all(...(fact ?? []), span.from, span.below, ...test.values, limit).map(foundAction)
      return { found, left: found.length < limit ? null : (found.at(-1)?.key ?? null) }
    }
    yield* spans({ from: 0, below: Math.min(below, (lastAction.get() ?? 0) + 1) }, page, ofActions)
    const imported = lastImported.get()
    if (imported !== undefined)
      yield* spans({ from: firstImported, below: Math.min(below, imported + 1) }, page, ofActions)
  }

  const foundConversation = (row: { readonly key: number; readonly conversation: number }): Found => ({
    key: row.key,
    conversationId: row.conversation,
    document: null,
    proposal: null,
  })

  /**
   * Those of some conversations that lie below a place, the newest first: where they are so many that one meets a page of them
   * soon, a while on the way through all, and then by looking each of them up.
   */
  function* inOrder(ids: readonly number[], below: Place): Generator<Pick<Row, 'key' | 'conversation'> | number> {
    let from = below
    if (ids.length * ids.length >= lookupCost * (howMany.get() ?? 0)) {
      const wanted = new Set(ids)
      for (let walked = 0; walked < walkedAtMost; walked += walkedAtOnce) {
        const all = passed.all(...from, walkedAtOnce)
        const known = all.filter((id, at) => at === all.length - 1 || wanted.has(id))
        const page = newestOf.all(JSON.stringify(known), ...from, walkedAtOnce, 0)
        for (const [key, conversation] of page) if (wanted.has(conversation)) yield { key, conversation }
        const last = page.at(-1)
        if (last === undefined || all.length < walkedAtOnce) return
        from = last
        yield last[0] + 1
      }
    }
    const listed = JSON.stringify(ids)
    for (let [at, limit] = [0, pageRows]; at < ids.length; [at, limit] = [at + limit, ids.length]) {
      const page = newestOf.all(listed, ...from, limit, at)
      for (const [key, conversation] of page) yield { key, conversation }
      if (page.length < limit) return
    }
  }

  function* conversations(branch: readonly Query[], below: number, belowId: number): Walk {
    const scope = { conversation: 'k.conversation_id', document: null }
    const test = both(branch.map((one) => conditions.test(one, scope)))
    const driver = branch.length === 0 ? null : probe.fewest(branch)
    if (driver !== null) {
      const statement = prepared<unknown[], number>(
        db,
        `select 1 from (select ? as conversation_id) k where ${test.text}`,
      ).pluck()
      const isOnlyOne = branch.length === 1 && branch[0]?.kind === 'filter'
      for (const step of inOrder(conversationsIn(driver), [below, belowId])) {
        if (typeof step === 'number') yield step
        else if (isOnlyOne || statement.get(step.conversation, ...test.values) !== undefined)
          yield foundConversation(step)
      }
      return
    }
    const statement = prepared<unknown[], Row>(
      db,
      `
      select k.last_at as key, k.conversation_id as conversation, ${test.text} as kind from search_conversations k
      where (k.last_at, k.conversation_id) < (?, ?) order by k.last_at desc, k.conversation_id desc limit ?`,
    )
    let from = { key: below, conversation: belowId }
    for (let limit = pageRows; ; limit = Math.min(testedAtOnce, limit * 2)) {
      const page = statement.all(...test.values, from.key, from.conversation, limit)
      for (const row of page) if (row.kind === 1) yield foundConversation(row)
      const last = page.at(-1)
      if (last === undefined || page.length < limit) return
      from = last
      yield last.key + 1
    }
  }

  /** Whether a conversation was found above a place already, by one of the branches. */
  const seenAbove = (ground: Ground, branches: readonly (readonly Query[])[]) => {
    if (ground === 'conversations') return () => false
    const tests = branches.map((branch) => {
      if (ground === 'rows') {
        const scope = { conversation: 'd.conversation_id', document: 'd' }
        const test = both(branch.map((one) => conditions.test(one, scope)))
        const text = `select 1 from documents d where d.conversation_id = ? and d.id >= ? and ${test.text} limit 1`
        return { statement: prepared<unknown[], number>(db, text).pluck(), values: test.values }
      }
      const [group, ...rest] = splitAction(branch)
      const scope = { conversation: 'a.conversation_id', document: null }
      const test = both([
        ...(group === undefined ? [] : [conditions.actionTest(group, 'a')]),
        ...rest.map((one) => conditions.test(one, scope)),
      ])
      const text = `select 1 from search_actions a where a.conversation_id = ? and a.proposal >= ? and ${test.text} limit 1`
      return { statement: prepared<unknown[], number>(db, text).pluck(), values: test.values }
    })
    return (conversationId: number, key: number): boolean =>
      tests.some(({ statement, values }) => statement.get(conversationId, key, ...values) !== undefined)
  }

  return { rows, actions, conversations, seenAbove }
}

/** The action that is looked for, before everything else that has to hold. */
const splitAction = (branch: readonly Query[]): readonly Query[] => {
  const at = branch.findIndex(isOfAction)
  const group = branch[at]
  return group === undefined ? branch : [group, ...branch.filter((_, index) => index !== at)]
}
