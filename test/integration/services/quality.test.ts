import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Sampling, Subject } from '#contract/quality.ts'
import { startReader } from '#main/hosts/reader-thread.ts'
import { openForReading } from '#main/store/database.ts'
import { body, context, marks, plan, startQuality } from '#test/support/quality-desk.ts'
import { quiet } from '#test/support/store.ts'

const everything: Sampling = { by: 'all', amount: { unit: 'percent', value: 100 } }
let desk: Awaited<ReturnType<typeof startQuality>>
let quality: (typeof desk)['quality']

beforeEach(async () => {
  desk = await startQuality()
  quality = desk.quality
})
afterEach(() => desk.remove())

test('a new desk has a scorecard for conversations, turns and actions, and people who may score', async () => {
  const { scorecards } = await quality.scorecards({}, context)
  expect(scorecards.map((one) => [one.body.name, one.body.appliesTo, one.version])).toEqual([
    ['Actions', 'action', 1],
    ['Conversations', 'conversation', 1],
    ['Turns of the agent', 'turn', 1],
  ])
  expect(await quality.reviewers({}, context)).toEqual({ names: ['Jo', 'Sam', 'Ines'] })
})

test('an edit makes a new version; a score keeps its own, and is never counted by another', async () => {
  const id = await desk.newCard()
  const first = await desk.give('Sam', marks(5, 2), { scorecardId: id })
  expect(first).toMatchObject({ version: 1, result: { percent: 100 } })
  const second = await quality.saveScorecard({ seen: { id, version: 1 }, body: { ...body, criticalCap: 30 } }, context)
  expect(second.version).toBe(2)
  await expect(quality.saveScorecard({ seen: { id, version: 1 }, body }, context)).rejects.toMatchObject({
    code: 'changed',
  })
  const asked = { subject: desk.subject(), scorecardId: id, queue: null }
  expect(await quality.sheet({ reviewer: 'Sam', ...asked }, context)).toMatchObject({ scorecard: { version: 1 } })
  expect(await quality.sheet({ reviewer: 'Ines', ...asked }, context)).toMatchObject({ scorecard: { version: 2 } })
  const { versions } = await quality.versions({ id }, context)
  expect(versions.map(({ version }) => version)).toEqual([2, 1])
})

describe('a score', () => {
  test('is a draft until everything is said, then counts, and is changed with its history', async () => {
    const scorecardId = await desk.newCard()
    const given = { subject: desk.subject(), scorecardId, version: 1, calibration: null, reviewer: 'jo' }
    const draft = await quality.draft({ ...given, stamp: null, marks: marks(4, null) }, context)
    expect(draft).toMatchObject({ reviewer: 'Jo', marks: null, revision: 0, result: { missing: ['B'] } })
    await expect(quality.submit({ id: draft.id, stamp: draft.stamp }, context)).rejects.toMatchObject({
      code: 'invalid_input',
      data: { missing: ['B'] },
    })
    const complete = await quality.draft({ ...given, stamp: draft.stamp, marks: marks(4, 2) }, context)
    const submitted = await quality.submit({ id: draft.id, stamp: complete.stamp }, context)
    expect(submitted).toMatchObject({ draft: null, revision: 1, result: { percent: 87.5 } })
    const changing = await quality.draft({ ...given, stamp: submitted.stamp, marks: marks(1, 2) }, context)
    expect(changing.result.percent).toBe(87.5)
    const changed = await quality.submit({ id: draft.id, stamp: changing.stamp }, context)
    expect(changed).toMatchObject({ revision: 2, result: { percent: 50 } })
    const { revisions } = await quality.history({ id: draft.id }, context)
    expect(revisions.map(({ revision, percent }) => [revision, percent])).toEqual([
      [2, 50],
      [1, 87.5],
    ])
    const db = openForReading(desk.options.file)
    expect(db.prepare('select conversation_id from search_changed').pluck().all()).toContain(desk.conversations[0])
    db.close()
  })

  test('that another window changed is not written over', async () => {
    const scorecardId = await desk.newCard()
    const given = { subject: desk.subject(), scorecardId, version: 1, calibration: null, reviewer: 'Jo' }
    const one = await quality.draft({ ...given, stamp: null, marks: marks(4, null) }, context)
    await quality.draft({ ...given, stamp: one.stamp, marks: marks(5, null) }, context)
    await expect(quality.draft({ ...given, stamp: one.stamp, marks: marks(1, 1) }, context)).rejects.toMatchObject({
      code: 'changed',
    })
    await expect(quality.draft({ ...given, stamp: null, marks: marks(1, 1) }, context)).rejects.toMatchObject({
      code: 'changed',
    })
  })

  test('takes only what its scorecard and its conversation know', async () => {
    const scorecardId = await desk.newCard()
    const given = { scorecardId, version: 1, calibration: null, stamp: null, reviewer: 'Jo', marks: marks(1, 1) }
    const tries = [
      [{ subject: desk.subject(), marks: marks(1, 3) }, 'invalid_input'],
      [{ subject: { ...desk.subject(), kind: 'action', id: 'p1' } as const }, 'invalid_input'],
      [{ subject: { conversationId: 99, kind: 'conversation', id: null } as const }, 'not_found'],
      [{ subject: desk.subject(), reviewer: 'Nobody' }, 'forbidden'],
      [{ subject: desk.subject(), calibration: 'rq_0' }, 'not_found'],
    ] as const
    for (const [change, code] of tries) {
      await expect(quality.draft({ ...given, ...change }, context), code).rejects.toMatchObject({ code })
    }
    const action = { ...given, scorecardId: 'actions', marks: { answers: [], note: '' } }
    const other: Subject = { ...desk.subject(1), kind: 'action', id: 'p1' }
    await expect(quality.draft({ ...action, subject: other }, context)).rejects.toMatchObject({ code: 'not_found' })
    const own: Subject = { ...desk.subject(0), kind: 'action', id: 'p1' }
    expect(await quality.draft({ ...action, subject: own }, context)).toMatchObject({ subject: own, marks: null })
  })

  test('stands beside signals, which never fill it in, and shows others once it is in', async () => {
    const scorecardId = await desk.newCard()
    await desk.give('Sam', marks(2, 2), { scorecardId })
    const asked = { reviewer: 'Ines', subject: desk.subject(), scorecardId, queue: null }
    const before = await quality.sheet(asked, context)
    expect(before).toMatchObject({ score: null, others: [], hidden: 1, operators: ['Jo'] })
    expect(before.signals.map(({ id, value }) => [id, value])).toContainEqual(['edited', 'unchanged'])
    await desk.give('Ines', marks(5, 2), { scorecardId })
    const after = await quality.sheet(asked, context)
    expect(after).toMatchObject({ hidden: 0, others: [{ reviewer: 'Sam', result: { percent: 62.5 } }] })
  })
})

