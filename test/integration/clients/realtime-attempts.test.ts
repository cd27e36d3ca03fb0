import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import type { Call } from '#test/support/voice.ts'
import { openCall } from '#test/support/voice.ts'

/** A service that takes every call and drops it again: for how long the desk dials. */
let sandbox: Sandbox
const calls: Call[] = []
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
  sandbox.control.voice({ voice: 'tones', deltaMs: 1 })
})
afterEach(async () => {
  await Promise.all(calls.splice(0).map((call) => call.end()))
  await sandbox.stop()
})
const dropEach = (times: number): void =>
  sandbox.control.fault({
    kind: 'close',
    after: 3,
    code: 1011,
    reason: '',
    times,
    service: 'xai',
    path: '/v1/realtime',
  })
const readyTimes = (call: Call): number =>
  call.notices.filter((notice) => notice.kind === 'state' && notice.state.kind === 'ready').length

test('a line that is ready and cut, again and again, is given up after as many attempts as any other', async () => {
  dropEach(50)
  const call = openCall(sandbox, { times: { attempts: 3, firstWaitMs: 5 } })
  calls.push(call)
  const { state } = await call.notice('state', (notice) => notice.state.kind === 'closed')
  expect(state).toMatchObject({ error: { code: 'remote_failed' } })
  expect(readyTimes(call)).toBe(3)
})

test('one that held for a while has all of them again', async () => {
  dropEach(4)
  const call = openCall(sandbox, { times: { attempts: 2, firstWaitMs: 5, steadyMs: 0 } })
  calls.push(call)
  await call.notice('seam', () => readyTimes(call) === 5)
  expect(call.realtime.state()).toEqual({ kind: 'ready' })
})
