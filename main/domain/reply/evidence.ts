import type { Json } from '#contract/tool.ts'
import { isObject } from '#main/domain/json-object.ts'

/** What a tool answered as lines `name: value`, so that words can be found in it and shown where they stand. */
const mostLines = 400

export function resultText(result: Json): string {
  const data = isObject(result) && result['data'] !== undefined ? result['data'] : result
  const lines: string[] = []
  collect(data, '', lines)
  return lines.slice(0, mostLines).join('\n')
}

function collect(value: Json, name: string, lines: string[]): void {
  if (lines.length >= mostLines) return
  if (Array.isArray(value)) value.forEach((item: Json) => collect(item, name, lines))
  else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) collect(item, name === '' ? key : `${name}.${key}`, lines)
  } else if (value !== null && value !== '') {
    const text = typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : JSON.stringify(value)
    lines.push(name === '' ? text : `${name}: ${text}`)
  }
}
