import { describe, expect, test } from 'vitest'
import { DefinitionSchema, ExpectationsSchema, type ScenarioRun, type ValueMatcher } from '#contract/scenario.ts'
import { checkDefinition, configurationOf, createGivenResults } from '#main/domain/scenarios/definition.ts'
import { figuresOf, figuresOfSuite } from '#main/domain/scenarios/figures.ts'
import { freeName, readSuite, writeSuite } from '#main/domain/scenarios/file.ts'
import { toJUnit } from '#main/domain/scenarios/junit.ts'
import { fitsText, fitsValue } from '#main/domain/scenarios/matching.ts'
import { judgePlayed, type Played } from '#main/domain/scenarios/verdict.ts'

const call = (tool: string, args: object = {}) => ({ tool, arguments: JSON.stringify(args) })
const played = (more: Partial<Played> = {}): Played => ({
  calls: [],
  text: '',
  steps: 1,
  end: 'answered',
  lastSaid: true,
  unfinished: null,
  ...more,
})
const failures = (expectations: object, what: Partial<Played>) =>
  judgePlayed(ExpectationsSchema.parse(expectations), played(what))
    .filter(({ passed }) => !passed)
    .map(({ label }) => label)

test.each<[ValueMatcher, unknown, boolean | null]>([
  [{ is: 'any' }, null, true],
  [{ is: 'equals', value: { a: 1, b: [2] } }, { b: [2], a: 1 }, true],
  [{ is: 'equals', value: '48' }, 48, false],
  [{ is: 'subset', value: { a: { b: 1 } } }, { a: { b: 1, c: 2 }, d: 3 }, true],
  [{ is: 'subset', value: [{ id: 2 }] }, [{ id: 1 }, { id: 2, x: 3 }], true],
  [{ is: 'subset', value: { __proto__: 1, constructor: 1 } }, {}, false],
  [{ is: 'regex', pattern: '^104\\d\\d$' }, '10433', true],
  [{ is: 'regex', pattern: '(a+)+$' }, `${'a'.repeat(5000)}b`, false],
  [{ is: 'regex', pattern: 'b' }, 'x'.repeat(20_001), null],
  [{ is: 'subset', value: [1, 'b', null] }, ['b', null, 1, 2], true],
  [{ is: 'subset', value: [1, { a: [2] }] }, [{ a: [1] }, { a: [3, 2] }, 1], true],
  [{ is: 'subset', value: [1, { a: [2] }] }, [{ a: [1] }, 1], false],
  [{ is: 'range', min: 10, max: 48 }, '48.00', true],
  [{ is: 'range', min: null, max: 48 }, 48.01, false],
  [{ is: 'range', min: 0, max: null }, '', false],
])('%j fits %j: %s', (match, value, fits) => {
  expect(fitsValue(JSON.parse(JSON.stringify(value)) as never, match)).toBe(fits)
})

test('lists are compared in a bounded time, and what was not compared is no answer', () => {
  const numbers = Array.from({ length: 50_000 }, (_, at) => at)
  expect(fitsValue(numbers.toReversed(), { is: 'subset', value: numbers })).toBe(true)
  const objects = numbers.map((id) => ({ id }))
  expect(fitsValue(objects, { is: 'subset', value: [{ id: -1 }] })).toBe(false)
  expect(fitsValue(objects, { is: 'subset', value: objects.toReversed() })).toBeNull()
})

test('words are found whatever their case and spacing; a pattern that cannot look says so', () => {
  expect(fitsText('Your REFUND  is\non its way.', { text: 'refund is on', regex: false })).toBe(true)
  expect(fitsText('A.C', { text: 'a.c', regex: false })).toBe(true)
  expect(fitsText('abc', { text: 'a.c', regex: false })).toBe(false)
  expect(fitsText('Order ABC', { text: 'order [a-c]+', regex: true })).toBe(true)
  expect(fitsText('x'.repeat(30_000), { text: 'y', regex: true })).toBeNull()
})

