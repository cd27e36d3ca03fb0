import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { program } from '#test/support/programs.ts'
import { typed, type Ran } from '#test/support/typed.ts'
import { startWorld, type World } from '#test/support/world.ts'

const canary = 'canary-command-line-4d1f-LAST'
const plain = { PATH: process.env['PATH'] ?? '' }

/** The command line as a person runs it: a process of its own. */
const desk = (words: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}): Promise<Ran> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [program('cli'), ...words], {
      env: { ...plain, ...environment },
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('close', (code) => resolve({ code, out, err }))
    // A command that has read enough closes its end.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })

describe('beside a running desk', () => {
  let world: World
  let folder: string
  const here = (...words: string[]) => typed([...words, '--profile', world.profileDirectory])
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-cli-'))
    world = await startWorld()
    for (let waiting = 0; waiting === 0;)
      waiting = (await world.desk().inbox.page({ view: 'all', cursor: null, limit: 1 })).items.length
  })
  afterAll(async () => {
    await world.stop()
    await rm(folder, { recursive: true })
  })

  test('a second serve is refused: the profile has its process', async () => {
    const { code, err } = await desk(['serve', '--json', '--profile', world.profileDirectory])
    expect(code).toBe(11)
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'busy', data: { pid: world.pid() } } })
  })

  test('lists and shows, as text and as JSON', async () => {
    const listed = await here('conversations', 'list', '--json')
    expect(listed).toMatchObject({ code: 0, err: '' })
    const { items } = JSON.parse(listed.out) as { items: { id: number; customer: { name: string } }[] }
    const [first] = items
    const shown = await here('conversations', 'show', String(first?.id))
    expect(shown.code).toBe(0)
    expect(shown.out).toContain(first?.customer.name)
    const found = await here('search', 'hello', '--json')
    expect(JSON.parse(found.out)).toHaveProperty('hits')
  })

  test('a decision made here is the desk’s decision', async () => {
    const { items } = await world
      .desk()
      .proposals.list({ states: ['pending'], conversationId: null, cursor: null, limit: 50 })
    const [first] = items.filter((one) => one.kind === 'reply')
    const id = first?.id ?? ''
    expect((await here('proposals', 'approve', id, '--seen', '0'.repeat(64))).code).toBe(4)
    const rejected = await here('proposals', 'reject', id, '--reason', 'tone', '--text', 'Warmer, please.', '--json')
    expect(rejected).toMatchObject({ code: 0, err: '' })
    expect(JSON.parse(rejected.out)).toMatchObject({
      id,
      state: 'rejected',
      decision: { verb: 'reject', reasons: ['tone'], signer: { by: 'person', surface: 'cli' } },
    })
    expect((await here('proposals', 'reject', id, '--text', 'again')).code).toBe(4)
  })

  test('what does not exist, what is not understood and what is not valid have their own codes', async () => {
    expect((await here('conversations', 'show', '999999')).code).toBe(3)
    expect((await here('conversations', 'show', 'x')).code).toBe(2)
    expect((await here('conversations', 'dance')).code).toBe(2)
    expect((await here('conversations', 'list', '--colour')).code).toBe(2)
    expect((await here('proposals', 'show', 'nothing')).code).toBe(3)
    await writeFile(join(folder, 'wrong.json'), '{"version":1,"agent":{"loopLimit":1000}}')
    const wrong = await here('config', 'import', join(folder, 'wrong.json'))
    expect(wrong.code).toBe(2)
    expect(wrong.err).toContain('agent')
  })

  test('options stand before the command as well as after it', async () => {
    const before = await desk(['--profile', world.profileDirectory, '--json', 'secrets', 'list'])
    expect(before).toEqual(await here('secrets', 'list', '--json'))
    expect(before.code).toBe(0)
    const joined = await desk([`--profile=${world.profileDirectory}`, 'nothing'])
    expect(joined).toMatchObject({ code: 2, err: expect.stringContaining('There is no command "nothing".') })
    expect(await here('secrets', 'list', '--colour')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--colour'),
    })
  })

  test('a key with characters no header can carry is refused and not repeated', async () => {
    for (const key of ['canary-\u001b[31m-key', 'canary\r\nX-Other: 1', 'canary-\u200bkey']) {
      const { code, out, err } = await desk(['secrets', 'set', 'xai', '--profile', world.profileDirectory], key)
      expect(code).toBe(2)
      expect(`${out}${err}`).not.toContain('canary')
    }
  })

  test('more than 16 MB on standard input is refused, not cut', async () => {
    const words = ['config', 'import', '-', '--profile', world.profileDirectory]
    const document = `{"version":1}${' '.repeat(16 * 1024 * 1024)}`
    expect(await desk(words, document)).toMatchObject({ code: 2, err: expect.stringContaining('16 MB') })
  })

  test('a key saved here stays in the memory of the desk, and says so', async () => {
    const words = ['secrets', 'set', 'xai', '--profile', world.profileDirectory]
    const saved = await desk(words, `${canary}\n`)
    expect(saved).toMatchObject({ code: 0, err: '' })
    expect(saved.out).toContain('session …LAST')
    expect(saved.out).toContain('gone when that stops')
    const listed = await here('secrets', 'list', '--json')
    expect(listed.out).not.toContain(canary)
    expect(JSON.parse(listed.out)).toMatchObject({
      secrets: [{ name: 'xai', state: 'session', hint: 'LAST' }, {}, {}, {}, {}, {}, {}, {}],
    })
    for (const entry of await readdir(world.profileDirectory, { recursive: true, withFileTypes: true }))
      if (entry.isFile())
        expect(await readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')).not.toContain(canary)
  })

  test('naming a real connection leaves the sample, and says nothing of it to the customers', async () => {
    const document = {
      version: 1,
      workspace: { name: 'Real' },
      connections: { helpdesk: { kind: 'intercom', baseUrl: 'http://127.0.0.1:9' } },
    }
    await writeFile(join(folder, 'real.json'), JSON.stringify(document))
    expect(await here('config', 'import', join(folder, 'real.json'))).toMatchObject({ code: 0, err: '' })
    const exported = JSON.parse((await here('config', 'export')).out) as { workspace: { name: string } }
    expect(exported.workspace.name).toBe('Real')
    const refused = await here('sync', 'now')
    expect(refused).toMatchObject({ code: 5, err: expect.stringContaining('The key "helpdesk" is missing') })
    expect(JSON.parse((await here('conversations', 'list', '--json', '--state', 'all')).out)).toMatchObject({
      items: [],
    })
    expect(JSON.parse((await here('secrets', 'list', '--json')).out)).toMatchObject({
      secrets: [{ state: 'session' }, {}, {}, {}, {}, {}, {}, {}],
    })
  })
})