test('feedback: given, disputed by whom it is for, settled by who scored', async () => {
  const scorecardId = await desk.newCard()
  const { id } = await desk.give('Sam', marks(2, 2), { scorecardId })
  await quality.giveFeedback({ id, to: 'Jo', text: 'Look at the amount.' }, context)
  const answer = { id, kind: 'disputed', text: 'It was agreed.' } as const
  await expect(quality.answerFeedback({ ...answer, reviewer: 'Ines' }, context)).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(quality.answerFeedback({ ...answer, reviewer: 'Jo', text: '' }, context)).rejects.toMatchObject({
    code: 'invalid_input',
  })
  expect((await quality.feedback({ reviewer: 'Jo' }, context)).items).toMatchObject([{ scorecard: 'Short' }])
  await quality.answerFeedback({ ...answer, reviewer: 'Jo' }, context)
  const settled = await quality.settleFeedback({ id, reviewer: 'Sam', text: 'True. Changed.' }, context)
  expect(settled.feedback).toMatchObject({ answer: { kind: 'disputed', by: 'Jo' }, settled: { by: 'Sam' } })
  await expect(quality.giveFeedback({ id, to: 'Jo', text: 'Again' }, context)).rejects.toMatchObject({
    code: 'conflict',
  })
})

describe('a queue', () => {
  test('keeps the items that were drawn, and knows how far everybody is', async () => {
    const scorecardId = await desk.newCard()
    expect(await quality.preview(plan(scorecardId), context)).toMatchObject({
      conversations: 3,
      candidates: 3,
      sampled: 2,
    })
    const queue = await quality.makeQueue(plan(scorecardId), context)
    const { items } = await quality.items({ id: queue.id, reviewer: 'Jo' }, context)
    desk.findNothing()
    expect((await quality.items({ id: queue.id, reviewer: 'Jo' }, context)).items).toEqual(items)
    await desk.give('Jo', marks(5, 2), { scorecardId, subject: items[0]!.subject })
    await quality.skip({ id: queue.id, position: 2, reviewer: 'Jo', reason: 'Spam' }, context)
    const mine = await quality.items({ id: queue.id, reviewer: 'Jo' }, context)
    expect(mine.items.map(({ state, skipReason }) => [state, skipReason])).toEqual([
      ['scored', null],
      ['skipped', 'Spam'],
    ])
    expect(mine.queue).toMatchObject({ items: 2, done: 2, progress: [{ reviewer: 'Jo', scored: 1, skipped: 1 }] })
    const others = await quality.items({ id: queue.id, reviewer: 'Sam' }, context)
    expect(others.items.map(({ state }) => state)).toEqual(['by_other', 'open'])
    expect((await quality.scores({ queue: queue.id, limit: 10 }, context)).scores).toHaveLength(1)
    await expect(quality.makeQueue(plan(scorecardId), context)).rejects.toMatchObject({ code: 'invalid_input' })
  })

  test('that is blind names nobody until the score is in', async () => {
    const scorecardId = await desk.newCard()
    const { id } = await quality.makeQueue(plan(scorecardId, { blind: true }), context)
    const [item] = (await quality.items({ id, reviewer: 'Sam' }, context)).items
    const asked = { reviewer: 'Sam', subject: item!.subject, scorecardId: null, queue: { id, position: 1 } }
    expect(await quality.sheet(asked, context)).toMatchObject({ blind: true, operators: [] })
    await desk.give('Sam', marks(3, 2), { scorecardId, subject: item!.subject })
    expect(await quality.sheet(asked, context)).toMatchObject({ blind: false, operators: ['Jo'] })
  })
})

