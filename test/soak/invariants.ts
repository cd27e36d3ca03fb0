/**
 * What must hold whatever happened, judged from outside: what the shop and the helpdesk did, what the operator was told, and
 * the rows of the database. Pure, so that tests can show that each of these can fail.
 */
export type Evidence = {
  /** What happened in the shop. */
  readonly effects: readonly { readonly kind: string; readonly key: string | null; readonly input: unknown }[]
  /** Words of this desk that stand in the helpdesk, as plain text. */
  readonly sent: readonly string[]
  /** Words of customers that stand in the helpdesk; each is unique. */
  readonly written: readonly { readonly conversation: string; readonly text: string }[]
  /** Customers' words that stand in the database. */
  readonly stored: readonly { readonly conversation: string; readonly text: string }[]
  /** Words typed in calls; `outlived`: they were shown, and the desk lived long enough to write them down. */
  readonly typed: readonly { readonly conversation: string; readonly text: string; readonly outlived: boolean }[]
  /** What the voice agent was told of the functions it asked for. */
  readonly told: readonly { readonly callId: string; readonly output: string }[]
  readonly proposals: readonly KnownProposal[]
  readonly ledger: readonly LedgerEntry[]
  /** What the operator asked for; `acknowledged`: and was told that it is done. */
  readonly asked: readonly Asked[]
  /** Cases that did not come to an end in calm weather, and where they stand. */
  readonly unfinished: readonly string[]
  /** What verifying the ledger and the database found; empty: nothing. */
  readonly damage: readonly string[]
}

export type KnownProposal = {
  readonly id: string
  readonly callId: string | null
  readonly kind: string
  readonly tool: string
  readonly state: string
  readonly arguments: Readonly<Record<string, unknown>>
  readonly write: boolean
}

export type LedgerEntry = {
  readonly seq: number
  readonly proposal: string
  readonly type: string
  readonly event: Readonly<Record<string, unknown>>
}

export type Asked = {
  readonly proposal: string
  readonly act: 'approve' | 'edit' | 'reject' | 'retry' | 'withdraw' | 'undo' | 'resolve'
  readonly arguments: Readonly<Record<string, unknown>> | null
  acknowledged: boolean
}

export type Violation = { readonly invariant: string; readonly what: string }

/** Done, or nobody claims that it was not. */
const mayHaveHappened = ['succeeded', 'unknown', 'undo_pending', 'undone', 'undo_failed']
const surelyHappened = ['succeeded', 'undo_pending', 'undone', 'undo_failed']
const signing = ['approve', 'edit', 'retry']

export function judge(evidence: Evidence): readonly Violation[] {
  const entries = Map.groupBy(evidence.ledger, (entry) => entry.proposal)
  const of = (id: string): readonly LedgerEntry[] => entries.get(id) ?? []
  return [
    ...judgeEffects(evidence, of),
    ...judgeWords(evidence, of),
    ...judgeCustomers(evidence),
    ...judgeTyped(evidence),
    ...judgeTold(evidence),
    ...judgeAcknowledged(evidence, of),
    ...evidence.unfinished.map((what) => ({ invariant: 'nothing is lost', what })),
    ...evidence.damage.map((what) => ({ invariant: 'the ledger verifies', what })),
  ]
}

type EntriesOf = (id: string) => readonly LedgerEntry[]

/** Whether somebody who may signed exactly this before it left; null: nobody is missing. */
function unsigned(id: string, went: unknown, until: number, { asked }: Evidence, of: EntriesOf): string | null {
  const signature = of(id).findLast(({ type, seq }) => type === 'approved' && seq < until)
  if (signature === undefined) return 'nobody signed it'
  const { signer, arguments: args } = signature.event as { signer?: { by?: string }; arguments?: object }
  if (!covers(args, went)) return `${JSON.stringify(args)} was signed`
  if (signer?.by === 'rule') return null
  const isMeant = asked.some(({ proposal, act }) => proposal === id && signing.includes(act))
  return isMeant ? null : 'the operator never asked for it'
}

/** Everything that went out is as it was signed. */
const covers = (signed: object | undefined, went: unknown): boolean =>
  Object.entries((went ?? {}) as object).every(
    ([name, value]) =>
      JSON.stringify(Object.entries(signed ?? {}).find(([key]) => key === name)?.[1]) === JSON.stringify(value),
  )

function judgeEffects(evidence: Evidence, of: EntriesOf): readonly Violation[] {
  const found: Violation[] = []
  const attempts = new Map<string, LedgerEntry>()
  for (const entry of evidence.ledger)
    if (entry.type === 'attempted') {
      const key = String(entry.event['idempotencyKey'])
      if (!attempts.has(key)) attempts.set(key, entry)
    }
  const happened = new Map<string, number>()
  for (const { kind, key, input } of evidence.effects) {
    const what = `${kind} ${JSON.stringify(input)} under ${key}`
    const attempt = key === null ? undefined : attempts.get(key)
    if (key === null || attempt === undefined) {
      found.push({ invariant: 'no effect without a decision or rule', what: `${what}: no attempt in the ledger` })
      continue
    }
    happened.set(attempt.proposal, (happened.get(attempt.proposal) ?? 0) + 1)
    const why = unsigned(attempt.proposal, input, attempt.seq, evidence, of)
    if (why !== null) found.push({ invariant: 'no effect without a decision or rule', what: `${what}: ${why}` })
  }
  for (const [key, same] of Map.groupBy(evidence.effects, (effect) => effect.key))
    if (same.length > 1) found.push({ invariant: 'at most one effect per key', what: `${same.length} under ${key}` })
  for (const { id, tool, state, write } of evidence.proposals) {
    const times = happened.get(id) ?? 0
    const what = `${tool} ${id} is shown as ${state} and happened ${times} times`
    if (times > 1) found.push({ invariant: 'at most one effect per key', what })
    if (times > 0 && !mayHaveHappened.includes(state)) found.push({ invariant: 'what is shown is true', what })
    if (times === 0 && write && surelyHappened.includes(state)) found.push({ invariant: 'what is shown is true', what })
  }
  return found
}

