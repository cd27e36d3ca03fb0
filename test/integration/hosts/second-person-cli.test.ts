import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import { runCommandLine } from '#main/hosts/cli/run.ts'
import { documentOf, makeRule } from '#test/support/policies.ts'

/** Two profiles with the sample company: one asks, the other one is a colleague's. */
let folder: string
const run = async (profile: string, words: readonly string[], input = '') => {
  let [out, err] = ['', '']
  const code = await runCommandLine([...words, '--profile', join(folder, profile), '--sandbox'], {
    environment: {},
    standardInput: async () => input,
    print: (text) => void (out += text),
    complain: (text) => void (err += text),
    whenStopped: async () => {},
  })
  return { code, out, err }
}
const kept = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-second-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a second person signs by PIN, and by a file from another desk', async () => {
  const two = documentOf(makeRule({ id: 'two', name: 'Two sign', verdict: 'ask_two', when: [] }))
  expect(await run('mine', ['policy', 'import', await kept('two.json', JSON.stringify(two))])).toMatchObject({
    code: 0,
  })
  expect(await run('mine', ['batch', '--limit', '3'])).toMatchObject({ code: 0 })
  const listed = JSON.parse((await run('mine', ['proposals', 'list', '--json'])).out) as { items: Proposal[] }
  const [first, second] = listed.items
  const sure = ['--confirm-money', '--confirm-irreversible']
  for (const one of [first, second]) {
    const signed = await run('mine', ['proposals', 'approve', one!.id, ...sure, '--json'])
    expect(JSON.parse(signed.out)).toMatchObject({ state: 'awaiting_second' })
  }

  expect(await run('mine', ['people', 'add', 'Sam'], 'short')).toMatchObject({ code: 2 })
  expect(await run('mine', ['people', 'add', 'Sam'], '246810\n')).toMatchObject({ code: 0 })
  const countersign = (pin: string) =>
    run('mine', ['proposals', 'countersign', first!.id, '--person', 'sam', ...sure, '--wait', '1', '--json'], pin)
  expect(await countersign('135791')).toMatchObject({ code: 5, err: expect.stringContaining('not the PIN') })
  const signed = JSON.parse((await countersign('246810')).out) as Proposal
  expect(signed.decision?.signer).toMatchObject({ name: 'Sam', surface: 'cli' })

  const added = await run('theirs', ['people', 'add', 'Inês', '--json'], '975310')
  const { publicKey } = JSON.parse(added.out) as { publicKey: string }
  expect((await run('mine', ['people', 'add', 'Inês', '--key', publicKey])).out).toContain('signs at another desk')
  const request = await kept('request.json', (await run('mine', ['approvals', 'request', second!.id])).out)
  expect((await run('theirs', ['approvals', 'show', request])).out).toContain('The other desk says it will do this:')
  const answered = await run('theirs', ['approvals', 'sign', request, '--person', 'Inês'], '975310')
  expect(answered).toMatchObject({ code: 0, err: '' })
  const answer = await kept('answer.json', answered.out)
  const taken = await run('mine', ['approvals', 'answer', answer, '--wait', '1', '--json'])
  expect((JSON.parse(taken.out) as Proposal).decision?.signer).toMatchObject({ name: 'Inês' })
  expect(await run('mine', ['approvals', 'answer', answer])).toMatchObject({ code: 4 })
  expect((await stat(join(folder, 'mine', 'sample', 'desk.key'))).mode & 0o777).toBe(0o600)
  expect(JSON.parse((await run('mine', ['audit', 'verify', '--json'])).out)).toMatchObject({ ok: true })
}, 180_000)