describe('calls', () => {
  const lookUp = { tool: 'look_up', arguments: [] }
  const refund = (amount: number) => ({
    tool: 'refund',
    arguments: [{ at: '/amount', match: { is: 'equals', value: amount } }],
  })
  test('in order, with others between; in any order each with a call of its own', () => {
    const made = { calls: [call('look_up'), call('note'), call('refund', { amount: 48 })] }
    expect(failures({ calls: [lookUp, refund(48)] }, made)).toEqual([])
    expect(failures({ calls: [refund(48), lookUp] }, made)).toEqual(['Calls look_up'])
    expect(failures({ calls: [refund(48), lookUp], order: 'any' }, made)).toEqual([])
    expect(failures({ calls: [lookUp, lookUp], order: 'any' }, made)).toEqual(['Calls look_up'])
    const either = { tool: 'refund', arguments: [] }
    const two = { calls: [call('refund', { amount: 48 }), call('refund', { amount: 5 })] }
    // The first one would take the only call that the second can have.
    expect(failures({ calls: [either, refund(48)], order: 'any' }, two)).toEqual([])
  })

  test('nothing else, never, and arguments that are no JSON', () => {
    const made = { calls: [call('look_up'), { tool: 'refund', arguments: '{"amount":' }] }
    expect(failures({ calls: [lookUp], noOthers: true }, made)).toEqual(['Calls nothing else'])
    expect(failures({ neverCalls: [{ tool: 'refund' }] }, made)).toEqual(['Never calls refund'])
    expect(failures({ neverCalls: [refund(48)] }, made)).toEqual([])
    expect(failures({ calls: [refund(48)] }, made)).toEqual(['Calls refund (/amount = 48)'])
  })

  test('what is too long to be judged does not pass, and neither does an answer that is not whole', () => {
    const long = { calls: [call('note', { text: 'x'.repeat(20_001) })] }
    const like = { tool: 'note', arguments: [{ at: '/text', match: { is: 'regex', pattern: 'iban' } }] }
    expect(failures({ neverCalls: [like] }, long)).toEqual(['Never calls note (/text like /iban/)'])
    expect(failures({ calls: [like] }, long)).toEqual(['Calls note (/text like /iban/)'])
    // Another argument that surely differs settles it.
    const elsewhere = { ...like, arguments: [...like.arguments, { at: '/to', match: { is: 'any' } }] }
    expect(failures({ neverCalls: [elsewhere] }, long)).toEqual([])
    expect(failures({}, { unfinished: 'An answer was cut.' })).toEqual(['Every answer is a whole one'])
  })

  test('results are given in their order, as often as they may be', () => {
    const given = createGivenResults(
      DefinitionSchema.parse({
        ...plain,
        results: [
          { ...refund(48), result: { once: true }, times: 1 },
          { tool: 'refund', result: { other: true } },
        ],
      }).results,
    )
    expect([48, 48, 5].map((amount) => given(call('refund', { amount })))).toEqual([
      { once: true },
      { other: true },
      { other: true },
    ])
    expect(given(call('look_up'))).toBeNull()
  })
})

test('how it ends, and how long it takes', () => {
  expect(failures({ ends: 'reply' }, { end: 'ended' })).toEqual(['Ends with a reply'])
  expect(failures({ ends: 'reply' }, {})).toEqual([])
  expect(failures({ ends: 'escalate' }, { end: 'ended', calls: [call('ESCALATE')] })).toEqual([])
  expect(failures({ ends: 'close' }, {})).toEqual(['Ends by closing'])
  expect(failures({ mostSteps: 2 }, { end: 'limit' })).toEqual(['Takes at most 2 answers'])
  expect(
    failures({ says: [{ text: 'Tuesday' }], neverSays: [{ text: 'refund' }] }, { text: 'A refund.' }),
  ).toHaveLength(2)
})

const plain = {
  title: 'One',
  side: { kind: 'model', model: 'grok-4' },
  items: [{ kind: 'message', role: 'user', text: 'Hi' }],
}