test('over the thread of the reader it is the same', async () => {
  await desk.remove()
  desk = await startQuality((file) => startReader(file, quiet))
  const drawn = await desk.quality.preview(plan('actions', { sampling: everything }), context)
  expect(drawn).toMatchObject({ conversations: 3, candidates: 3, sampled: 3 })
  const subject: Subject = { ...desk.subject(), kind: 'action', id: 'p1' }
  const asked = { reviewer: 'Jo', subject, scorecardId: null, queue: null }
  const { subjects, signals } = await desk.quality.sheet(asked, context)
  expect(subjects.map((one) => one.subject.kind)).toEqual(['conversation', 'turn', 'action'])
  expect(signals.find(({ id }) => id === 'edited')).toMatchObject({ evidence: 'e3' })
})

test('a calibration hides others’ scores until one’s own are in, then compares them', async () => {
  const scorecardId = await desk.newCard()
  await expect(quality.makeQueue(plan(scorecardId, { calibrators: ['Sam'] }), context)).rejects.toMatchObject({
    code: 'invalid_input',
  })
  const { id } = await quality.makeQueue(plan(scorecardId, { calibrators: ['Sam', 'Ines'] }), context)
  const { items } = await quality.items({ id, reviewer: 'Sam' }, context)
  const [first, second] = items.map((item) => item.subject)
  const of = (about: Subject) => ({ scorecardId, calibration: id, subject: about })
  await desk.give('Sam', marks(5, 2), of(first!))
  await desk.give('Sam', marks(4, 2), of(second!))
  await expect(desk.give('Jo', marks(1, 1), of(first!))).rejects.toMatchObject({ code: 'forbidden' })
  await desk.give('Ines', marks(1, 2), of(first!))
  const waiting = await quality.calibration({ id, reviewer: 'Ines' }, context)
  expect(waiting).toMatchObject({ revealed: false, complete: 1, rows: [], outliers: [] })
  expect(waiting.waitingFor).toEqual([{ reviewer: 'Ines', left: 1 }])
  const sheet = await quality.sheet(
    { reviewer: 'Ines', subject: first!, scorecardId: null, queue: { id, position: 1 } },
    context,
  )
  expect(sheet).toMatchObject({ others: [], hidden: 1 })
  await desk.give('Ines', marks(4, 2), of(second!))
  await quality.discuss({ id, reviewer: 'Ines', text: 'We read A differently.' }, context)
  const compared = await quality.calibration({ id, reviewer: 'Ines' }, context)
  expect(compared).toMatchObject({
    revealed: true,
    complete: 2,
    waitingFor: [],
    overall: { pairs: 4, percent: 75 },
    notes: [{ by: 'Ines' }],
  })
  expect(compared.rows.map(({ percents, spread }) => [percents, spread])).toEqual([
    [[100, 50], 50],
    [[87.5, 87.5], 0],
  ])
  expect(compared.outliers.map(({ category, reviewer, mark }) => [category, reviewer, mark])).toEqual([
    ['A', 'Sam', '5'],
    ['A', 'Ines', '1'],
  ])
  expect(compared.categories.map(({ percent, alpha }) => [percent, alpha === null])).toEqual([
    [50, false],
    [100, true],
  ])
})
