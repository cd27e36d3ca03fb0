import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { StoredCall } from '#main/store/call-rows.ts'
import type { OpenedStore } from '#main/store/index.ts'
import { foundIn, searchFor, understood } from '#test/support/search.ts'
import { approvedBy, emptyStore, incomingConversation, pendingProposals } from '#test/support/store.ts'

/** What leaves one desk comes into another: found by its words there, with its sound, and only once. */
type World = Awaited<ReturnType<typeof emptyStore>>
const worlds: World[] = []
const another = async (): Promise<World> => {
  const made = await emptyStore()
  worlds.push(made)
  return made
}
afterEach(async () => {
  for (const one of worlds.splice(0)) await one.remove()
})

async function exported(store: OpenedStore, text: string, audio: 'none' | 'all'): Promise<string> {
  const request = {
    of: { by: 'query' as const, text },
    formats: ['jsonl' as const],
    masks: [],
    layout: 'each' as const,
    audio,
  }
  const chosen = { by: 'query' as const, query: understood(text) }
  for await (const step of store.exchange.export({ request, chosen, program: '1' }, new AbortController().signal))
    if (step.type === 'result') return step.result.folder
  throw new Error('Nothing was exported.')
}

function upload(store: OpenedStore, file: string): string {
  const bytes = readFileSync(file)
  const id = store.exchange.uploads.begin(bytes.length)
  store.exchange.uploads.add(id, 0, bytes)
  return id
}

async function take(store: OpenedStore, file: string, sounds: readonly string[] = []) {
  const id = upload(store, file)
  for (const sound of sounds) await store.exchange.uploads.adopt(id, upload(store, sound))
  let report = null
  for await (const step of store.exchange.stage(id, new AbortController().signal))
    if (step.type === 'result') ({ report } = step)
  for await (const step of store.exchange.apply(id, { by: 'Jo', name: 'x', sha256: '', keepTheirs: false }))
    if (step.type === 'result') return { report, outcome: step.outcome }
  throw new Error('No outcome.')
}

test('what a search of actions finds comes into an empty desk, its words are found there, and a second time adds nothing', async () => {
  const [there, here] = [await another(), await another()]
  const proposals = await pendingProposals(there.store, ['p1', 'p2', 'p3'])
  const [first] = proposals
  await there.store.ledger.commit({
    id: 'p1',
    expect: { states: ['pending'], revision: 0, argsHash: first!.argsHash },
    events: [approvedBy('Jo', first!)],
    outbox: { state: 'ready', key: 'p1' },
  })
  await there.store.conversations.merge([incomingConversation('other')], null)
  const query = 'tool:refund_order decision:approved'
  expect(await foundIn(there.store, query)).toEqual([first!.conversationId])
  const file = join(await exported(there.store, query, 'none'), 'conversations.jsonl')
  const { messages } = await there.store.conversations.messages(first!.conversationId, { before: null, limit: 9 })
  expect((await take(here.store, file)).outcome).toMatchObject({ conversations: 1, actions: expect.any(Number) })
  expect((await take(here.store, file)).outcome).toMatchObject({ conversations: 0, messages: 0, actions: 0 })
  for (const word of (messages[0]?.text ?? '').split(' ').slice(0, 3))
    expect([word, await foundIn(here.store, word)]).toEqual([word, [1]])
  expect(await foundIn(here.store, '')).toEqual([1])

  // Its action is one: found by what it was and how it ended, told as one, and nothing that waits or runs here.
  const asked = [query, 'proposer:imported', 'by:Jo', `risk:${first!.risk}`, 'id:p1', 'arg.amount:>0 proposer:imported']
  for (const one of asked) expect([one, await foundIn(here.store, one)]).toEqual([one, [1]])
  for (const one of ['proposer:agent', 'decision:rejected'])
    expect([one, await foundIn(here.store, one)]).toEqual([one, []])
  const { entries, proposals: own } = await here.store.timeline.view(1)
  expect(entries.flatMap((entry) => ('imported' in entry ? [entry.kind] : []))).toEqual(
    expect.arrayContaining(['proposal', 'decision']),
  )
  expect(entries.filter((entry) => entry.kind === 'message' && entry.message.kind === 'event')).toEqual([])
  expect(own).toEqual([])
  await expect(here.store.ledger.get('p1')).rejects.toMatchObject({ code: 'not_found' })
  const [hit] = (await searchFor(here.store, query)).hits
  expect(hit?.entryIds.length).toBeGreaterThan(0)
  expect(entries.map(({ id }) => id)).toEqual(expect.arrayContaining(hit?.entryIds ?? []))
})

