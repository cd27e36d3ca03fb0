import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contract } from '#contract/index.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { startCore, type Core, type CoreOptions } from '#main/hosts/core.ts'
import { createMemoryVault } from '#main/hosts/vault-memory.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { connect } from '#rpc/connect.ts'
import { memoryPair } from '#rpc/wire.ts'

/** With which rules a desk begins, and that nobody's rules are ever written over. */

let directory: string
let core: Core | null = null
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), 'countersign-beginning-'))))
afterEach(async () => {
  await core?.stop()
  core = null
  await rm(directory, { recursive: true })
})

async function start(sample: CoreOptions['sample']): Promise<void> {
  await core?.stop()
  core = await startCore({
    profileDirectory: join(directory, 'profile'),
    host: 'web',
    vault: createMemoryVault(),
    clock: systemClock,
    random: systemRandom,
    log: () => {},
    opener: async () => {},
    notifier: { by: 'nobody' },
    updater: { can: false, because: 'host' },
    watch: () => {},
    sample,
  })
}
const desk = () => {
  if (core === null) throw new Error('There is no desk yet.')
  const pair = memoryPair()
  core.serve(pair.server, { host: 'web', id: 'test' })
  return connect(contract, pair.client)
}
const own = ConfigurationSchema.parse({
  version: 1,
  operator: { name: 'Mina Okafor' },
  connections: { helpdesk: { kind: 'intercom', baseUrl: 'http://127.0.0.1:9', pollSeconds: 3600 } },
})

test('the sample begins supervised by one person, signed by its operator, and keeps what is made of that', async () => {
  await start('always')
  const first = await desk().policies.get({})
  expect(first).toMatchObject({ version: 1, preset: { name: 'Supervised', others: 0, alone: true } })
  expect(first.by).toBe((await desk().settings.get({})).configuration.operator.name)
  expect(first.document.rules.map(({ id, enabled }) => [id, enabled])).toEqual([
    ['preset.reads', true],
    ['preset.irreversible', false],
  ])
  await desk().policies.save({ document: { ...first.document, rules: [] }, basedOn: 1 })
  await start('always')
  expect(await desk().policies.get({})).toMatchObject({ version: 2, document: { rules: [] } })
})

test('an own desk begins with the preset that was picked; later choices and unknown presets change nothing', async () => {
  await start('auto')
  await desk().settings.import({ configuration: own, begin: { preset: 'Balanced', alone: false } })
  const begun = await desk().policies.get({})
  expect(begun).toMatchObject({ version: 1, by: 'Mina Okafor', preset: { name: 'Balanced', others: 0, alone: false } })
  await desk().settings.import({ configuration: own, begin: { preset: 'Trusted', alone: true } })
  expect((await desk().policies.get({})).version).toBe(1)
  await expect(desk().settings.import({ configuration: own, begin: { preset: 'Bold', alone: true } })).rejects.toThrow(
    'There is no preset called Bold.',
  )
})

test('a desk that is configured without a word about rules has none', async () => {
  await start('auto')
  await desk().settings.import({ configuration: own })
  expect(await desk().policies.get({})).toMatchObject({ version: 0, document: { rules: [] } })
})
