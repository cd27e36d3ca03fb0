import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { World } from '#test/support/world.ts'
import { createRig, proposalOf, seen, until, type Rig } from '#test/support/desk-rig.ts'

/** A real desk process is killed while the bot takes a folder and while it answers a customer: nothing is lost, nothing done twice. */
let rig: Rig
let folder: string
/** Of the customer, and the questions the bot had counted before. */
let conversation: string
let before: number
/** The one that runs. */
let desk: World
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-folder-'))
  rig = await createRig((configuration) => ({
    answering: { ...configuration.answering, otherwise: 'bot', withoutIdentity: true, line: 0.4 },
  }))
  desk = await rig.startDesk(null)
  await rig.sandbox.control.bot({ stepMs: 0, latencyMs: 0, perMinute: 10_000 })
})
afterAll(async () => {
  await rig.stop()
  await rm(folder, { recursive: true })
})

const killAndStart = async () => {
  await desk.kill('SIGKILL')
  await rig.sandbox.control.clearFaults()
  desk = await rig.startDesk(null)
}
const reached = (route: string, times: number) =>
  until(`${route} to arrive`, async () =>
    (await rig.sandbox.control.counters()).requests.bot[route] === times ? true : null,
  )
const used = async () => (await rig.sandbox.control.botWorld()).queries.api
const asked = async (path: string) =>
  (await rig.sandbox.control.requests('bot')).filter((one) => one.method === 'POST' && one.path === path)
/** The service did it; its answer is on the way for ever. */
const answerLate = (path: string, skip = 0) =>
  rig.sandbox.control.fault({ service: 'bot', path, kind: 'slow_answer', ms: 600_000, skip })

test('killed while the bot answers: the question counts once, its answer is proposed once and sent once', async () => {
  const words = 'Can unworn goods be returned within 60 days for a refund or an exchange?'
  before = await used()
  await answerLate('/v1/query')
  conversation = await rig.sandbox.control.inject({ text: words })
  await reached('POST /v1/query', 1)
  await killAndStart()
  const reply = await proposalOf(desk, conversation, 'send_reply', ['pending'])
  const queries = await asked('/v1/query')
  expect(new Set(queries.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(await used()).toBe(before + 1)
  await desk.desk().proposals.decide({ verb: 'approve', ...seen(reply) })
  await proposalOf(desk, conversation, 'send_reply', ['succeeded'])
})

test('killed in the middle of a folder: it is shown as stopped with its counts, and one signature sends what is missing', async () => {
  // So long that the forty do not fit in one request.
  const words = 'Wax the boots. '.repeat(10_000)
  const names = Array.from({ length: 40 }, (_, at) => `boots-${String(at).padStart(2, '0')}.md`)
  for (const name of names) await writeFile(join(folder, name), `# ${name}\n\n${words}\n`)
  const plan = await desk.desk().knowledge.planSync({ folder })
  expect(plan.changes).toHaveLength(40)
  await answerLate('/v1/kb/documents:batch', 1)
  const act = { act: 'sync' as const, planId: plan.id, deletes: [] }
  const { id } = await desk.desk().knowledge.propose({ act, consent: { typed: '' } })
  const stored = async () =>
    (await rig.sandbox.control.botWorld()).documents.filter((one) => names.includes(one.external_id ?? ''))
  await reached('POST /v1/kb/documents:batch', 2)
  await killAndStart()
  const proposal = async () => (await desk.desk().proposals.get({ id })).proposal
  const stopped = await until('the desk to have looked', async () => {
    const now = await proposal()
    return now.state === 'failed' ? now : null
  })
  const [run] = (await desk.desk().knowledge.syncs({})).runs
  expect(run).toMatchObject({ proposalId: id, state: 'stopped', total: 40, done: run?.taken })
  expect(run?.taken).toBeGreaterThan(20)
  expect(run?.taken).toBeLessThan(40)
  expect(stopped.outcome).toMatchObject({
    retryable: true,
    error: { message: expect.stringContaining(`At least ${run?.taken} of 40`) },
  })
  expect(await asked('/v1/kb/documents:batch')).toHaveLength(2)

  await desk.desk().proposals.decide({ verb: 'retry', ...seen(stopped) })
  await until('the rest to be sent', async () => ((await proposal()).state === 'succeeded' ? true : null))
  // What may have arrived is asked for again with its own key, which the service knows: it does nothing a second time.
  const [, lost, again, ...more] = await asked('/v1/kb/documents:batch')
  expect(more).toEqual([])
  expect(again?.headers['idempotency-key']).toBe(lost?.headers['idempotency-key'])
  expect(again?.body).toEqual(lost?.body)
  expect((await stored()).map(({ version }) => version)).toEqual(names.map(() => 1))
  expect((await desk.desk().knowledge.syncs({})).runs[0]).toMatchObject({ state: 'done', taken: 40, done: 40 })
  expect((await desk.desk().bot.tasks({})).tasks.map(({ title }) => title)).toContain(`${plan.folder}: 40 of 40`)
  expect(await desk.desk().knowledge.planSync({ folder })).toMatchObject({ changes: [], same: 40 })
})

test('after every death the customer has one answer, and the bot one question', async () => {
  await desk.desk().sync.now({})
  const { items } = await desk.desk().conversations.list({ state: 'all', cursor: null, limit: 200 })
  const known = items.find((one) => one.externalId === conversation)
  const { proposals, messages } = await desk.desk().conversations.get({ id: known?.id ?? 0 })
  expect(proposals).toHaveLength(1)
  expect(messages.filter(({ author }) => author === 'agent')).toHaveLength(1)
  expect(await used()).toBe(before + 1)
  expect((await rig.sandbox.control.counters()).parts['comment']).toBe(1)
})
