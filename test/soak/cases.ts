import type { z } from 'zod'
import type { RuleSchema } from '#contract/policy.ts'
import type { Configuration } from '#contract/settings.ts'
import type { ScriptInput } from '#main/sandbox/agent/script.ts'
import { createChance } from '#test/soak/chance.ts'

/**
 * One customer of the soak run, as the seed has them: what they write, what the agent asks for and what the operator thinks
 * of it. Every word and every amount is this case's own, so that what happened outside can be laid at its door.
 */
export type Case = {
  readonly number: number
  readonly kind: (typeof kinds)[number]
  readonly channel: 'conversation' | 'email'
  readonly customer: { readonly name: string; readonly email: string }
  readonly words: string
  /** Writes once more while the first words are being worked on. */
  readonly impatient: boolean
  readonly manner: {
    readonly call: 'approve' | 'edit' | 'reject' | 'undo'
    readonly reply: 'approve' | 'edit' | 'reject' | 'withdraw'
  }
}

const kinds = [
  'words',
  'words',
  'credit',
  'credit',
  'small_credit',
  'small_credit',
  'receipt',
  'address',
  'look',
] as const
/** Cases from here on are rung about, in writing; those before are written to the helpdesk. */
export const spokenFrom = 100_000
const spokenKinds = ['credit', 'small_credit', 'receipt', 'address'] as const
const unshipped = ['10460', '10447'] as const

export function createCase(seed: number, number: number): Case {
  const chance = createChance(seed, `case ${number}`)
  const person = chance.between(1, 20)
  return {
    number,
    kind: number < spokenFrom ? chance.one(kinds) : chance.one(spokenKinds),
    channel: chance.is(0.3) ? 'email' : 'conversation',
    customer: { name: `Robin Vale ${person}`, email: `robin${person}@vale.example` },
    words: `My order is late, case ${number}.`,
    impatient: chance.is(0.2),
    manner: {
      call: chance.one(['approve', 'approve', 'approve', 'edit', 'reject', 'undo']),
      reply: chance.one(['approve', 'approve', 'approve', 'approve', 'edit', 'reject', 'withdraw']),
    },
  }
}

export const moreWords = (number: number): string => `Is there any news, case ${number}?`

/** Rules let this much through; what a person has to sign is above it, also after an edit. */
export const allowedUpTo = 99

const cents = (number: number): number => (number % 9000) / 100

function callOf({ number, kind }: Case): { readonly name: string; readonly arguments: Record<string, unknown> } | null {
  const credit = (amount: number) => ({ customer_id: 'C-2012', amount, reason: `Late, case ${number}.` })
  switch (kind) {
    case 'words':
      return null
    case 'credit':
      return { name: 'issue_store_credit', arguments: credit(100 + cents(number)) }
    case 'small_credit':
      return { name: 'issue_store_credit', arguments: credit(1 + cents(number)) }
    case 'receipt':
      return { name: 'resend_receipt', arguments: { order_id: unshipped[0], email: `case${number}@vale.example` } }
    case 'address':
      return {
        name: 'update_address',
        arguments: { order_id: unshipped[number % 2], address: `${number} Long Lane, case ${number}, Inverness` },
      }
    case 'look':
      return { name: 'lookup_order', arguments: { order_id: unshipped[0] } }
  }
}

/** The arguments a person puts in the place of these. */
export function edited(args: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { amount, text, address } = args
  if (typeof amount === 'number') return { ...args, amount: Math.round((amount + 100) * 100) / 100 }
  if (typeof text === 'string') return { ...args, text: `${text} It was looked over.` }
  if (typeof address === 'string') return { ...args, address: `${address}, second floor` }
  return { ...args }
}

/** The case somebody's words or arguments are about; null: none. */
export function numberIn(value: unknown): number | null {
  const found = /case ?(\d+)/.exec(JSON.stringify(value ?? null))
  return found === null ? null : Number(found[1])
}

export function scriptOf(one: Case): ScriptInput {
  const call = callOf(one)
  const replies = Array.from({ length: 12 }, (_, index) => ({
    text: `Thank you for writing, case ${one.number}. A colleague is on it, ${index + 1}.`,
  }))
  return {
    contains: one.words,
    turns: [...(call === null ? [] : [{ calls: [{ id: `call_${one.number}`, ...call }] }]), ...replies],
  }
}

/** What the voice agent does when it is told of the case. */
export function spokenTurn(one: Case) {
  const { name, arguments: args } = callOf(one) ?? { name: 'lookup_order', arguments: {} }
  return { hears: one.words, says: 'One moment, please.', calls: [{ name, arguments: args }] }
}

/** One second to take words back, and little time for the rest. */
export const soakedConfiguration = (configuration: Configuration): Configuration => ({
  ...configuration,
  timing: {
    ...configuration.timing,
    undoSeconds: { email: 1, chat: 1, phone: 1, sms: 1, social: 1, other: 1 },
  },
})

export const rules: readonly z.input<typeof RuleSchema>[] = [
  {
    id: 'small-credits',
    name: 'Small credits',
    when: [
      { field: 'tool', in: ['issue_store_credit'] },
      { field: 'argument', pointer: '/amount', op: 'lte', value: allowedUpTo },
    ],
    verdict: 'allow',
    with: { validUntil: null },
  },
]
