import type { PolicyFacts } from '#contract/policy.ts'
import type { ArgumentCondition } from '#contract/policy-condition.ts'
import type { Json } from '#contract/tool.ts'
import { compilePointer, resolvePointer } from '#main/domain/pointer.ts'
import { compilePattern } from '#main/domain/policy/pattern.ts'
import { assertNever } from '#main/kernel/errors.ts'

/** True, false, or null: not known. */
export type Truth = boolean | null
export type Test = (facts: PolicyFacts) => Truth

/**
 * What a condition says about one argument. An argument that is not there satisfies nothing but `absent`; one that is there
 * and of another type than the condition speaks of is not known.
 */
export function compileArgument(condition: ArgumentCondition): Test {
  if (condition.op === 'origin') return (facts) => originHolds(condition, facts)
  if (condition.op === 'matches_customer') return (facts) => customerHolds(condition, facts)
  const [look, test] = [compilePointer(condition.pointer), compileValue(condition)]
  return ({ arguments: args }) => (args === undefined ? null : test(look(args)))
}

type OfValue = Exclude<ArgumentCondition, { op: 'origin' | 'matches_customer' }>

function compileValue(condition: OfValue): (value: Json | undefined) => Truth {
  switch (condition.op) {
    case 'eq':
      return (value) => equals(value, [condition.value])
    case 'in':
      return (value) => equals(value, condition.values)
    case 'ne':
      return (value) => {
        const same = value === undefined ? null : equals(value, [condition.value])
        return same === null ? null : !same
      }
    case 'lt':
      return number((value) => value < condition.value)
    case 'lte':
      return number((value) => value <= condition.value)
    case 'gt':
      return number((value) => value > condition.value)
    case 'gte':
      return number((value) => value >= condition.value)
    case 'between':
      return number((value) => value >= condition.from && value <= condition.to)
    case 'regex': {
      const pattern = compilePattern(condition.pattern)
      return (value) => (value === undefined ? false : typeof value === 'string' ? pattern(value) : null)
    }
    case 'exists':
      return (value) => value !== undefined && value !== null
    case 'absent':
      return (value) => value === undefined || value === null
    default:
      return assertNever(condition)
  }
}

const number =
  (test: (value: number) => boolean) =>
  (value: Json | undefined): Truth =>
    value === undefined ? false : typeof value === 'number' && Number.isFinite(value) ? test(value) : null

function equals(value: Json | undefined, wanted: readonly (string | number | boolean | null)[]): Truth {
  if (value === undefined) return false
  if (value === null || wanted.every((one) => one === null)) return wanted.includes(null) && value === null
  const comparable = wanted.filter((one) => one !== null && typeof one === typeof value)
  return comparable.length === 0 ? null : comparable.some((one) => one === value)
}

/** Some values of it and not all: nobody can say it of the argument as a whole. */
function originHolds(condition: Extract<ArgumentCondition, { op: 'origin' }>, facts: PolicyFacts): Truth {
  const { arguments: args, origins } = facts
  if (args === undefined || origins === undefined) return null
  const found = resolvePointer(args, condition.pointer)
  if (found === undefined) return false
  const below = `${condition.pointer}/`
  const marks = Object.entries(origins).filter(([at]) => at === condition.pointer || at.startsWith(below))
  const matching = marks.filter(([, origin]) => condition.in.includes(origin))
  if (matching.length === 0) return false
  return matching.length === marks.length ? true : null
}

const normalise = (text: string): string => text.normalize('NFC').trim().toLowerCase()

function customerHolds(condition: Extract<ArgumentCondition, { op: 'matches_customer' }>, facts: PolicyFacts): Truth {
  const { arguments: args, customer } = facts
  if (args === undefined || customer === undefined) return null
  const recorded = { email: customer.email, name: customer.name, external_id: customer.id }[condition.record]
  const value = resolvePointer(args, condition.pointer)
  if (value === undefined) return false
  if (typeof value !== 'string' || recorded === null || recorded.trim() === '') return null
  return normalise(value) === normalise(recorded)
}
