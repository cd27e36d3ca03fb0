import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AgentView } from '#contract/agent.ts'
import type { Proposal } from '#contract/proposal.ts'
import { runCommandLine } from '#main/hosts/cli/run.ts'
import { startWorld, type World } from '#test/support/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld()
})
afterAll(() => world.stop())

/** The command line, beside a desk that runs; in this process, since nothing here is about processes. */
async function here(input: string, ...words: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', '']
  const code = await runCommandLine([...words, '--profile', world.profileDirectory], {
    environment: {},
    standardInput: async () => input,
    print: (text) => (out += `${text}\n`),
    complain: (text) => (err += `${text}\n`),
    whenStopped: async () => {},
  })
  return { code, out, err }
}

test('an agent from the command line: listed, changed from a file by mask, never without the word for it', async () => {
  const listed = await here('', 'agents', 'list')
  expect(listed).toMatchObject({ code: 0, err: '' })
  expect(listed.out).toContain('Shop Line')
  const view = JSON.parse((await here('', 'agents', 'get', 'shop line', '--json')).out) as AgentView
  const file = JSON.stringify({ agent: { agentId: view.row.id, instructions: 'Answer briefly.' } })
  const update = ['agents', 'update', 'Shop Line', '--file', '-'] as const
  expect(await here(file, ...update)).toMatchObject({ code: 4, err: expect.stringContaining('--confirm-money') })
  const reviewed = await here(file, ...update, '--review')
  expect(reviewed.out).toContain('Mask: instructions')
  const done = await here(file, ...update, '--confirm-money', '--json')
  expect(JSON.parse(done.out) as Proposal).toMatchObject({
    state: 'succeeded',
    arguments: { agent: { instructions: 'Answer briefly.' }, field_mask: ['instructions'] },
  })
  const other = JSON.stringify({ agent: { agent_id: 'agent_other', name: 'X' } })
  expect(await here(other, ...update, '--confirm-money')).toMatchObject({ code: 2 })
})

test('a number is released only with the word for it and its last four digits', async () => {
  const release = ['numbers', 'release', 'Seasonal line'] as const
  expect((await here('', ...release)).err).toContain('--confirm-irreversible')
  expect(await here('', ...release, '--confirm-irreversible', '--type', '0000')).toMatchObject({ code: 2 })
  expect(await here('', ...release, '--confirm-irreversible', '--type', '0119')).toMatchObject({ code: 0 })
  expect((await here('', 'numbers', 'list')).out).not.toContain('Seasonal line')
})

test('a collection is made, filled from a file, searched and deleted, each of it with the word for it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-documents-'))
  const file = join(folder, 'laces.md')
  await writeFile(file, 'Waxed laces. Replace waxed laces once a year.')
  try {
    expect((await here('', 'collections', 'list')).out).toMatch(/Gear care +\d+/)
    expect(await here('', 'collections', 'create', '--name', 'Laces')).toMatchObject({ code: 0, err: '' })
    const upload = ['collections', 'upload', 'laces', file] as const
    expect((await here('', ...upload)).out).toMatch(/^Added laces\.md to Laces/)
    const status = await here('', 'collections', 'status', 'Laces', '--wait', '60')
    expect(status).toMatchObject({ code: 0, out: expect.stringMatching(/laces\.md +ready/) })
    expect((await here('', 'collections', 'search', 'Laces', 'waxed laces')).out).toContain('laces.md')
    const remove = await here('', 'collections', 'delete', 'Laces', '--confirm-irreversible', '--type', 'Lace')
    expect(remove).toMatchObject({ code: 2 })
    const done = await here('', 'collections', 'delete', 'Laces', '--confirm-irreversible', '--type', 'Laces')
    expect(done).toMatchObject({ code: 0 })
    expect((await here('', 'collections', 'list')).out).not.toContain('Laces')
    expect(await here('', 'collections', 'get', 'Laces')).toMatchObject({ code: 3 })
  } finally {
    await rm(folder, { recursive: true })
  }
})
