import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SandboxOptions } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { connectControl } from '#test/support/sandbox-client.ts'
import { createExecutor } from '#test/support/sandbox-desk.ts'
import { spawnSandbox } from '#test/support/sandbox-spawn.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'sandbox-'))
})
afterEach(() => rm(directory, { recursive: true }))

const still = (more: Partial<SandboxOptions> = {}): SandboxOptions => ({
  directory: null,
  life: 'off',
  controlToken: null,
  ...more,
})

describe('a directory', () => {
  test('keeps effects, conversations, keys and addresses across a restart', async () => {
    const first = await startSandbox(still({ directory }))
    await createExecutor(first)('refund_order', { order_id: '10433', amount: 184, reason: 'Broken' })
    const id = first.control.inject({ text: 'Remember me' })
    const before = first.control.conversation(id)
    await first.stop()
    const second = await startSandbox(still({ directory }))
    expect(second.baseUrls).toEqual(first.baseUrls)
    expect(second.keys).toEqual(first.keys)
    expect(second.control.effects()).toEqual(first.control.effects())
    expect(second.control.conversation(id)).toEqual(before)
    await second.stop()
    expect(await readdir(directory)).toEqual(['sandbox.json'])
  })

  test('a port somebody took gives another one, a damaged file a fresh world', async () => {
    const first = await startSandbox(still({ directory }))
    const second = await startSandbox(still({ directory }))
    expect(second.baseUrls.company).not.toBe(first.baseUrls.company)
    await Promise.all([first.stop(), second.stop()])
    await writeFile(join(directory, 'sandbox.json'), '{"version":1,"sta')
    const third = await startSandbox(still({ directory }))
    expect(third.control.conversations().length).toBeGreaterThan(6)
    await third.stop()
  })
})

test('two sandboxes live the same life', async () => {
  const now = (): number => 1_800_000_000_000
  const worlds = await Promise.all([startSandbox(still({ now })), startSandbox(still({ now }))])
  const stories = worlds.map(({ control, baseUrls, stop }) => {
    for (let second = 0; second < 60; second += 1) control.tick(1000)
    const told = JSON.stringify(control.conversations().map((id) => control.conversation(id)))
    return { told: told.replaceAll(baseUrls.helpdesk, ''), count: control.conversations().length, stop }
  })
  expect(stories[0]?.told).toBe(stories[1]?.told)
  expect(stories[0]?.count).toBe(17)
  await Promise.all(stories.map((story) => story.stop()))
})

test('an empty world has a stocked shop and nobody at the door; life on brings customers by itself', async () => {
  const empty = await startSandbox(still({ world: 'empty' }))
  expect(empty.control.conversations()).toEqual([])
  expect(await createExecutor(empty)('lookup_order', { order_id: '10433' })).toMatchObject({ status: 'executed' })
  await empty.stop()
  const alive = await startSandbox(still({ life: 'on', speed: 500 }))
  const before = alive.control.conversations().length
  await expect.poll(() => alive.control.conversations().length, { timeout: 10_000 }).toBeGreaterThan(before)
  await alive.stop()
})

describe('control from outside', () => {
  test('another process: same world, same strings, gone when its input closes', async () => {
    const sandbox = await spawnSandbox('--world', 'empty', '--directory', directory)
    const { control } = sandbox
    const id = await control.inject({ text: 'Hello', customer: { name: 'Robin Vale', email: 'robin@vale.example' } })
    expect(await control.conversation(id)).toMatchObject({ id, source: { body: '<p>Hello</p>' } })
    await control.fault({ service: 'company', kind: 'status', status: 500 })
    expect(await control.waitingFaults()).toBe(1)
    expect((await fetch(`${sandbox.baseUrls.company}/health`)).status).toBe(500)
    expect((await control.counters()).requests.company).toEqual({ 'GET /health': 1 })
    expect(await control.requests('company')).toMatchObject([{ path: '/health', status: 500 }])
    await control.script({ turns: [{ text: 'Hi' }] })
    await control.shape({ stream: 'ndjson' })
    await control.tick(1000)
    await control.clearScripts()
    await control.clearFaults()
    expect(await control.effects()).toEqual([])
    await control.reset()
    expect(await control.conversations()).toEqual([])
    await expect(control.fault({ service: 'company', kind: 'gremlin' } as never)).rejects.toThrow('sandbox fault')
    await sandbox.stop()
    await expect(fetch(`${sandbox.baseUrls.company}/health`)).rejects.toThrow('fetch failed')
  })

  test('nobody without the token, and nobody at all where there is none', async () => {
    const open = await startSandbox(still({ controlToken: 'let-me-in' }))
    await expect(connectControl({ ...open, controlToken: 'let-me-on' }).effects()).rejects.toThrow('Not found')
    expect(await connectControl({ ...open, controlToken: 'let-me-in' }).effects()).toEqual([])
    const closed = await startSandbox(still())
    await expect(connectControl({ ...closed, controlToken: '' }).effects()).rejects.toThrow('Not found')
    await Promise.all([open.stop(), closed.stop()])
  })
})
