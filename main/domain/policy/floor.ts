import type { Floor, PolicyFacts } from '#contract/policy.ts'
import type { Json, Risk } from '#contract/tool.ts'
import { leaves, resolvePointer } from '#main/domain/pointer.ts'
import { riskWords } from '#main/domain/risk.ts'

/** What never runs by itself: data that an operator may change, apart from all rules, and that no rule can lift. */
export const defaultFloor: Floor = {
  risks: [4],
  firstUse: 'rules',
  guardrail: true,
  payment: {
    tainted: true,
    fields: [
      'iban',
      'bic',
      'swift',
      'account',
      'account_number',
      'account_holder',
      'bank',
      'bank_account',
      'routing_number',
      'sort_code',
      'card',
      'card_number',
      'payee',
      'beneficiary',
      'payout',
      'payout_address',
      'paypal',
      'wallet',
      'wallet_address',
    ],
    amounts: false,
    negative: true,
  },
  humanOwned: true,
  rejectedBefore: true,
  duplicates: true,
}

/** A text longer than this gets no mark of where it comes from. */
const unmarkedLength = 120

/** Why something may not run by itself, in words; empty where it may. `byRule`: a rule would let it. */
export function compileFloor(floor: Floor): (facts: PolicyFacts, byRule: boolean) => readonly string[] {
  const isTainted = compilePayment(floor.payment)
  return (facts, byRule) => {
    const flags = facts.flags ?? []
    const risk: Risk = facts.risk ?? 3
    const found: string[] = []
    if (floor.rejectedBefore && flags.includes('rejected_before')) found.push('Same call was rejected before')
    if (floor.duplicates && flags.includes('duplicate')) found.push('Same call was made before')
    if (floor.guardrail && typeof facts.guardrail === 'string') found.push('Guardrail replies ask a person')
    if (flags.includes('unsure')) found.push('The bot is not sure of this answer')
    if (flags.includes('open_check')) found.push('Words with an open check')
    if (floor.humanOwned && flags.includes('human_owned')) found.push('A person owns this conversation')
    if (floor.payment.tainted && isTainted(facts)) found.push('Payment details come from the customer\u2019s words')
    if (floor.payment.negative && hasNegativeAmount(facts)) found.push('An amount below zero')
    if (floor.risks.includes(risk)) found.push(`${riskWords[risk]}: never by itself`)
    if (
      risk > 0 &&
      flags.includes('first_use') &&
      (floor.firstUse === 'always' || (byRule && floor.firstUse === 'rules'))
    ) {
      found.push('First use of this tool, or of this version of it')
    }
    return found
  }
}

function compilePayment(payment: Floor['payment']): (facts: PolicyFacts) => boolean {
  const pointers = payment.fields.filter((field) => field.startsWith('/'))
  const names = new Set(payment.fields.filter((field) => !field.startsWith('/')).map(plainName))
  return ({ arguments: args, origins = {}, money = [] }) => {
    if (args === undefined || !mayBeTheirs(args, origins)) return false
    const meant = payment.amounts ? [...pointers, ...money] : pointers
    return leaves(args).some(({ pointer, value }) => {
      const isUnmarked = origins[pointer] === undefined && typeof value === 'string' && value.length > unmarkedLength
      if (origins[pointer] !== 'customer' && !isUnmarked) return false
      return (
        meant.some((one) => pointer === one || pointer.startsWith(`${one}/`)) ||
        pointer.split('/').some((key) => names.has(plainName(key)))
      )
    })
  }
}

/** Whether anything in it could be the customer's words at all: most calls end here. */
const mayBeTheirs = (value: Json, origins: NonNullable<PolicyFacts['origins']>): boolean =>
  Object.values(origins).includes('customer') || hasLongText(value)

function hasLongText(value: Json): boolean {
  if (typeof value === 'string') return value.length > unmarkedLength
  return typeof value === 'object' && value !== null && Object.values(value).some(hasLongText)
}

/** bankAccount, bank-account and bank_account are one name. */
const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

const hasNegativeAmount = ({ arguments: args, money = [] }: PolicyFacts): boolean =>
  args !== undefined &&
  money.some((pointer) => {
    const value = resolvePointer(args, pointer)
    return typeof value === 'number' && value < 0
  })
