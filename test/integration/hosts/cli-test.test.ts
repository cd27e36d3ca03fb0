import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommandLine } from '#main/hosts/cli/run.ts'

/** `test` on the sample company, with nobody at a screen: what continuous integration runs. */
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function run(...words: readonly string[]) {
  let [out, err] = ['', '']
  const code = await runCommandLine([...words, '--profile', join(folder, 'profile'), '--sandbox'], {
    environment: {},
    standardInput: async () => '',
    print: (text) => void (out += text),
    complain: (text) => void (err += text),
    whenStopped: async () => {},
  })
  return { code, out, err }
}

test('the suite of the sample passes, as a table and as JUnit; one that is not there is not found', async () => {
  const junit = join(folder, 'junit.xml')
  const played = await run('test', '--junit', junit)
  expect(played.out).toContain('An angry customer gets a person')
  expect(played).toMatchObject({ code: 0, err: '' })
  const xml = await readFile(junit, 'utf8')
  expect(xml).toContain('<testsuite name="Larch &amp; Ledge basics" tests="3" failures="0" errors="0"')
  expect(await run('test', 'nope')).toMatchObject({ code: 3, out: '' })
})

test('a file is played and nothing of it kept: failures have one code, what could not run another', async () => {
  const file = join(folder, 'suite.json')
  const items = [{ kind: 'message', role: 'user', text: 'Where is order 10433?' }]
  const write = (side: object, expectations: object) =>
    writeFile(
      file,
      JSON.stringify({
        format: 'countersign-scenarios',
        version: 1,
        suite: { name: 'From a file' },
        scenarios: [{ title: 'Refunds at once', side, items, expect: expectations }],
      }),
    )
  await write({ kind: 'support_agent' }, { calls: [{ tool: 'refund_order' }], mostSteps: 3 })
  const failed = await run('test', '--file', file, '--repeat', '2', '--json')
  expect(failed).toMatchObject({ code: 20, err: '' })
  expect(JSON.parse(failed.out)).toMatchObject({
    outcome: 'failed',
    suites: [{ name: 'From a file', runs: [{ verdict: 'failed' }, { verdict: 'failed' }] }],
  })
  await write({ kind: 'model', model: 'grok-nope' }, {})
  const nobody = await run('test', '--file', file)
  expect(nobody.code).toBe(21)
  expect(nobody.out).toContain('Could not run: ')
  expect(await run('test', 'From a file')).toMatchObject({ code: 3 })
  await writeFile(file, '{"format":"other"}')
  expect(await run('test', '--file', file)).toMatchObject({ code: 2, err: expect.stringContaining('format') })
})
