import type { PolicyDiff, PolicyDocument, Rule } from '#contract/policy.ts'
import type { Json } from '#contract/tool.ts'
import { canonicalJson, toJson } from '#main/domain/canonical.ts'
import { listChanges } from '#main/domain/changes.ts'
import { floorChanges } from '#main/domain/policy/document-issues.ts'
import { ruleText } from '#main/domain/policy/words.ts'

/** What a document would change, rule by rule in sentences. Who made a rule and when is no change of it. */
export function diffDocuments(before: PolicyDocument, after: PolicyDocument): PolicyDiff {
  const named = (rule: Rule) => ({ id: rule.id, name: rule.name, text: ruleText(rule) })
  const find = (document: PolicyDocument, id: string) => document.rules.find((rule) => rule.id === id)
  return {
    added: after.rules.filter(({ id }) => find(before, id) === undefined).map(named),
    removed: before.rules.filter(({ id }) => find(after, id) === undefined).map(named),
    changed: after.rules.flatMap((rule) => {
      const old = find(before, rule.id)
      if (old === undefined || meaning(old) === meaning(rule)) return []
      const [was, is] = [ruleText(old), ruleText(rule)]
      // Where the sentence is the same the name or the source is not.
      const fields = was === is ? ` (${changedFields(old, rule)})` : ''
      return [{ id: rule.id, name: rule.name, before: was, after: is + fields }]
    }),
    floor: [...floorChanges(before.floor, after.floor)],
  }
}

function content(rule: Rule): Json {
  const { createdAt: _, createdBy: __, ...rest } = rule
  return toJson(rest)
}

const meaning = (rule: Rule): string => canonicalJson(content(rule))

const changedFields = (before: Rule, after: Rule): string =>
  listChanges(content(before), content(after))
    .map(({ field }) => field.slice(1).replaceAll('/', '.'))
    .join(', ')
