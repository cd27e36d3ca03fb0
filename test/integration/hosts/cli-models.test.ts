import { afterAll, beforeAll, expect, test } from 'vitest'
import { modelCommands } from '#main/hosts/cli/models.ts'
import type { Call } from '#main/hosts/cli/command.ts'
import { shopLine } from '#main/sandbox/account/voice-agents.ts'
import { startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** The commands about models and keys, each run as the command line runs it, on a desk of this process. */
let rig: DeskInProcess
beforeAll(async () => {
  rig = await startDesk()
})
afterAll(() => rig.stop())

async function run(words: string, operands: readonly string[] = [], options: Record<string, string | true> = {}) {
  const command = modelCommands.find((one) => one.words === words)
  if (command === undefined) throw new Error(words)
  const call: Call = {
    operands,
    option: (name) => (typeof options[name] === 'string' ? options[name] : undefined),
    all: () => [],
    flag: (name) => options[name] === true,
    standardInput: async () => 'from standard input',
  }
  return command.run(rig.desk(), call)
}

test('models, with the service away too, and one by its alias', async () => {
  const first = await run('models')
  expect(first.text).toMatch(/grok-4-1-fast-non-reasoning +2,000,000 +0\.20 +0\.0500 +0\.50/)
  rig.sandbox.control.fault({ service: 'xai', path: '/v1/*models*', kind: 'status', status: 403, times: 2 })
  expect((await run('models', [], { refresh: true })).text).toMatch(/grok-3-mini[\s\S]*Not newer:/)
  rig.sandbox.control.clearFaults()
  expect((await run('models', ['grok-4'])).text).toMatch(/model +grok-4-0709[\s\S]*per million tokens in +3\.00/)
})

test('tokens of an argument and of standard input', async () => {
  expect((await run('tokens', ['Hello world'])).text).toMatch(
    /^\d+ tokens by grok-4-1-fast-non-reasoning, as a prompt: \$0\.0000/,
  )
  expect((await run('tokens', ['-'], { model: 'grok-3-mini' })).json).toMatchObject({ model: 'grok-3-mini' })
})

test('keys say their health and never a value', async () => {
  const { text, json } = await run('keys', [], { check: true })
  expect(text).toMatch(/xai +session? ?.*usable/)
  expect(text).toMatch(/voice +xai stands in/)
  expect(text).toMatch(/management +session.*usable/)
  expect(JSON.stringify(json)).not.toContain(rig.sandbox.keys.xai)
})

test('an agent is asked once; its calls are shown, none is executed', async () => {
  const { text } = await run('agents run', [shopLine.agent_id, 'My tent pole is snapped, please refund order 10433.'])
  expect(text).toMatch(/Asks for lookup_order; not executed:\n +\{"order_id":"10433"\}/)
  expect(text).toMatch(/tokens in, \d+ out, \$0\.\d+ as the service says/)
  expect(rig.sandbox.control.effects()).toEqual([])
  await expect(run('agents run', ['agent_nobody', 'Hi'])).rejects.toMatchObject({ code: 'not_found' })
})
