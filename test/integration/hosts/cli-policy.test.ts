import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { typed, type Ran } from '#test/support/typed.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** The rules from the command line, beside a running desk. */
let world: World
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-cli-policy-'))
  world = await startWorld()
})
afterAll(async () => {
  await world.stop()
  await rm(folder, { recursive: true })
})

const desk = (words: readonly string[], input = ''): Promise<Ran> => run(['policy', ...words], input)
const run = (words: readonly string[], input = ''): Promise<Ran> =>
  typed([...words, '--profile', world.profileDirectory], input)
const file = async (name: string, value: unknown): Promise<string> => {
  await writeFile(join(folder, name), typeof value === 'string' ? value : JSON.stringify(value))
  return join(folder, name)
}

const rule = {
  id: 'small',
  name: 'Small refunds',
  when: [
    { field: 'tool', in: ['refund_order'] },
    { field: 'argument', pointer: '/amount', op: 'lte', value: 20 },
  ],
  verdict: 'allow',
}

test('exported, changed, compared and imported; the floor only when that is said', async () => {
  const exported = await desk(['export'])
  expect(exported).toMatchObject({ code: 0, err: '' })
  const document = JSON.parse(exported.out) as { rules: object[]; floor: object }
  const next = await file('next.json', { ...document, rules: [...document.rules, rule] })
  const diff = await desk(['import', next, '--diff'])
  expect(diff).toMatchObject({ code: 0, err: '' })
  expect(diff.out).toBe('+ Small refunds: When refund_order and amount ≤ 20 then auto-approve\n')
  expect(JSON.parse((await desk(['export'])).out)).toEqual(document)
  expect((await desk(['import', next])).out).toMatch(/Version 2\.$/m)
  const shown = await desk(['show'])
  expect(shown.out).toContain('Version 2, saved by')
  expect(shown.out).toContain('small  Small refunds')
  const lower = await file('lower.json', {
    ...document,
    rules: [...document.rules, rule],
    floor: { ...document.floor, risks: [] },
  })
  expect(await desk(['import', lower])).toMatchObject({
    code: 4,
    err: expect.stringContaining('never runs by itself (risks)'),
  })
  expect((await desk(['import', lower, '--floor'])).out).toContain('! never by itself: risks: [4] → []')
  expect((await desk(['import', next, '--floor'])).code).toBe(0)
})

test('what is wrong is told by rule and place, with the code of a wrong request', async () => {
  const like = { ...rule, when: [{ field: 'argument', pointer: '/amount', op: 'like', value: 1 }] }
  const document = JSON.parse((await desk(['export'])).out) as object
  const refused = await desk(['import', await file('like.json', { ...document, rules: [like] }), '--json'])
  expect(refused.code).toBe(2)
  expect(JSON.parse(refused.err)).toMatchObject({
    error: { code: 'invalid_input', data: { rule: 'Small refunds', place: 'when.0.op' } },
  })
  const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`
  expect((await desk(['import', '-'], deep)).code).toBe(2)
  expect((await desk(['import', '-'], '{')).err).toContain('must be JSON')
  expect((await desk(['import', join(folder, 'nothing.json')])).code).toBe(3)
  const runaway = { ...rule, when: [{ field: 'argument', pointer: '/a', op: 'regex', pattern: '(a)\\1' }] }
  expect((await desk(['simulate', await file('runaway.json', runaway)])).err).toContain('at when.0.pattern')
})

test('what is nested too deep or would keep the desk busy is refused with its place, and the desk goes on', async () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
  const { policies, settings: stored } = world.desk()
  const before = [await policies.get({}), await stored.get({})] as const
  const [, { configuration: settings }] = before
  const refused = (place: RegExp) => ({ code: 2, out: '', err: expect.stringMatching(place) })
  const deepCase = await file('deep.json', `{"facts":{"tool":"x","arguments":${nested(3000)}}}`)
  expect(await desk(['test', deepCase])).toMatchObject(refused(/nested deeper than 128 levels, at facts\.arguments\.a/))
  const deepTool = { ...settings.tools[0], parameters: JSON.parse(nested(3000)) as object }
  const deepSettings = await file('settings.json', JSON.stringify({ ...settings, tools: [deepTool] }))
  expect(await run(['config', 'import', deepSettings])).toMatchObject(refused(/at tools\.0\.parameters\.a/))
  const parameters = { properties: { a: { pattern: '(a)\\1' } } }
  const odd = { ...settings, tools: [{ ...settings.tools[0], parameters }] }
  expect(await run(['config', 'import', await file('odd.json', odd)])).toMatchObject(refused(/tools\.0\.parameters/))
  expect([await policies.get({}), await stored.get({})]).toEqual(before)
})

test('cases are tested: what is as expected is fine, what is not has its own code', async () => {
  const cases = [
    {
      name: 'too much',
      facts: { tool: 'refund_order', arguments: { order_id: '1', amount: 21, reason: 'x' } },
      expect: 'ask',
    },
    { name: 'no such tool', facts: { tool: 'print_money' }, expect: 'deny' },
  ]
  const fine = await desk(['test', await file('cases.json', cases)])
  expect(fine).toMatchObject({ code: 0, err: '' })
  expect(fine.out).toContain('ok  deny     no such tool: Not in the tool catalogue')
  const wrong = await desk(['test', await file('wrong.json', [{ ...cases[0], expect: 'allow' }])])
  expect(wrong).toMatchObject({ code: 4, out: '' })
  expect(wrong.err).toContain('expected allow, is ask')
  expect((await desk(['test', await file('odd.json', [{ facts: { tool: 'x', colour: 1 } }])])).err).toContain('colour')
})

test('a rule is tried on the past', async () => {
  const tried = await desk(['simulate', await file('rule.json', rule), '--last', '50', '--json'])
  expect(tried).toMatchObject({ code: 0, err: '' })
  expect(JSON.parse(tried.out)).toMatchObject({ conflictCount: 0, conflicts: [] })
  expect((await desk(['simulate', await file('rule.json', rule)])).out).toMatch(/\d+ decisions: \d+ match/)
})