function judgeWords(evidence: Evidence, of: EntriesOf): readonly Violation[] {
  const found: Violation[] = []
  const replies = evidence.proposals.filter(({ kind }) => kind === 'reply')
  const byText = Map.groupBy(replies, (reply) => String(reply.arguments['text']))
  const timesSent = new Map<string, number>()
  for (const text of evidence.sent) timesSent.set(text, (timesSent.get(text) ?? 0) + 1)
  for (const [text, times] of timesSent) {
    const told = (byText.get(text) ?? []).filter(({ state }) => mayHaveHappened.includes(state))
    const what = `“${text}” stands ${times} times in the helpdesk; ${told.length} replies may have gone out`
    if (told.length === 0) found.push({ invariant: 'no effect without a decision or rule', what })
    else if (times > told.length) found.push({ invariant: 'at most one effect per key', what })
    for (const { id } of told) {
      const why = unsigned(id, { text }, Number.POSITIVE_INFINITY, evidence, of)
      if (why !== null) found.push({ invariant: 'no effect without a decision or rule', what: `“${text}”: ${why}` })
    }
  }
  for (const [text, same] of byText) {
    const done = same.filter(({ state }) => surelyHappened.includes(state)).length
    const times = timesSent.get(text) ?? 0
    const what = `“${text}” is shown as sent ${done} times and stands ${times} times in the helpdesk`
    if (done > times) found.push({ invariant: 'what is shown is true', what })
  }
  return found
}

function judgeCustomers({ written, stored }: Evidence): readonly Violation[] {
  const kept = new Map<string, number>()
  const nameOf = (one: { conversation: string; text: string }): string => `${one.conversation} ${one.text}`
  for (const one of stored) kept.set(nameOf(one), (kept.get(nameOf(one)) ?? 0) + 1)
  return written.flatMap((one) => {
    const times = kept.get(nameOf(one)) ?? 0
    const what = `“${one.text}” of conversation ${one.conversation} is stored ${times} times`
    return times === 1 ? [] : [{ invariant: 'nothing is lost', what }]
  })
}

/** What was typed in a call is kept once, and where the desk died within the second, at most once. */
function judgeTyped({ typed, stored }: Evidence): readonly Violation[] {
  return typed.flatMap(({ conversation, text, outlived }) => {
    const times = stored.filter((one) => one.conversation === conversation && one.text === text).length
    const what = `“${text}”, typed in ${conversation}, is stored ${times} times`
    return times === 1 || (times === 0 && !outlived) ? [] : [{ invariant: 'nothing is lost', what }]
  })
}

/** A voice agent hears one thing of each function, and of what it hears is done nobody says otherwise. */
function judgeTold({ told, proposals }: Evidence): readonly Violation[] {
  return [...Map.groupBy(told, ({ callId }) => callId)].flatMap(([callId, same]) => {
    const outputs = new Set(same.map(({ output }) => output))
    const proposal = proposals.find((one) => one.callId === callId)
    const isDone = same.some(({ output }) => output.includes('"status":"executed"'))
    const what = `${callId} (${proposal?.tool}, ${proposal?.state}) was told ${[...outputs].join(' and ')}`
    return [
      ...(outputs.size > 1 ? [{ invariant: 'a voice agent is told once', what }] : []),
      ...(isDone && !mayHaveHappened.includes(proposal?.state ?? '')
        ? [{ invariant: 'what is shown is true', what }]
        : []),
    ]
  })
}

/** What the operator was told is done stands in the ledger; what was signed has an outcome, or is shown as unknown. */
function judgeAcknowledged({ asked, proposals }: Evidence, of: EntriesOf): readonly Violation[] {
  const missing = asked.flatMap((one) => {
    if (!one.acknowledged || of(one.proposal).some((entry) => isRecordOf(entry, one))) return []
    return [
      { invariant: 'nothing is lost', what: `${one.act} of ${one.proposal} was acknowledged and is not in the ledger` },
    ]
  })
  const open = proposals
    .filter(({ state }) => state === 'scheduled' || state === 'executing')
    .map(({ id, state }) => ({ invariant: 'nothing is lost', what: `${id} was signed and is ${state} for ever` }))
  return [...missing, ...open]
}

function isRecordOf({ type, event }: LedgerEntry, { act, arguments: args }: Asked): boolean {
  switch (act) {
    case 'approve':
    case 'edit':
    case 'retry':
      return (
        type === 'approved' && event['verb'] === act && (args === null || covers(event['arguments'] as object, args))
      )
    case 'reject':
      return type === 'rejected' || type === 'given_up'
    case 'withdraw':
      return type === 'withdrawn'
    case 'undo':
      return type === 'undo_requested'
    case 'resolve':
      return type === 'succeeded' || type === 'failed'
  }
}