test('scores come along with their scorecard, count in a search, and never take the place of ours', async () => {
  const [there, here] = [await another(), await another()]
  for (const { store } of [there, here])
    await store.conversations.merge([incomingConversation('judged', { state: 'closed' })], null)
  const subject = { conversationId: 1, kind: 'conversation' as const, id: null }
  const judge = async (
    { quality }: OpenedStore,
    scorecardId: string,
    version: number,
    reviewer: string,
    id: string,
    mark: number,
  ) => {
    const { body } = await quality.scorecard(scorecardId, version)
    const answers = body.categories.map((one) => ({
      category: one.id,
      mark: one.scale === 'five' ? mark : 2,
      causes: [],
      note: '',
    }))
    const place = { subject, scorecardId, version, reviewer, calibration: null }
    const { stamp } = await quality.draft(place, id, null, { answers, note: 'Careful.' }, 1)
    await quality.submit(id, stamp, 2)
  }
  const card = await there.store.quality.scorecard('conversations', null)
  const theirs = { id: 'conversations', by: 'Ana', at: 5, body: { ...card.body, name: 'Talks' } }
  await there.store.quality.reviseScorecard(theirs, 1)
  const own = { ...theirs, id: 'ours-alone', body: { ...card.body, name: 'Mine' } }
  await there.store.quality.addScorecard(own)
  await judge(there.store, 'conversations', 1, 'Ana', 'q1', 5)
  await judge(there.store, 'conversations', 2, 'Ana', 'q2', 3)
  await judge(there.store, 'ours-alone', 1, 'Ben', 'q3', 1)
  await judge(here.store, 'conversations', 1, 'ana', 'q9', 1)

  const folder = await exported(there.store, '', 'none')
  expect(await take(here.store, join(folder, 'conversations.jsonl'))).toMatchObject({
    report: { scores: { adds: 2, same: 0, conflicts: 1 }, scorecards: { adds: 1, same: 1, conflicts: 1 } },
    outcome: { merged: 1 },
  })
  expect(await take(here.store, join(folder, 'conversations.jsonl'))).toMatchObject({
    report: { scores: { adds: 0, same: 2, conflicts: 1 }, scorecards: { adds: 0, same: 3, conflicts: 0 } },
    outcome: { merged: 0, duplicates: 1 },
  })
  const scores = await here.store.quality.submitted(null, 9)
  expect(scores.map(({ id }) => id).toSorted()).toEqual(['q2', 'q3', 'q9'])
  expect(await here.store.quality.history('q3')).toHaveLength(1)
  const second = scores.find(({ id }) => id === 'q2')
  expect(second?.result.percent).toBe((await there.store.quality.score('q2')).result.percent)
  const cards = await here.store.quality.scorecards()
  expect(cards.find(({ id }) => id === 'conversations')?.version).toBe(1)
  expect(cards.find(({ id }) => id === 'ours-alone')).toMatchObject({
    version: 1,
    archived: false,
    body: { name: 'Mine' },
  })
  expect(cards.find(({ id }) => id === second?.scorecardId)).toMatchObject({
    archived: true,
    body: { name: 'Talks (imported)' },
  })
  expect(await foundIn(here.store, 'has:score')).toEqual([1])
})

test.each(['export', 'backup'] as const)(
  'the sound of a call comes along with an %s, if it is what it is said to be',
  async (form) => {
    const [there, here] = [await another(), await another()]
    const sound = Buffer.from('RIFF and what was said')
    const sha256 = createHash('sha256').update(sound).digest('hex')
    const folder = there.options.recordingDirectory
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'k1.wav'), sound)
    const call: Omit<StoredCall, 'conversationId'> = {
      id: 'k1',
      agent: { id: 'a', name: 'Ada', voice: 'Eve' },
      caller: 'Ana Ruiz',
      number: null,
      medium: 'voice',
      dryRun: false,
      state: 'ended',
      startedAt: 1000,
      liveAt: 1000,
      endedAt: 2000,
      end: { why: 'operator', message: '' },
      recording: { state: 'kept', durationMs: 1000, gaps: [], repaired: false },
      consent: null,
      knowledge: null,
      outOfSight: [],
      cost: { amount: 0, currency: 'USD' },
    }
    await there.store.calls.begin(call, { externalId: 'k1', name: 'Ana Ruiz', email: null })
    const recording = { file: 'k1.wav', bytes: sound.length, sha256, offsetMs: 40, peaks: null }
    await there.store.calls.keep('k1', { recording, conversation: { state: 'closed' } })
    const place = form === 'export' ? await exported(there.store, '', 'all') : (await there.store.backup.create()).file
    const file = form === 'export' ? join(place, 'conversations.jsonl') : place
    const beside = form === 'export' ? join(place, 'audio') : place.replace(/db$/, 'calls')
    const sounds = readdirSync(beside)
      .filter((name) => name.endsWith('.wav'))
      .map((name) => join(beside, name))
    expect(sounds).toHaveLength(1)

    const wrong = await another()
    const false_ = join(wrong.options.exportDirectory, '..', 'k1.wav')
    writeFileSync(false_, 'something else')
    expect((await take(wrong.store, file, [false_])).report).toMatchObject({ recordings: { named: 1, here: 0 } })
    expect(await wrong.store.calls.recording('k1')).toBeNull()

    expect((await take(here.store, file, sounds)).report).toMatchObject({ recordings: { named: 1, here: 1 } })
    expect(await here.store.calls.recording('k1')).toEqual(recording)
    expect(readFileSync(join(here.options.recordingDirectory, 'k1.wav'))).toEqual(sound)
  },
)
