import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { KnowledgeGap } from '#contract/knowledge.ts'
import { account } from '#test/support/account.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** From a question nobody could answer to a document the bot answers from, and a folder brought up to date. */
let rig: DeskInProcess
let my: ReturnType<typeof account>
const folder = mkdtempSync(join(tmpdir(), 'countersign-knowledge-'))

beforeAll(async () => {
  rig = await startDesk({ poll: true })
  my = account(rig)
  rig.sandbox.control.bot({ stepMs: 0, latencyMs: 0, perMinute: 10_000 })
})
afterAll(async () => {
  await rig.stop()
  rmSync(folder, { recursive: true })
})

const knowledge = () => rig.desk().knowledge
const world = () => rig.sandbox.control.botWorld()
const gaps = async (): Promise<readonly KnowledgeGap[]> => (await knowledge().gaps({})).gaps
const query = (message: string) =>
  fetch(`${rig.sandbox.baseUrls.bot}/v1/query`, {
    method: 'POST',
    headers: { authorization: `Bearer ${rig.sandbox.keys.bot ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  })

test('a question without an answer becomes a document; it is asked again, over a stop, and its gap is closed', async () => {
  await query('Do you ship to Iceland?')
  await query('Is shipping to Iceland possible?')
  const gap = (await gaps()).find(({ question }) => question.includes('Iceland'))
  if (gap === undefined) throw new Error('There is no gap.')
  expect(gap).toMatchObject({ state: 'open', count: 2, draftId: null })
  const draft = await knowledge().draftGap({ id: gap.id })
  expect(draft.text).toMatchObject({ title: expect.stringContaining('Iceland') })
  expect((await knowledge().draftGap({ id: gap.id })).id).toBe(draft.id)

  const publish = { act: { act: 'publish' as const, draftId: draft.id }, consent: { typed: '' } }
  const text = { ...draft.text, content: 'Write to jo@example.com.' }
  expect((await knowledge().keepDraft({ id: draft.id, text })).findings[0]).toMatchObject({ level: 'error', line: 1 })
  await expect(knowledge().propose(publish)).rejects.toMatchObject({ code: 'blocked' })
  const content =
    '# Do you ship to Iceland?\n\nShipping to Iceland is possible. We ship to Iceland within nine working days.\n'
  await knowledge().keepDraft({ id: draft.id, text: { ...text, content } })

  rig.sandbox.control.bot({ stepMs: 3_600_000 })
  await my.ended(await knowledge().propose(publish), 'succeeded')
  const retest = async () => (await knowledge().retests({})).retests[0]
  await until('the questions to wait', async () => ((await retest())?.state === 'indexing' ? true : null))
  const document = world().documents.at(-1)
  const again = { act: { act: 'reindex' as const, ids: [document?.id ?? ''] }, consent: { typed: '' } }
  await my.ended(await knowledge().propose(again), 'succeeded')
  const jobs = async () => (await rig.desk().bot.tasks({})).tasks.map(({ title, job }) => `${title}: ${job.state}`)
  const titles = [`Index again: ${document?.title}`, draft.text.title]
  expect(await jobs()).toEqual(titles.map((title) => `${title}: queued`))
  await rig.restart(() => rig.sandbox.control.bot({ stepMs: 0 }))
  await until('the jobs to be over', async () =>
    (await jobs()).join() === titles.map((title) => `${title}: succeeded`).join() ? true : null,
  )
  const done = await until('the questions to be asked', async () => {
    const now = await retest()
    return now?.state === 'done' ? now : null
  })
  expect(done.questions.length).toBeGreaterThan(1)
  expect(done.questions[0]?.before).toMatchObject({ trouble: null, sources: [] })
  expect(done.questions[0]?.after?.sources[0]?.documentId).toBe(done.documentId)
  expect(done.questions[0]?.after?.confidence?.value).toBeGreaterThan(0.4)
  expect((await gaps()).filter(({ question }) => question.includes('Iceland'))).toEqual([])
  expect(world().gaps.filter(({ status }) => status === 'resolved').length).toBeGreaterThan(1)
})

test('a gap is ignored here and at the service, and opened again', async () => {
  await query('Do you sell gift vouchers?')
  const [gap] = await gaps()
  const { id = '' } = gap ?? {}
  await knowledge().setGap({ id, state: 'ignored' })
  expect(world().gaps.find(({ question }) => question.includes('vouchers'))?.status).toBe('ignored')
  expect(await knowledge().gaps({ state: 'ignored' })).toMatchObject({ gaps: [{ id }], counts: { open: 0 } })
  await knowledge().setGap({ id, state: 'open' })
  expect((await gaps()).map((one) => one.id)).toEqual([id])
})

test('a folder is compared, sent in what differs, and deletes only what was ticked', async () => {
  const write = (name: string, words: string | Buffer) => writeFileSync(join(folder, name), words)
  mkdirSync(join(folder, 'care'))
  write('care/boots.md', '---\ntitle: Boot care\n---\nWax them twice a year.\n')
  write('tents.html', '<title>Tents</title><script>x()</script><p>Air the tent before you pack it.</p>')
  write('picture.md', Buffer.from([0x89, 0x50, 0x00]))
  write('latin.md', Buffer.from([0x63, 0xe9, 0x20]))
  symlinkSync('/etc/hostname', join(folder, 'link.md'))
  const plan = await knowledge().planSync({ folder })
  expect(plan.changes.map(({ kind, externalId }) => `${kind} ${externalId}`)).toEqual([
    'add care/boots.md',
    'add tents.html',
  ])
  expect(plan.skipped.map(({ path }) => path)).toEqual(['latin.md', 'link.md', 'picture.md'])
  const sync = async (planId: string, deletes: string[] = []) =>
    my.ended(
      await knowledge().propose({ act: { act: 'sync', planId, deletes }, consent: { typed: '' } }),
      'succeeded',
      'failed',
    )
  expect((await sync(plan.id)).arguments).toMatchObject({ adds: 2, changes: 0, deletes: 0 })
  expect((await rig.desk().bot.tasks({})).tasks[0]).toMatchObject({
    title: `${plan.folder}: 2 of 2`,
    job: { state: 'succeeded' },
  })
  const stored = () => world().documents.filter(({ external_id: name }) => /\.(md|html)$/.test(name ?? ''))
  expect(stored().find(({ title }) => title === 'Tents')?.content).toBe('Air the tent before you pack it.\n')
  expect(await knowledge().planSync({ folder })).toMatchObject({ changes: [], same: 2 })

  rmSync(join(folder, 'tents.html'))
  write('care/boots.md', 'Wax them once a year.')
  const second = await knowledge().planSync({ folder })
  expect(second.changes.map(({ kind }) => kind)).toEqual(['change', 'delete'])
  write('care/boots.md', 'Wax them never.')
  expect((await sync(second.id)).outcome?.error?.message).toContain('changed since this was signed')
  const third = await knowledge().planSync({ folder })
  await sync(third.id)
  expect(stored()).toHaveLength(2)
  const fourth = await knowledge().planSync({ folder })
  await sync(fourth.id, ['tents.html'])
  expect(stored().map(({ content }) => content)).toEqual(['Wax them never.\n'])
  expect((await knowledge().syncs({})).runs[0]).toMatchObject({ state: 'done', taken: 1, failed: 0 })
})
