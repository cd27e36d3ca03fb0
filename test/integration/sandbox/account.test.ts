import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { narrowKey } from '#main/sandbox/sample-keys.ts'

/** `/v1/agents` and `/v1/phone-numbers` of the sample, as a client meets them that is not ours. */
let directory = ''
let sandbox: Sandbox
const start = () => startSandbox({ directory, life: 'off', controlToken: null, world: 'empty' })
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-account-'))
  sandbox = await start()
})
afterAll(async () => {
  await sandbox.stop()
  await rm(directory, { recursive: true, force: true })
})

type Answer = { readonly status: number; readonly body: Record<string, unknown>; readonly text: string }
async function ask(method: string, path: string, body?: unknown, key = sandbox.keys.xai ?? ''): Promise<Answer> {
  const response = await fetch(`${sandbox.baseUrls.xai}${path}`, {
    method,
    // The server goes away in between: a connection that is kept would not.
    headers: {
      authorization: `Bearer ${key}`,
      connection: 'close',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true && text !== ''
  return { status: response.status, text, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} }
}
const create = async (fields: object) => (await ask('POST', '/agents', fields)).body['agent'] as { agent_id: string }
const masked = (agent: object, paths: readonly string[], more: object = {}) => ({
  agent,
  field_mask: { paths },
  ...more,
})

test('masks replace what they name, and clear what has no value; a name without one stays', async () => {
  const { agent_id: id } = await create({
    name: 'A',
    instructions: 'Be brief.',
    tools: [{ type: 'web_search' }],
    voice: { voice_id: 'eve', vad_threshold: 0.5 },
  })
  const patch = async (body: object) => ask('PATCH', `/agents/${id}`, body)
  expect((await patch(masked({ name: 'B', tools: [] }, ['name']))).body).toMatchObject({
    agent: { name: 'B', tools: [{ type: 'web_search' }] },
  })
  expect((await patch(masked({}, ['name', 'instructions']))).body).toMatchObject({
    agent: { name: 'B', instructions: null },
  })
  expect((await patch(masked({ voice: { voiceId: 'leo' } }, ['voice']))).body['agent']).toMatchObject({
    voice: { voice_id: 'leo' },
  })
  for (const body of [masked({}, ['welcome_message']), masked({}, []), masked({ name: '' }, ['name'])])
    expect((await patch(body)).status).toBe(400)
  expect(await patch(masked({ name: 7 }, ['name']))).toMatchObject({
    status: 422,
    text: expect.stringContaining('Failed to deserialize'),
  })
  expect((await ask('DELETE', `/agents/${id}`)).status).toBe(204)
  expect((await ask('DELETE', `/agents/${id}`)).status).toBe(404)
})

test('limits, and requests that are none', async () => {
  const tools = Array.from({ length: 201 }, () => ({ type: 'web_search' }))
  for (const more of [
    { name: 'x'.repeat(256) },
    { instructions: 'x'.repeat(256_001) },
    { tools },
    { tools: [{ type: 'telepathy' }] },
    { voice: { vad_threshold: 1.1 } },
    { voice: { vad_silence_duration_ms: 10_001 } },
    { collection_ids: Array.from({ length: 11 }, String) },
  ])
    expect((await ask('POST', '/agents', { name: 'A', ...more })).status).toBe(400)
  expect((await ask('POST', '/agents', {})).status).toBe(400)
  expect((await ask('POST', '/agents')).status).toBe(415)
  expect((await ask('PUT', '/agents', {})).status).toBe(405)
  expect(await ask('GET', '/agents', undefined, narrowKey)).toMatchObject({
    status: 403,
    body: { error: 'API key does not have agent access' },
  })
})

test('numbers: bought, given to one agent only, released; all of it is there after a restart', async () => {
  const [one, two] = [await create({ name: 'One' }), await create({ name: 'Two' })]
  const bought = await ask('POST', '/phone-numbers', { area_code: '212', name: 'Spring' })
  const number = bought.body['phone_number'] as { phone_number_id: string; phone_number: string }
  expect(number.phone_number).toMatch(/^\+12125550\d{3}$/)
  const carry = (id: string, wanted: string) =>
    ask('PATCH', `/agents/${id}`, masked({ name: 'One' }, ['name'], { phone_number_id: wanted }))
  expect((await carry(one.agent_id, number.phone_number_id)).status).toBe(200)
  expect(await carry(two.agent_id, number.phone_number_id)).toMatchObject({
    status: 409,
    body: { error: expect.stringContaining(one.agent_id) },
  })
  const path = `/phone-numbers/${number.phone_number_id}`
  await sandbox.stop()
  sandbox = await start()
  expect((await ask('GET', path)).body).toMatchObject({ phone_number: { agent_id: one.agent_id, name: 'Spring' } })
  expect((await carry(one.agent_id, '')).status).toBe(200)
  expect((await ask('PATCH', path, { name: 'May', field_mask: { paths: ['name'] } })).body).toMatchObject({
    phone_number: { agent_id: null, name: 'May' },
  })
  expect((await ask('PATCH', path, { field_mask: { paths: ['area_code'] } })).status).toBe(400)
  expect((await ask('POST', '/phone-numbers', { area_code: '12', name: 'Spring' })).status).toBe(400)
  expect((await ask('DELETE', path)).status).toBe(204)
  expect((await ask('DELETE', path)).status).toBe(404)
})
