import type { z } from 'zod'
import type { Floor } from '#contract/policy.ts'
import { toJson } from '#main/domain/canonical.ts'
import { listChanges } from '#main/domain/changes.ts'
import { capText, showOnOneLine } from '#main/domain/visible.ts'

/** What is wrong with a document of unknown shape, in words about the rule it stands in. */
type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

export function issuePlace(path: Path, value: unknown): { readonly rule: string | null; readonly place: string } {
  const [first, index, ...rest] = path
  if (first !== 'rules' || typeof index !== 'number') return { rule: null, place: path.join('.') }
  const name = look(value, ['rules', index, 'name']) ?? look(value, ['rules', index, 'id'])
  return {
    rule: typeof name === 'string' && name.trim() !== '' ? shown(name) : `number ${index + 1}`,
    place: rest.join('.'),
  }
}

export function issueWords(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return `${issue.keys.map((key) => `\u201c${shown(key)}\u201d`).join(', ')} is not known here`
    case 'invalid_union': {
      const found = look(value, issue.path)
      const name = issue.path.at(-1)
      if (issue.discriminator === undefined)
        return typeof found === 'string' ? `\u201c${shown(found)}\u201d is not known here` : 'not understood'
      if (found === undefined) return 'is missing'
      return `\u201c${shown(typeof found === 'string' ? found : typeof found)}\u201d is no ${name === 'op' ? 'operator' : 'field'} that rules know`
    }
    default:
      return lower(issue.message)
  }
}

const lower = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1).replace(/\.$/, '')
const shown = (text: string): string => capText(showOnOneLine(text), 80)

const look = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (found, key) =>
      typeof found === 'object' && found !== null && Object.hasOwn(found, key) ? Reflect.get(found, key) : undefined,
    value,
  )

/** Names of the parts of the floor that differ, as pointers without their slash. */
export const floorPlaces = (before: Floor, after: Floor): readonly string[] =>
  listChanges(toJson(before), toJson(after)).map(({ field }) => field.slice(1).replaceAll('/', '.'))

/** What differs, in words. */
export const floorChanges = (before: Floor, after: Floor): readonly string[] =>
  listChanges(toJson(before), toJson(after)).map(
    ({ field, proposed, executed }) =>
      `${field.slice(1).replaceAll('/', '.')}: ${capText(JSON.stringify(proposed), 200)} \u2192 ${capText(JSON.stringify(executed), 200)}`,
  )