describe('alone with a profile', () => {
  let profile: string
  beforeEach(async () => (profile = join(await mkdtemp(join(tmpdir(), 'countersign-cli-')), 'profile')))
  afterEach(() => rm(join(profile, '..'), { recursive: true }))
  const here = (words: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}) =>
    desk([...words, '--profile', profile], input, environment)

  test('a key without a place to keep it is refused, with what would help', async () => {
    const refused = await here(['secrets', 'set', 'xai'], canary)
    expect(refused.code).toBe(5)
    expect(refused.err).toMatch(/COUNTERSIGN_PASSPHRASE.*\(vault_refused\)/)
  })

  test('a passphrase gives it a place; the environment needs none', async () => {
    const environment = { COUNTERSIGN_PASSPHRASE: 'open sesame', INTERCOM_ACCESS_TOKEN: 'environment-canary-TAIL' }
    expect((await here(['secrets', 'set', 'xai'], canary, environment)).out).toContain('xai: stored …LAST')
    const listed = await here(['secrets', 'list', '--json'], '', environment)
    expect(JSON.parse(listed.out)).toMatchObject({
      secrets: [{ state: 'stored' }, { state: 'missing' }, { state: 'environment', hint: 'TAIL' }, {}, {}, {}, {}, {}],
    })
    const locked = await here(['secrets', 'list', '--json'], '', { COUNTERSIGN_PASSPHRASE: 'wrong' })
    expect(JSON.parse(locked.out)).toMatchObject({
      secrets: [{ state: 'locked', hint: '' }, {}, {}, {}, {}, {}, {}, {}],
    })
    for (const entry of await readdir(profile, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) expect(await readFile(join(entry.parentPath, entry.name), 'latin1')).not.toMatch(/canary/)
  })

  test('import and export are each other’s inverse, through standard input too', async () => {
    const empty = await here(['config', 'export'])
    expect(JSON.parse(empty.out)).toMatchObject({ version: 1, connections: {} })
    const document = { ...(JSON.parse(empty.out) as object), workspace: { name: 'Mine' }, allowedHosts: ['a.example'] }
    expect((await here(['config', 'import', '-'], JSON.stringify(document))).code).toBe(0)
    expect(JSON.parse((await here(['config', 'export', '--json'])).out)).toEqual(document)
  })

  test('a backup is made and verified; older ones go only with the word for it', async () => {
    const made = await here(['backup', '--json'])
    expect(JSON.parse(made.out)).toMatchObject({ verified: true })
    expect((await here(['backup', '--list'])).out).toContain('yes')
    const unsaid = await here(['backup', 'remove-older'])
    expect(unsaid).toMatchObject({ code: 2, err: expect.stringContaining('--confirm-irreversible') })
    const file = basename((JSON.parse(made.out) as { file: string }).file)
    expect((await here(['backup', '--list'])).out).toContain(file)
    const gone = await here(['backup', 'remove-older', '--confirm-irreversible', '--json'])
    expect(gone).toMatchObject({ code: 0, err: '' })
    const { out } = await here(['backup', '--list'])
    expect(out).toContain(basename((JSON.parse(gone.out) as { backup: string }).backup))
    expect(out).not.toContain(file)
  })

  test('the sample works without any desk running', async () => {
    const batch = await here(['batch', '--limit', '2', '--json'])
    expect(batch).toMatchObject({ code: 0, err: '' })
    const { outcomes } = JSON.parse(batch.out) as { outcomes: { outcome: string }[] }
    expect(outcomes).toHaveLength(2)
    expect(outcomes.map((one) => one.outcome)).toEqual(['waits_for_person', 'waits_for_person'])
  })

  test('help is at hand and opens nothing', async () => {
    expect((await here([])).code).toBe(2)
    expect((await desk([])).out).toContain('proposals approve ID')
    expect((await here(['proposals', 'approve', '--help'])).out).toContain('--confirm-money')
    await expect(readdir(profile)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
