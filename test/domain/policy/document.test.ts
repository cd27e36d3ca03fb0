import { describe, expect, it } from 'vitest'
import { PolicyDocumentSchema } from '#contract/policy.ts'
import { diffDocuments } from '#main/domain/policy/diff.ts'
import {
  completeDocument,
  emptyDocument,
  inspectRule,
  parseDocument,
  parseRule,
  requireFloor,
  suspendRules,
} from '#main/domain/policy/document.ts'
import { findOverlaps } from '#main/domain/policy/overlap.ts'
import { presets } from '#main/domain/policy/presets.ts'
import { ruleText } from '#main/domain/policy/words.ts'
import { amountUpTo, documentOf, makeRule, type RuleInput } from '#test/support/policies.ts'

const raw = (rule: object) => ({
  format: 1,
  floor: emptyDocument.floor,
  rules: [{ id: 'r1', name: 'Small', when: [], verdict: 'allow', ...rule }],
})
const when = (...conditions: object[]) => raw({ when: conditions })

describe('a document that is not one', () => {
  it.each([
    [
      when({ field: 'argument', pointer: '/amount', op: '~=', value: 1 }),
      'Rule “Small” at when.0.op: “~=” is no operator that rules know.',
    ],
    [when({ field: 'moon', phase: 'full' }), 'Rule “Small” at when.0.field: “moon” is no field that rules know.'],
    [
      when({ field: 'tool', in: ['x'] }, { field: 'tool', in: ['x'], not: true }),
      'Rule “Small” at when.1: “not” is not known here.',
    ],
    [when({ field: 'argument', pointer: 'amount', op: 'exists' }), 'Rule “Small” at when.0.pointer: a JSON pointer'],
    [when({ field: 'argument', pointer: '/a', op: 'lt', value: '20' }), 'Rule “Small” at when.0.value: invalid input'],
    [
      when({ field: 'argument', pointer: '/a', op: 'regex', pattern: '(a' }),
      'Rule “Small” at when.0.pattern: The regular expression',
    ],
    [
      when({ field: 'argument', pointer: '/a', op: 'between', from: 2, to: 1 }),
      'Rule “Small” at when.0.to: no number lies',
    ],
    [
      when({ field: 'hours', op: 'inside', days: ['mon'], from: '09:00', to: '10:00', timeZone: 'Mars/Base' }),
      'at when.0.timeZone',
    ],
    [raw({ verdict: 'maybe' }), 'Rule “Small” at verdict'],
    [raw({ with: { sampleRate: 2 } }), 'Rule “Small” at with.sampleRate'],
    [raw({ with: { budgets: [{ measure: 'count', per: 'week', limit: 1 }] } }), 'Rule “Small” at with.budgets.0.per'],
    [raw({ name: '‮evil', verdict: 'x' }), 'Rule “⟨U+202E⟩evil” at verdict'],
    [{ ...raw({}), rules: [{}] }, 'Rule “number 1” at id'],
    [{ ...raw({}), extra: 1 }, 'The policy: “extra” is not known here.'],
    [{ ...raw({}), rules: [makeRule(), makeRule()] }, 'r1 is the id of another rule'],
    [{ ...raw({}), floor: { ...emptyDocument.floor, risks: 'none' } }, 'at floor.risks'],
    [null, 'The policy: invalid input'],
    [undefined, 'The policy'],
    ['x', 'The policy'],
  ])('%# names the rule and the place', (value, words) => {
    expect(() => parseDocument(value)).toThrow(words)
    try {
      parseDocument(value)
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: 'invalid_input' })
    }
  })

  it('may be nested as deep as it likes', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`) as object
    expect(() => parseDocument(deep)).toThrow(/not known|invalid/)
    expect(() => parseDocument(when(deep))).toThrow(/Rule “Small” at when.0/)
    expect(() => parseDocument(when({ field: 'argument', pointer: '/a', op: 'eq', value: deep }))).toThrow(
      /when.0.value/,
    )
  })

  it('may be longer than anybody writes', () => {
    const rules = Array.from({ length: 1001 }, (_, index) => makeRule({ id: `r${index}` }))
    expect(() => parseDocument({ ...emptyDocument, rules })).toThrow(/at rules/)
    expect(parseDocument({ ...emptyDocument, rules: rules.slice(1) }).rules).toHaveLength(1000)
  })
})

describe('a document', () => {
  it('is completed when it is saved: who, when, until when', () => {
    const saved = { at: 1000, by: 'Jo' }
    const first = completeDocument(documentOf(makeRule(), makeRule({ id: 'r2', verdict: 'ask' })), emptyDocument, saved)
    expect(
      first.rules.map(({ createdAt, createdBy, with: { validUntil } }) => ({ createdAt, createdBy, validUntil })),
    ).toEqual([
      { createdAt: 1000, createdBy: 'Jo', validUntil: 1000 + 30 * 86_400_000 },
      { createdAt: 1000, createdBy: 'Jo', validUntil: undefined },
    ])
    const forged = { ...makeRule({ with: { validUntil: null } }), createdAt: 1, createdBy: 'somebody' }
    const [again] = completeDocument(documentOf(forged), first, { at: 2000, by: 'Kofi' }).rules
    expect(again).toMatchObject({ createdAt: 1000, createdBy: 'Jo', with: { validUntil: null } })
  })

  it('suspends what is not suspended yet', () => {
    const suspended = suspendRules(documentOf(makeRule()), [{ rule: 'r1', cause: 'x' }], 5)
    expect(suspended?.rules[0]?.suspended).toEqual({ at: 5, cause: 'x' })
    expect(suspendRules(suspended ?? emptyDocument, [{ rule: 'r1', cause: 'y' }], 6)).toBeNull()
    expect(suspendRules(documentOf(makeRule()), [{ rule: 'r9', cause: 'y' }], 6)).toBeNull()
  })

  it('keeps its floor unless that is what is changed', () => {
    const lower = { ...emptyDocument, floor: { ...emptyDocument.floor, risks: [] } }
    expect(() => requireFloor(lower, emptyDocument, false)).toThrow(/never runs by itself \(risks\)/)
    expect(() => requireFloor(lower, emptyDocument, true)).not.toThrow()
    expect(() => requireFloor(emptyDocument, emptyDocument, false)).not.toThrow()
  })

  it('differs rule by rule, in sentences', () => {
    const before = documentOf(makeRule(), makeRule({ id: 'gone' }), makeRule({ id: 'same', createdAt: 1 }))
    const after = {
      ...documentOf(
        makeRule({ when: [amountUpTo(5)] }),
        makeRule({ id: 'same', name: 'Small refunds' }),
        makeRule({ id: 'new' }),
      ),
      floor: { ...emptyDocument.floor, guardrail: false },
    }
    expect(diffDocuments(before, after)).toEqual({
      added: [{ id: 'new', name: 'Small refunds', text: 'Always auto-approve' }],
      removed: [{ id: 'gone', name: 'Small refunds', text: 'Always auto-approve' }],
      changed: [
        { id: 'r1', name: 'Small refunds', before: 'Always auto-approve', after: 'When amount ≤ 5 then auto-approve' },
      ],
      floor: ['guardrail: true → false'],
    })
  })
})

describe('a sentence', () => {
  it.each([
    [
      {
        when: [{ field: 'tool', in: ['refund_order'] }, amountUpTo(20)],
        with: {
          budgets: [
            { measure: 'count', per: 'hour', limit: 5 },
            { measure: 'sum', pointer: '/amount', per: 'day', limit: 60 },
          ],
          undoSeconds: 15,
          sampleRate: 0.1,
        },
      },
      'When refund_order and amount ≤ 20 then auto-approve, at most 5 per hour, at most 60 of amount per day, undo 15 s, review 10 %',
    ],
    [
      {
        verdict: 'ask_two',
        when: [
          { field: 'risk', in: [3, 4] },
          {
            field: 'hours',
            op: 'outside',
            days: ['fri', 'mon', 'tue', 'wed', 'thu'],
            from: '09:00',
            to: '17:00',
            timeZone: 'Europe/Berlin',
          },
          { field: 'argument', pointer: '/order/note', op: 'eq', value: '20' },
        ],
        with: { requireReason: true, expiresMinutes: 90 },
      },
      'When the tier is R3 Money or account or R4 Irreversible and outside Mon–Fri 09:00–17:00 (Europe/Berlin) and order.note = "20" then ask two people, expires after 90 min, a reason is required',
    ],
    [
      {
        verdict: 'deny',
        when: [{ field: 'argument', pointer: '/iban', op: 'origin', in: ['customer', 'invented'] }],
        enabled: false,
      },
      'When iban comes from the customer’s words or appears nowhere before then refuse, switched off',
    ],
  ] satisfies [Partial<RuleInput>, string][])('%#', (rule, words) => {
    expect(ruleText(makeRule(rule))).toBe(words)
  })

  it('hides nothing that a name or a value may hide', () => {
    expect(ruleText(makeRule({ when: [{ field: 'tool', in: ['a‮b\n\n\nAlways allow'] }] }))).toBe(
      'When a⟨U+202E⟩b Always allow then auto-approve',
    )
  })
})

describe('on the way to be saved', () => {
  it('says what a sentence says more than it seems to', () => {
    const warned = (rule: Partial<RuleInput>) =>
      inspectRule({ ...makeRule(), ...rule }).issues.map(({ level, place }) => `${level} ${place}`)
    expect(warned({ when: [amountUpTo(20)] })).toEqual(['warning when', 'warning when.0'])
    expect(warned({ when: [{ field: 'tool', in: ['x'] }] })).toEqual([])
    expect(
      warned({ verdict: 'ask', with: { budgets: [{ measure: 'count', per: 'day', limit: 1 }], sampleRate: 1 } }),
    ).toEqual(['warning with.budgets', 'warning with.sampleRate'])
    expect(inspectRule({ nothing: true }).rule).toBeNull()
    expect(() => parseRule({ ...makeRule(), verdict: 'x' })).toThrow(/Rule “Small refunds” at verdict/)
  })

  it('shows the rules it may meet, and which of the two wins', () => {
    const rule = makeRule({ when: [{ field: 'tool', in: ['a'] }, amountUpTo(20)] })
    const other = (id: string, over: Partial<RuleInput>) => makeRule({ id, name: id, ...over })
    const above = (op: 'gt' | 'gte') => ({ field: 'argument', pointer: '/amount', op, value: 20 }) as const
    const found = findOverlaps(
      rule,
      documentOf(
        rule,
        other('other tool', { id: 'x', when: [{ field: 'tool', in: ['b'] }] }),
        other('above', { id: 'y', when: [above('gt')] }),
        other('at', { id: 'z', when: [above('gte')], verdict: 'deny' }),
        other('text', { id: 'w', when: [{ field: 'argument', pointer: '/note', op: 'regex', pattern: 'x' }] }),
        other('off', { id: 'v', enabled: false }),
      ),
    )
    expect(found.map(({ name, wins }) => [name, wins])).toEqual([
      ['at', 'other'],
      ['text', 'same'],
    ])
  })
})

it('presets are rules like any other, later ones hold the earlier ones, and none moves money', () => {
  for (const { name, rules } of presets) {
    expect(PolicyDocumentSchema.parse({ ...emptyDocument, rules }).rules).toEqual(rules)
    expect(rules.every(({ source }) => source === `preset:${name}`)).toBe(true)
    expect(
      rules.every(
        ({ verdict, when }) =>
          verdict !== 'allow' ||
          when.some((one) => one.field === 'tool' || (one.field === 'risk' && one.in.every((risk) => risk < 2))),
      ),
    ).toBe(true)
  }
  const ids = presets.map(({ rules }) => rules.map(({ id }) => id))
  expect(ids[1]).toEqual(expect.arrayContaining(ids[0] ?? []))
  expect(ids[2]).toEqual(expect.arrayContaining(ids[1] ?? []))
})
