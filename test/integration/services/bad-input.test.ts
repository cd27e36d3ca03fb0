import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { PolicyDocument, Rule } from '#contract/policy.ts'
import type { Arguments, Json } from '#contract/tool.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import { wordsIn } from '#test/support/desk-in-process.ts'
import { makeRule } from '#test/support/policies.ts'
import { until } from '#test/support/until.ts'
import { onRefund, startPolicyDesk, type PolicyDesk } from '#test/support/policy-desk.ts'

/** Bad input through the contract, from the agent and in the settings: a typed error with its place, nothing lost, no yes. */
let desk: PolicyDesk
beforeAll(async () => {
  desk = await startPolicyDesk()
})
afterEach(async () => {
  await desk.rule()
  desk.rig.sandbox.control.clearScripts()
})
afterAll(() => desk.stop())

const policies = () => desk.rig.desk().policies
const deep = (levels: number): Json => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as Json
const bad = (when: object, more: object = {}): unknown => ({
  ...makeRule({ id: 'b', name: 'Bad' }),
  when: [when],
  ...more,
})
const argument = (more: object) => ({ field: 'argument', pointer: '/amount', ...more })

const badRules: readonly (readonly [name: string, rule: unknown, place: string])[] = [
  ['an operator nobody knows', bad(argument({ op: '~=', value: 1 })), 'when.0.op'],
  ['a field nobody knows', bad({ field: 'moon' }), 'when.0.field'],
  ['a word too many', bad({ ...argument({ op: 'exists' }), not: true }), 'when.0'],
  [
    'a pattern that repeats itself away',
    bad(argument({ op: 'regex', pattern: '(a{0,100}){0,100}' })),
    'when.0.pattern',
  ],
  ['a pattern that looks back', bad(argument({ op: 'regex', pattern: '(a)\\1' })), 'when.0.pattern'],
  [
    'a pattern longer than anybody writes',
    bad(argument({ op: 'regex', pattern: 'a'.repeat(50_000) })),
    'when.0.pattern',
  ],
  ['bounds that exclude each other', bad(argument({ op: 'between', from: 9, to: 1 })), 'when.0.to'],
  ['a verdict nobody knows', bad(argument({ op: 'exists' }), { verdict: 'maybe' }), 'verdict'],
  ['a thousand conditions', bad({}, { when: Array(1000).fill(argument({ op: 'exists' })) }), 'when'],
  ['a value nested in itself', bad(argument({ op: 'eq', value: deep(100) })), 'when.0.value'],
  ['no rule at all', deep(90), 'id'],
]

describe.each(badRules)('a rule with %s', (_, given, place) => {
  test('is refused by its place wherever it is given, and the policy in force stays', async () => {
    await desk.rule({ name: 'Kept', when: onRefund, verdict: 'ask' })
    const before = await policies().get({})
    const rule = given as Rule
    const document = { ...emptyDocument, rules: [rule] } as PolicyDocument
    const refused = { code: 'invalid_input', data: { place }, message: expect.stringContaining(`at ${place}`) }
    await expect(policies().save({ document, basedOn: before.version })).rejects.toMatchObject(refused)
    await expect(policies().diff({ document })).rejects.toMatchObject(refused)
    await expect(policies().test({ facts: { tool: 'refund' }, document })).rejects.toMatchObject(refused)
    await expect(policies().simulate({ rule, last: 100 })).rejects.toMatchObject(refused)
    const preview = await policies().preview({ rule })
    expect(preview.issues).toContainEqual({ level: 'error', place, message: expect.stringMatching(/\S/) })
    expect(await policies().get({})).toEqual(before)
  })
})

test('what is nested deeper than anything is refused with its place by every procedure, and the desk goes on', async () => {
  const { version } = await policies().get({})
  const nested = deep(2500)
  const rule = nested as unknown as Rule
  const document = { ...emptyDocument, rules: [nested] } as unknown as PolicyDocument
  const facts = { tool: 'refund', arguments: nested as Arguments }
  const { id } = await desk.judged({ amount: 1 })
  const signature = { id, revision: 0, argsHash: 'f'.repeat(64), fingerprint: 'f'.repeat(64) }
  for (const refused of [
    policies().save({ document, basedOn: version }),
    policies().preview({ rule }),
    policies().diff({ document }),
    policies().simulate({ rule, last: 10 }),
    policies().test({ facts }),
    desk.rig.desk().proposals.decide({ verb: 'edit', ...signature, arguments: nested as Arguments }),
    desk.rig.desk().proposals.decide({ verb: 'answer', ...signature, result: nested }),
  ]) {
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(/^[a-z]\S*a…: nested deeper than 128 levels\.$/),
    })
  }
  expect((await policies().get({})).version).toBe(version)
  expect((await desk.rig.desk().proposals.get({ id })).proposal.state).toBe('pending')
})

