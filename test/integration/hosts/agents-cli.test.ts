import { spawn } from 'node:child_process'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { runAgentsCommand } from '#main/hosts/agents-cli/run.ts'
import { narrowKey } from '#main/sandbox/sample-keys.ts'
import { shopLine, workshopLine } from '#main/sandbox/account/voice-agents.ts'
import { startSandbox, type Sandbox } from '#main/sandbox/index.ts'

/** The `agents` command against the sandbox, over real sockets; as a process where that is what the test is about. */
let sandbox: Sandbox
beforeAll(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null, shape: { wordDelayMs: 0 } })
  sandbox.control.voice({ voice: 'tones', deltaMs: 0 })
})
afterEach(() => sandbox.control.reset())
afterAll(() => sandbox.stop())

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }
type Given = { readonly input?: string; readonly key?: string }

function binary(given: Given, ...words: string[]): Promise<Ended> {
  const child = spawn(process.execPath, ['main/hosts/agents-cli/launch.mjs', ...words], {
    env: { ...process.env, XAI_API_KEY: given.key ?? sandbox.keys.xai ?? '' },
  })
  let [out, err] = ['', '']
  child.stdout.on('data', (data: Buffer) => (out += data.toString('utf8')))
  child.stderr.on('data', (data: Buffer) => (err += data.toString('utf8')))
  child.stdin.end(given.input ?? '')
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })))
}

async function here(given: Given, ...words: string[]): Promise<Ended> {
  let [out, err] = ['', '']
  async function* lines() {
    yield* (given.input ?? '').split('\n').filter((line) => line !== '')
  }
  const code = await runAgentsCommand(['--base-url', sandbox.baseUrls.xai, ...words], {
    environment: { XAI_API_KEY: given.key ?? sandbox.keys.xai ?? '' },
    isTerminal: false,
    hasInput: given.input !== undefined,
    standardInput: async () => given.input ?? '',
    lines: () => Object.assign(lines(), { close: () => {} }),
    write: (text) => (out += text),
    complain: (text) => (err += text),
    onInterrupt: () => () => {},
  })
  return { code, out, err }
}

const stored = (id: string) => sandbox.control.voiceAccount().agents.find((one) => one.agent_id === id)
const fault = (kind: Record<string, unknown>, path: string) =>
  sandbox.control.fault({ service: 'xai', path, ...kind } as never)

test('the binary: made, changed, asked, talked with, deleted', async () => {
  const base = ['--base-url', new URL(sandbox.baseUrls.xai).origin]
  const made = await binary(
    { input: JSON.stringify({ agent: { name: 'Piped', voice: { voiceId: 'leo' } } }) },
    '--json',
    ...base,
    'create',
  )
  expect(made).toMatchObject({ code: 0, err: '' })
  const { agent } = JSON.parse(made.out) as { agent: { agent_id: string } }
  const id = agent.agent_id
  const file = JSON.stringify({ agent: { agentId: id, instructions: 'Be brief.', collectionIds: ['c1'] } })
  expect(await binary({ input: file }, 'update', ...base)).toMatchObject({ code: 0, out: expect.stringContaining(id) })
  expect(stored(id)).toMatchObject({ name: 'Piped', instructions: 'Be brief.', collection_ids: ['c1'] })
  const [asked, talked] = await Promise.all([
    binary({}, ...base, 'run', id, '--message', 'Do you resole boots?', '--model', 'grok-3-mini'),
    binary({ input: 'Hello\nWhat is the order number?\n' }, ...base, '--json', 'voice', shopLine.agent_id),
  ])
  expect(asked).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/\w+ \w+.*\n$/s) })
  const events = talked.out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; text?: string })
  const done = events.filter(({ type }) => type === 'done')
  expect(done).toMatchObject([{ status: 'completed' }, { status: 'completed' }])
  expect(
    events
      .filter(({ type }) => type === 'delta')
      .map(({ text }) => text)
      .join(''),
  ).toBe(done.map(({ text }) => text).join(''))
  const gone = await binary({}, ...base, 'delete', id, '--yes')
  expect(gone).toMatchObject({ code: 0, out: expect.stringContaining(id) })
  expect(stored(id)).toBeUndefined()
  for (const { out, err } of [made, asked, talked, gone]) expect(out + err).not.toContain(sandbox.keys.xai)
})

