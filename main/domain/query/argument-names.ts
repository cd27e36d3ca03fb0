import type { Json } from '#contract/tool.ts'
import { isObject } from '#main/domain/json-object.ts'
import { appendKey } from '#main/domain/pointer.ts'
import { argumentName } from '#main/domain/query/print.ts'

const deepest = 4
const most = 200

/** What the arguments of a tool are called in a query, by the schema of its parameters: `amount`, `address.city`. */
export const argumentNames = (schema: Json): readonly string[] =>
  pointersIn(schema, '', 0)
    .slice(0, most)
    .map((pointer) => argumentName(pointer).slice('arg.'.length))

function pointersIn(schema: Json | undefined, pointer: string, depth: number): readonly string[] {
  if (depth > deepest || !isObject(schema)) return []
  const properties = schema['properties']
  if (!isObject(properties)) return pointer === '' ? [] : [pointer]
  return Object.entries(properties).flatMap(([key, inner]) => pointersIn(inner, appendKey(pointer, key), depth + 1))
}
