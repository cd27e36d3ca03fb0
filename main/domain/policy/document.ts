import { PolicyDocumentSchema, RuleSchema, type PolicyDocument, type PolicyIssue, type Rule } from '#contract/policy.ts'
import { floorPlaces, issuePlace, issueWords } from '#main/domain/policy/document-issues.ts'
import { defaultFloor } from '#main/domain/policy/floor.ts'
import { ruleIssues } from '#main/domain/policy/rule-issues.ts'
import { AppError } from '#main/kernel/errors.ts'

/** The policy of a desk as a value: read strictly, completed when saved, changed only as a whole. */
export const emptyDocument: PolicyDocument = { format: 1, rules: [], floor: defaultFloor }

const monthMs = 30 * 86_400_000

/** Throws `invalid_input` that names the rule and the place in it. */
export function parseDocument(value: unknown): PolicyDocument {
  const parsed = PolicyDocumentSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const { rule, place } = issuePlace(issue?.path ?? [], value)
    throw refused(rule, place, issue === undefined ? 'not understood' : issueWords(issue, value))
  }
  const { rules } = parsed.data
  const twice = rules.find((rule, index) => rules.findIndex((one) => one.id === rule.id) !== index)
  if (twice !== undefined) throw refused(twice.name, 'id', `${twice.id} is the id of another rule as well`)
  for (const rule of rules) {
    const error = ruleIssues(rule).find(({ level }) => level === 'error')
    if (error !== undefined) throw refused(rule.name, error.place, error.message)
  }
  return parsed.data
}

/** One rule on its way to be saved: what is wrong with it, or worth a second thought. */
export function inspectRule(value: unknown): { readonly rule: Rule | null; readonly issues: readonly PolicyIssue[] } {
  const parsed = RuleSchema.safeParse(value)
  if (parsed.success) return { rule: parsed.data, issues: ruleIssues(parsed.data) }
  const issues = parsed.error.issues.map((issue) => ({
    level: 'error' as const,
    place: issue.path.join('.'),
    message: issueWords(issue, value),
  }))
  return { rule: null, issues }
}

/** Throws `invalid_input` with the first thing that is wrong. */
export function parseRule(value: unknown): Rule {
  const { rule, issues } = inspectRule(value)
  const error = issues.find(({ level }) => level === 'error')
  if (rule === null || error !== undefined) {
    const { rule: name } = issuePlace(['rules', 0], { rules: [value] })
    throw refused(name, error?.place ?? '', error?.message ?? 'not understood')
  }
  return rule
}

function refused(rule: string | null, place: string, message: string): AppError {
  const where = [rule === null ? null : `Rule \u201c${rule}\u201d`, place === '' ? null : `at ${place}`].filter(Boolean)
  return new AppError('invalid_input', `${where.join(' ') || 'The policy'}: ${message}.`, { data: { rule, place } })
}

/** As it will stand: who made each rule and when, and until when it holds. */
export const completeDocument = (
  next: PolicyDocument,
  previous: PolicyDocument,
  saved: { readonly at: number; readonly by: string },
): PolicyDocument => ({
  ...next,
  rules: next.rules.map((rule) => {
    const before = previous.rules.find(({ id }) => id === rule.id)
    return {
      ...rule,
      with: rule.verdict === 'allow' ? { ...rule.with, validUntil: endOf(rule, saved.at) } : rule.with,
      createdAt: before?.createdAt ?? saved.at,
      createdBy: before?.createdBy ?? saved.by,
    }
  }),
})

const endOf = (rule: Rule, at: number): number | null =>
  rule.with.validUntil === undefined ? at + monthMs : rule.with.validUntil

export type Suspension = { readonly rule: string; readonly cause: string }

/** The document with these rules suspended, or null where all of them are already, or are gone. */
export function suspendRules(
  document: PolicyDocument,
  suspensions: readonly Suspension[],
  at: number,
): PolicyDocument | null {
  let changed = false
  const rules = document.rules.map((rule) => {
    const found = suspensions.find((one) => one.rule === rule.id)
    if (found === undefined || rule.suspended !== null) return rule
    changed = true
    return { ...rule, suspended: { at, cause: found.cause.slice(0, 1000) } }
  })
  return changed ? { ...document, rules } : null
}

/** Refuses a document whose floor is another one, unless that is what the caller came for. */
export function requireFloor(next: PolicyDocument, current: PolicyDocument, meant: boolean): void {
  const places = floorPlaces(current.floor, next.floor)
  if (places.length === 0 || meant) return
  throw new AppError('blocked', `This changes what never runs by itself (${places.join(', ')}). Say so to change it.`, {
    data: { places },
  })
}