describe('what goes wrong', () => {
  test('an unknown key, a key without agents, an unknown id, nobody to confirm', async () => {
    expect(await here({ key: 'xai-nobody-0000' }, 'list')).toMatchObject({
      code: 5,
      err: expect.stringContaining('XAI_API_KEY'),
    })
    expect(await here({ key: narrowKey }, 'list')).toMatchObject({ code: 5, err: expect.stringContaining('may not') })
    expect(await here({}, 'get', 'agent_nobody')).toMatchObject({ code: 3 })
    expect(await here({}, 'delete', shopLine.agent_id)).toMatchObject({
      code: 2,
      err: expect.stringContaining('--yes'),
    })
    expect(stored(shopLine.agent_id)).toBeDefined()
  })

  test('too many requests, an answer that is no JSON, one with an error inside, a stream that is cut', async () => {
    fault({ kind: 'status', status: 429, retryAfter: '1' }, `/v1/agents/${shopLine.agent_id}`)
    const limited = here({}, '--json', 'delete', shopLine.agent_id, '--yes')
    fault({ kind: 'status', status: 429 }, '/v1/agents')
    const created = await here({}, '--json', 'create', '--name', 'X')
    expect(created).toMatchObject({ code: 6 })
    expect(JSON.parse(created.err)).toMatchObject({ error: { code: 'rate_limited' } })
    expect(await limited).toMatchObject({ code: 0 })
    fault({ kind: 'malformed' }, '/v1/agents')
    expect(await here({}, 'create', '--name', 'X')).toMatchObject({ code: 8, err: expect.stringContaining('JSON') })
    fault({ kind: 'error_200' }, '/v1/agents')
    expect(await here({}, 'create', '--name', 'X')).toMatchObject({ code: 8 })
    fault({ kind: 'cut_stream', after: 6 }, '/v1/chat/completions')
    const cut = await here({}, 'run', workshopLine.agent_id, '--message', 'Do you resole boots?')
    expect(cut).toMatchObject({ code: 8, out: expect.stringMatching(/\w/) })
    sandbox.control.voice({ voice: 'tones', deltaMs: 0 })
    fault({ kind: 'close', after: 12, code: 1011 }, '/v1/realtime')
    expect(await here({ input: 'Hello\n' }, 'voice', workshopLine.agent_id)).toMatchObject({ code: 8 })
  })

  test('bad JSON and a mask nobody knows send nothing; what the service refuses is its own words', async () => {
    const before = sandbox.control.requests('xai').length
    expect(await here({ input: '{"agent": ' }, 'update', '-')).toMatchObject({
      code: 2,
      err: expect.stringContaining('JSON'),
    })
    const file = JSON.stringify({ agent: { agent_id: workshopLine.agent_id }, field_mask: { paths: ['nickname'] } })
    expect(await here({ input: file }, 'update', '-')).toMatchObject({
      code: 2,
      err: expect.stringContaining('nickname'),
    })
    expect(sandbox.control.requests('xai')).toHaveLength(before)
  })
})

test('numbers: linked with the name as it is, conflicts named, bought and released', async () => {
  const seasonal = 'phone_8f21c04b'
  const target = workshopLine.agent_id
  const free = await here({}, '--json', 'create', '--name', 'Free')
  const id = (JSON.parse(free.out) as { agent: { agent_id: string } }).agent.agent_id
  expect(await here({}, 'numbers', 'assign', seasonal, id)).toMatchObject({ code: 0 })
  const patch = sandbox.control.requests('xai').findLast(({ method }) => method === 'PATCH')
  expect(patch?.body).toEqual({ agent: { name: 'Free' }, field_mask: { paths: ['name'] }, phone_number_id: seasonal })
  const taken = await here({}, 'numbers', 'assign', seasonal, target)
  expect(taken).toMatchObject({ code: 4, err: expect.stringContaining(id) })
  expect(await here({}, 'numbers', 'unassign', seasonal)).toMatchObject({ code: 0 })
  expect(sandbox.control.requests('xai').findLast(({ method }) => method === 'PATCH')?.body).toMatchObject({
    agent: { name: 'Free' },
    phone_number_id: '',
  })
  const bought = await here({}, '--json', 'numbers', 'purchase', '--area-code', '802', '--name', 'New', '--yes')
  const number = (JSON.parse(bought.out) as { phone_number: { phone_number_id: string } }).phone_number.phone_number_id
  expect((await here({}, 'numbers', 'list')).out).toContain(number)
  expect(await here({}, 'numbers', 'release', number, '--yes')).toMatchObject({ code: 0 })
  expect((await here({}, 'models')).out).toContain('grok-3-mini')
  expect((await here({}, 'models', 'get', 'grok-3-mini')).out).toContain('131,072')
})
