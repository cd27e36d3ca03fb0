import type { Json } from '#contract/tool.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { isObject } from '#main/domain/json-object.ts'
import { appendKey } from '#main/domain/pointer.ts'

/** What a person changed, field by field. Lists count as one field. What was added or taken away has null on the other side. */
export type FieldChange = { readonly field: string; readonly proposed: Json; readonly executed: Json }

export function listChanges(proposed: Json, executed: Json, pointer = ''): readonly FieldChange[] {
  if (canonicalJson(proposed) === canonicalJson(executed)) return []
  if (!isObject(proposed) || !isObject(executed)) return [{ field: pointer, proposed, executed }]
  const keys = new Set([...Object.keys(proposed), ...Object.keys(executed)])
  return [...keys].flatMap((key): readonly FieldChange[] => {
    const field = appendKey(pointer, key)
    if (!Object.hasOwn(proposed, key)) return [{ field, proposed: null, executed: executed[key] ?? null }]
    if (!Object.hasOwn(executed, key)) return [{ field, proposed: proposed[key] ?? null, executed: null }]
    return listChanges(proposed[key] ?? null, executed[key] ?? null, field)
  })
}
