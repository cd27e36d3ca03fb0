import type { PolicyFacts } from '#contract/policy.ts'
import type { Condition } from '#contract/policy-condition.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { compileArgument, type Test, type Truth } from '#main/domain/policy/argument.ts'
import { compileHours } from '#main/domain/policy/hours.ts'
import { assertNever } from '#main/kernel/errors.ts'

/** Conditions as functions of the facts, made once for a version of the document. */
export function compileCondition(condition: Condition): Test {
  switch (condition.field) {
    case 'tool':
      return among(condition.in, ({ tool }) => tool)
    case 'agent':
      return among(condition.in, ({ agent }) => agent)
    case 'environment':
      return among<string>(condition.in, ({ environment }) => environment)
    case 'channel':
      return among<string>(condition.in, ({ channel }) => channel)
    case 'risk':
      return among<number>(condition.in, ({ risk }) => risk)
    case 'tool_tag':
      return anyOf(condition.in, ({ tags }) => tags)
    case 'tag': {
      const { on, op } = condition
      const any = anyOf(condition.in, (facts) => (on === 'customer' ? facts.customerTags : facts.conversationTags))
      return op === 'any' ? any : (facts) => not(any(facts))
    }
    case 'argument':
      return compileArgument(condition)
    case 'hours': {
      const inside = compileHours(condition)
      return ({ at }) => (at === undefined ? null : inside(at))
    }
    case 'rag_score':
      return compare(condition.op, condition.value, ({ ragScore }) => ragScore)
    case 'confidence':
      return compare(condition.op, condition.value, ({ confidence }) => confidence)
    case 'guardrail':
      return ({ guardrail }) => (guardrail === undefined ? null : (guardrail !== null) === condition.hit)
    case 'conversation_age':
      return compare(condition.op, condition.minutes, ({ at, startedAt }) =>
        at === undefined || startedAt === undefined ? undefined : (at - startedAt) / 60_000,
      )
    case 'previous_decisions':
      return compare(condition.op, condition.value, ({ previous }) => previous?.[condition.of])
    default:
      return assertNever(condition)
  }
}

/** All must hold: one that does not settles it, otherwise one that is not known leaves all of it open. */
export function compileAll(
  conditions: readonly Condition[],
  compile: (condition: Condition) => Test = compileCondition,
): Test {
  const tests = conditions.toSorted((a, b) => costOf(a) - costOf(b)).map(compile)
  return (facts) => {
    let truth: Truth = true
    for (const test of tests) {
      const one = test(facts)
      if (one === false) return false
      if (one === null) truth = null
    }
    return truth
  }
}

/** Many rules ask the same of one proposal: each condition is looked into once for it. */
export function createShared(): (condition: Condition) => Test {
  const known = new Map<string, Test>()
  return (condition) => {
    const key = canonicalJson(condition)
    const found = known.get(key) ?? remember(compileCondition(condition))
    known.set(key, found)
    return found
  }
}

function remember(test: Test): Test {
  let last: PolicyFacts | null = null
  let truth: Truth = null
  return (facts) => {
    if (facts !== last) {
      truth = test(facts)
      last = facts
    }
    return truth
  }
}

/** What is looked up before what is compared, and that before what is searched: most rules end at the first test. */
const costOf = (condition: Condition): number =>
  condition.field === 'argument' ? (condition.op === 'regex' ? 3 : 2) : condition.field === 'hours' ? 2 : 1

/** The tools a rule can apply to, or null where it names none. */
export function toolsOf(conditions: readonly Condition[]): readonly string[] | null {
  const named = conditions.flatMap((condition) => (condition.field === 'tool' ? [condition.in] : []))
  const [first, ...rest] = named
  return first === undefined ? null : first.filter((tool) => rest.every((tools) => tools.includes(tool)))
}

const not = (truth: Truth): Truth => (truth === null ? null : !truth)

function among<T>(wanted: readonly T[], look: (facts: PolicyFacts) => T | undefined): Test {
  const set = new Set(wanted)
  return (facts) => {
    const value = look(facts)
    return value === undefined ? null : set.has(value)
  }
}

function anyOf(wanted: readonly string[], look: (facts: PolicyFacts) => readonly string[] | undefined): Test {
  const set = new Set(wanted)
  return (facts) => look(facts)?.some((one) => set.has(one)) ?? null
}

const compare =
  (op: 'lt' | 'gte', bound: number, look: (facts: PolicyFacts) => number | undefined): Test =>
  (facts) => {
    const value = look(facts)
    return value === undefined || Number.isNaN(value) ? null : op === 'lt' ? value < bound : value >= bound
  }