test('figures: runs of the newest configuration; changes from one to the next', () => {
  const runs = (text: string, configuration = 'a') =>
    text.split('').map((sign) => ({
      verdict: sign === 'p' ? ('passed' as const) : sign === 'f' ? ('failed' as const) : ('could_not_run' as const),
      configuration,
    }))
  expect(figuresOf([])).toEqual({ runs: 0, passRate: null, flakeRate: null })
  expect(figuresOf(runs('p'))).toEqual({ runs: 1, passRate: 1, flakeRate: null })
  expect(figuresOf(runs('pfpf'))).toEqual({ runs: 4, passRate: 0.5, flakeRate: 1 })
  expect(figuresOf(runs('ppff'))).toMatchObject({ passRate: 0.5, flakeRate: 1 / 3 })
  expect(figuresOf([...runs('pxp'), ...runs('fff', 'b')])).toEqual({ runs: 2, passRate: 1, flakeRate: 0 })
  expect(figuresOf(runs('p'.repeat(30)))).toMatchObject({ runs: 20 })
  expect(figuresOfSuite([runs('pp'), runs('ff')])).toEqual({ runs: 4, passRate: 0.5, flakeRate: 0 })
})

test('a file comes back as it was; what is wrong in one is named; names are free', () => {
  const scenario = DefinitionSchema.parse(plain)
  const file = {
    format: 'countersign-scenarios',
    version: 1,
    suite: { name: 'A', about: '' },
    scenarios: [scenario],
  } as const
  expect(readSuite(`\uFEFF${writeSuite({ ...file, scenarios: [scenario] })}`)).toEqual(file)
  const message = (text: string) => {
    try {
      readSuite(text)
      return null
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : ''
    }
  }
  expect(message('{')).toBe('The file is not JSON.')
  expect(message(JSON.stringify({ ...file, scenarios: [{ ...scenario, items: [] }] }))).toMatch(
    /^scenarios\.0\.items: /,
  )
  const wrong = { ...scenario, expect: { says: [{ text: '(', regex: true }] } }
  expect(message(JSON.stringify({ ...file, scenarios: [wrong] }))).toMatch(/^scenarios\.0\.expect\.says\.0\.text: /)
  const pointer = { ...plain, expect: { calls: [{ tool: 'a', arguments: [{ at: 'b', match: { is: 'any' } }] }] } }
  expect(() => checkDefinition(DefinitionSchema.parse(pointer))).toThrow('expect.calls.0.arguments.0.at')
  expect(freeName('A', ['a', 'A 2'])).toBe('A 3')
  expect(configurationOf(scenario)).toBe(configurationOf({ ...scenario, title: 'Other' }))
  expect(configurationOf(scenario)).not.toBe(
    configurationOf({ ...scenario, results: [{ tool: 'a', arguments: [], result: 1, times: null }] }),
  )
})

test('JUnit stays well formed whatever was said', () => {
  const run: ScenarioRun = {
    id: 'r',
    roundId: 'o',
    scenarioId: 's',
    title: 'A "quoted" <title>\n& more',
    at: 0,
    verdict: 'failed',
    configuration: '',
    expectations: [{ label: 'Says “x”', passed: false, detail: 'It said: ]]> \u0000\u001B[31m \uD800 \uFFFF' }],
    calls: [{ tool: 'a', arguments: '{"b":"<&>"}', given: '1' }],
    text: 'Bye \u0008',
    steps: 1,
    model: 'm',
    inputTokens: 0,
    outputTokens: 0,
    cost: { amount: null, currency: 'USD', source: 'unknown', listedAt: null },
    ms: 1234,
    trouble: null,
  }
  const text = toJUnit([
    {
      name: 'S',
      runs: [run, { ...run, verdict: 'could_not_run', trouble: 'No <key>' }, { ...run, verdict: 'cancelled' }],
    },
  ])
  expect(text).toContain('tests="3" failures="1" errors="1" skipped="1" time="3.702"')
  expect(text).toContain('name="A &quot;quoted&quot; &lt;title&gt;&#10;&amp; more"')
  expect(text).toContain(']]&gt; [31m \uFFFD ')
  expect(text).toContain('<error message="No &lt;key&gt;" type="could_not_run"/>')
  expect(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(text)).toBe(false)
  expect(text.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/[<>]/)
})
