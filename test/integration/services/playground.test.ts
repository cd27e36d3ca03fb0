import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Run, RunEvent } from '#contract/playground.ts'
import { RunInputSchema } from '#contract/playground.ts'
import { shopLine } from '#main/sandbox/account/voice-agents.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** Runs, stored answers and deferred ones through the contract, against the sandbox's own text interfaces. */
let rig: DeskInProcess
beforeAll(async () => {
  rig = await startDesk({ poll: true })
})
afterAll(() => rig.stop())

const model = 'grok-4-1-fast-non-reasoning'
const ask = (text: string, more: object = {}) =>
  RunInputSchema.parse({ model, items: [{ kind: 'message', role: 'user', text }], ...more })
const desk = () => rig.desk().playground
const ended = (id: string): Promise<Run> =>
  until('the run to end', async () => {
    const run = await desk().get({ id })
    return run.state === 'running' ? null : run
  })

test('a run is watched as it is written, priced by the service, and cancelled where it stands', async () => {
  const { id } = await desk().start(ask('Can you resole boots?'))
  expect(await ended(id)).toMatchObject({
    state: 'done',
    result: { cost: { source: 'service', currency: 'USD' }, isHeld: false, end: 'done' },
  })
  rig.sandbox.control.shape({ wordDelayMs: 60 })
  const slow = await desk().start(ask('Can you resole boots?', { engine: 'chat' }))
  const ending = new AbortController()
  const seen: RunEvent[] = []
  for await (const event of desk().watch({ id: slow.id }, { signal: ending.signal })) {
    seen.push(event)
    if (event.type === 'words' && event.text !== '') ending.abort()
  }
  expect(seen[0]).toMatchObject({ type: 'run', run: { state: 'running' } })
  const cancelled = await desk().cancel({ id: slow.id })
  expect(cancelled).toMatchObject({ state: 'cancelled', trouble: { code: 'cancelled' }, result: null })
  expect(cancelled.text).not.toBe('')
  rig.sandbox.control.shape({ wordDelayMs: 0 })
  const failed = await desk().start(ask('Hi', { model: 'grok-nope' }))
  expect(await ended(failed.id)).toMatchObject({ state: 'failed', trouble: { code: 'not_found' } })
  await expect(desk().get({ id: 'run_nobody' })).rejects.toMatchObject({ code: 'not_found' })
})

test('what the service keeps is retrieved and forgotten', async () => {
  const { id } = await desk().start(ask('Can you resole boots?', { store: true }))
  const { result } = await ended(id)
  expect(result?.isHeld).toBe(true)
  const responseId = result?.id ?? ''
  expect(await desk().retrieve({ responseId })).toMatchObject({ text: result?.text })
  await desk().forget({ responseId })
  await expect(desk().retrieve({ responseId })).rejects.toMatchObject({ code: 'not_found' })
})

test('a stored agent answers once; what it asks for is shown and not done', async () => {
  const text = 'My tent pole is snapped, please refund order 10433.'
  const before = rig.sandbox.control.requests('xai').length
  const result = await desk().runAgent({ agentId: shopLine.agent_id, text })
  expect(result.calls).toMatchObject([{ name: 'lookup_order', arguments: '{"order_id":"10433"}' }])
  const asked = rig.sandbox.control.requests('xai').slice(before)
  expect(asked.map(({ path }) => path)).toEqual([`/v1/agents/${shopLine.agent_id}`, '/v1/chat/completions'])
  expect(asked[1]?.body).toMatchObject({
    stream: false,
    messages: [
      { role: 'system', content: shopLine.instructions },
      { role: 'user', content: text },
    ],
    tools: expect.arrayContaining([expect.objectContaining({ type: 'function' })]),
  })
  expect(rig.sandbox.control.effects()).toEqual([])
  await expect(desk().runAgent({ agentId: 'agent_nobody', text })).rejects.toMatchObject({ code: 'not_found' })
})

test('a deferred answer is fetched once, kept before it is shown, and waited for again after a restart', async () => {
  const fetches = () =>
    rig.sandbox.control.requests('xai').filter(({ path }) => path.includes('/deferred-completion/')).length
  rig.sandbox.control.text({ deferredPolls: 1 })
  const waiting = await desk().defer({ ...ask('Can you resole boots?'), waitSeconds: 600 })
  expect(waiting).toMatchObject({ state: 'waiting', model, about: 'Can you resole boots?' })
  await until('the first question', () => (fetches() === 1 ? true : null))
  await rig.restart()
  await until('the answer', async () =>
    (await desk().deferred({})).items.some((one) => one.id === waiting.id && one.state === 'done') ? true : null,
  )
  expect(fetches()).toBe(2)
  expect((await desk().deferredResult({ id: waiting.id })).text).not.toBe('')
  await expect(desk().resumeDeferred({ id: waiting.id, waitSeconds: 60 })).rejects.toMatchObject({
    code: 'illegal_transition',
  })

  rig.sandbox.control.text({ deferredPolls: 1000 })
  const given = await desk().defer({ ...ask('Nobody waits for this'), waitSeconds: 600 })
  expect(await desk().cancelDeferred({ id: given.id })).toMatchObject({ state: 'cancelled' })
  expect(await desk().resumeDeferred({ id: given.id, waitSeconds: 60 })).toMatchObject({ state: 'waiting' })
  await desk().removeDeferred({ id: given.id })
  expect((await desk().deferred({})).items.map((one) => one.id)).toEqual([waiting.id])

  rig.sandbox.control.fault({ service: 'xai', path: '/v1/chat/deferred-completion/*', kind: 'status', status: 404 })
  const lost = await desk().defer({ ...ask('Lost'), waitSeconds: 600 })
  await until('it to be known as lost', async () =>
    (await desk().deferred({})).items.some((one) => one.id === lost.id && one.state === 'lost') ? true : null,
  )
  rig.sandbox.control.text({ deferredPolls: 1 })
})