test('rules and floor are saved on the version they were made from only, by one of two windows', async () => {
  const { version, document, presets } = await policies().get({})
  const other = desk.rig.window('second').policies
  const preset = presets.find(({ rules }) => rules.length > 0)
  const first = { document: { ...document, rules: [...(preset?.rules ?? [])] }, basedOn: version }
  const second = { document: { ...document, floor: { ...document.floor, risks: [] } }, basedOn: version, floor: true }
  const both = await Promise.allSettled([policies().save(first), other.save(second)])
  const lost = both.filter((one) => one.status === 'rejected')
  expect(lost.map(({ reason }) => (reason as { code: string }).code)).toEqual(['changed'])
  const after = await policies().get({})
  expect(after.version).toBe(version + 1)
  for (const edit of [first, second]) {
    const stale = policies().save({ ...edit, floor: true })
    await expect(stale).rejects.toMatchObject({ code: 'changed' })
  }
  expect(await policies().get({})).toEqual(after)
  await policies().save({ document, basedOn: after.version, floor: true })
})

describe('arguments of the agent', () => {
  const raw = (amount: string) => `{"order_id":"#W1","amount":${amount}}`
  test.each([
    ['nested deeper than anything', raw(JSON.stringify(deep(90))), 'nested deeper than 64 levels'],
    ['longer than anything', raw(JSON.stringify('x'.repeat(250_000))), 'longer than 200000 bytes'],
    ['with more values than anybody needs', raw(JSON.stringify(Array(6000).fill(1))), 'more than 5000 values'],
    ['that reach for a prototype', raw('{"__proto__":{"allowed":true}}'), '__proto__'],
    ['with a number nobody can carry', raw('12345678901234567890'), 'too large to be carried'],
    ['that end in the middle', '{"order_id":"#W1","amount":', 'not valid JSON'],
    ['that are a list', '[1,2]', 'not a JSON object'],
  ])('%s: blocked under every rule, told to the agent, nothing sent', async (name, text, words) => {
    await desk.rule({ name: 'Anything goes', when: [], with: { undoSeconds: 0 } })
    const begin = `Something ${name}.`
    desk.my.script(begin, { calls: [{ id: 'x', name: 'refund', arguments: text }] }, { text: 'I could not do that.' })
    const before = desk.calls('refund').length
    const id = await desk.my.customerWrites(begin)
    const blocked = await desk.my.proposal(id, 'refund', 'blocked')
    expect(blocked).toMatchObject({ decision: null, attempts: [], outcome: { error: { code: 'invalid_arguments' } } })
    expect(blocked.outcome?.error?.message).toContain(words)
    const told = await until(
      'the agent to be told',
      () =>
        desk.my
          .agentRequests(begin)
          .at(-1)
          ?.messages.find((message) => message.tool_call_id === 'x') ?? null,
    )
    expect(JSON.parse(wordsIn(told))).toMatchObject({ status: 'not_run', error: { code: 'invalid_arguments' } })
    expect(desk.calls('refund')).toHaveLength(before)
  })
})

describe('the schema of a tool', () => {
  const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`f${index}`, { enum: ['a', 'b'] }]))
  test.each([
    ['nested deeper than anybody nests', { properties: { a: deep(80) } }, 'nested deeper than 64 levels'],
    ['longer than anybody writes', { properties: wide }, 'longer than 100000 characters'],
    ['with a pattern no bounded engine takes', { properties: { a: { pattern: '(?=a)b' } } }, 'regular expression'],
    ['that points elsewhere', { $ref: 'https://elsewhere.example/schema' }, 'resolve reference'],
    ['with a type nobody knows', { properties: { a: { type: 'money' } } }, 'data/properties/a/type'],
  ] as const)('%s is refused by its place, and the settings stay', async (_, parameters, words) => {
    const { settings } = desk.rig.desk()
    const before = (await settings.get({})).configuration
    const tools = before.tools.map((tool) => (tool.name === 'voucher' ? { ...tool, parameters } : tool))
    const place = `tools.${tools.findIndex(({ name }) => name === 'voucher')}.parameters`
    const began = performance.now()
    await expect(settings.import({ configuration: { ...before, tools } as typeof before })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(new RegExp(`^${place}: the schema of voucher: .*${words}`)),
      data: { fields: [{ path: place }] },
    })
    expect(performance.now() - began).toBeLessThan(5000)
    expect((await settings.get({})).configuration).toEqual(before)
  })

  test('whose pattern would run away elsewhere answers at once', async () => {
    const { settings } = desk.rig.desk()
    const before = (await settings.get({})).configuration
    const parameters = { type: 'object', properties: { order_id: { type: 'string', pattern: '^(a+)+$' }, amount: {} } }
    const tools = before.tools.map((tool) => (tool.name === 'voucher' ? { ...tool, parameters } : tool))
    await settings.import({ configuration: { ...before, tools } })
    const began = performance.now()
    const asked = await desk.asks({ amount: 1, order_id: `${'a'.repeat(5000)}!` }, 'voucher')
    expect(await desk.proposal(asked, 'blocked')).toMatchObject({ attempts: [] })
    // A backtracking engine would need longer than the world has stood.
    expect(performance.now() - began).toBeLessThan(10_000)
    await settings.import({ configuration: before })
  })
})
