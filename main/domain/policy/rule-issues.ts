import type { PolicyIssue, Rule } from '#contract/policy.ts'
import type { Condition } from '#contract/policy-condition.ts'
import { isTimeZone } from '#main/domain/policy/hours.ts'
import { compilePattern } from '#main/domain/policy/pattern.ts'
import { asAppError } from '#main/kernel/errors.ts'

/** What the shape of a rule does not say: values that cannot work, and sentences that say more than they seem to. */
export function ruleIssues(rule: Rule): readonly PolicyIssue[] {
  return [...rule.when.flatMap((condition, index) => conditionIssues(condition, `when.${index}`)), ...warnings(rule)]
}

const error = (place: string, message: string): PolicyIssue => ({ level: 'error', place, message })
const warning = (place: string, message: string): PolicyIssue => ({ level: 'warning', place, message })

function conditionIssues(condition: Condition, place: string): readonly PolicyIssue[] {
  if (condition.field === 'hours') {
    return [
      ...(isTimeZone(condition.timeZone) ? [] : [error(`${place}.timeZone`, 'this time zone is not known')]),
      ...(condition.from === condition.to ? [error(`${place}.to`, 'ends when it begins')] : []),
    ]
  }
  if (condition.field !== 'argument') return []
  if (condition.op === 'between' && condition.from > condition.to) {
    return [error(`${place}.to`, 'no number lies between these two')]
  }
  return condition.op === 'regex' ? patternIssues(condition.pattern, `${place}.pattern`) : []
}

function patternIssues(pattern: string, place: string): readonly PolicyIssue[] {
  try {
    compilePattern(pattern)
    return []
  } catch (thrown) {
    return [error(place, asAppError(thrown).message.replace(/\.$/, ''))]
  }
}

function warnings(rule: Rule): readonly PolicyIssue[] {
  const found: PolicyIssue[] = []
  const asks = (test: (condition: Condition) => boolean) => rule.when.some(test)
  rule.when.forEach((condition, index) => {
    if (condition.field === 'tag' && condition.on === 'customer') {
      found.push(
        warning(
          `when.${index}`,
          'tags of customers are not known to this desk: a permission never holds, a restriction always',
        ),
      )
    }
  })
  if (rule.verdict !== 'allow') {
    if ((rule.with.budgets ?? []).length > 0)
      found.push(warning('with.budgets', 'budgets count only what is auto-approved'))
    if (rule.with.sampleRate !== undefined)
      found.push(warning('with.sampleRate', 'only what is auto-approved is reviewed'))
    return found
  }
  if (!asks(({ field }) => field === 'tool' || field === 'tool_tag' || field === 'risk')) {
    found.push(warning('when', 'this applies to every tool, also to those added later'))
  }
  if (asks((one) => one.field === 'risk' && one.in.includes(4))) {
    found.push(warning('when', 'what is irreversible never runs by itself, whatever a rule says'))
  }
  rule.when.forEach((condition, index) => {
    if (condition.field !== 'argument' || (condition.op !== 'lt' && condition.op !== 'lte') || condition.value < 0)
      return
    const isBounded = asks(
      (one) =>
        one.field === 'argument' &&
        one.pointer === condition.pointer &&
        (one.op === 'gt' || one.op === 'gte' || one.op === 'between'),
    )
    if (!isBounded) found.push(warning(`when.${index}`, 'numbers below zero are less as well'))
  })
  if (rule.with.validUntil === null) found.push(warning('with.validUntil', 'it never runs out'))
  return found
}
