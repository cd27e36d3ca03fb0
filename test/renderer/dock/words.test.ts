import { describe, expect, test } from 'vitest'
import {
  approvalKeys,
  headlineOf,
  primaryLabel,
  stepsText,
  textOf,
  valueToType,
} from '#renderer/app/Inbox/dock/words.ts'

const sentence = [
  { text: 'Refund ', value: false },
  { text: '$1,184.00', value: true },
  { text: ' to order ', value: false },
  { text: '10433', value: true },
]
const args = { order_id: '10433', amount: 1184 }
const tool = { amountPointer: '/amount', kind: 'http' } as const
const live = { mode: 'live', state: 'pending' } as const
const refund = { ...live, kind: 'tool', tool: 'refund_order' } as const

describe('the primary verb names the act', () => {
  test('amount', () => expect(primaryLabel(refund, sentence, tool, false)).toBe('Refund $1,184.00'))
  test('edited amount', () => {
    const headline = headlineOf(sentence, args, { ...args, amount: 7.95 })
    expect(headline[1]).toEqual({ text: '$7.95', value: true, was: '$1,184.00' })
    expect(primaryLabel(refund, headline, tool, true)).toBe('Refund $7.95 with edits')
  })
  test('without amount', () => {
    const parts = [
      { text: 'Look up order ', value: false },
      { text: '10433', value: true },
    ]
    expect(primaryLabel({ ...live, kind: 'tool', tool: 'get_order' }, parts, null, false)).toBe('Look up order 10433')
  })
  test('generic sentence', () => {
    const parts = [
      { text: 'Run ', value: false },
      { text: 'do_it', value: true },
      { text: ' with 3 arguments', value: false },
    ]
    expect(primaryLabel({ ...live, kind: 'tool', tool: 'do_it' }, parts, null, false)).toBe('Run do it')
  })
  test.each([
    ['reply', 'Send reply'],
    ['note', 'Add note'],
    ['escalate', 'Escalate'],
    ['close', 'Close conversation'],
  ] as const)('%s', (kind, label) => expect(primaryLabel({ ...live, kind, tool: 'x' }, [], null, false)).toBe(label))
  test('what a signature makes of it stands first', () => {
    expect(primaryLabel({ ...refund, mode: 'dry_run' }, sentence, tool, true)).toBe(
      'Rehearse: Refund $1,184.00 with edits',
    )
    expect(primaryLabel({ ...refund, state: 'awaiting_second' }, sentence, tool, false)).toBe(
      'Countersign: Refund $1,184.00',
    )
  })
  test('manual tools are not run by the desk', () => {
    expect(primaryLabel(refund, sentence, { amountPointer: null, kind: 'manual' }, false)).toBe('Record the outcome…')
  })
})

describe('the headline of an edit', () => {
  test('a changed id is replaced where it stood', () => {
    const headline = headlineOf(sentence, args, { ...args, order_id: '10421' })
    expect(textOf(headline)).toBe('Refund $1,184.00 to order 10421')
  })
  test('unchanged values stay', () => {
    expect(headlineOf(sentence, args, { ...args, note: 'x' }).every((part) => part.was === null)).toBe(true)
  })
})

test('irreversible acts ask for the amount, else for the end of the value', () => {
  expect(valueToType(args, sentence, '/amount').value).toBe('1184.00')
  expect(valueToType({}, [{ text: '+1 206 555 0119', value: true }], null).value).toBe('0119')
  expect(valueToType({}, [], null).value).toBe('sign')
})

test('one key up to R2, a chord for words and from R3 on', () => {
  expect(approvalKeys({ kind: 'tool', risk: 1 })).toBe('single')
  expect(approvalKeys({ kind: 'tool', risk: 3 })).toBe('chord')
  expect(approvalKeys({ kind: 'reply', risk: 2 })).toBe('chord')
  expect(approvalKeys({ kind: 'close', risk: 2 })).toBe('single')
})

test.each([
  [['failed', 'done', 'done'], 'Tag failed. Note and assignment were done.'],
  [['done', 'unknown', 'todo'], 'Note may have happened. Assignment was not tried. Tag was done.'],
  [['failed', 'failed', 'failed'], 'Tag, note and assignment failed.'],
] as const)('steps %j', ([tag, note, assign], words) => {
  const step = (name: string, state: typeof tag | typeof note | typeof assign) => ({
    name,
    state,
    label: `The ${name}`,
    detail: null,
  })
  expect(stepsText([step('tag', tag), step('note', note), step('assign', assign)])).toBe(words)
  expect(stepsText([step('survey', 'done')])).toBe('The survey was done.')
})
