import type { Arguments, Json } from '#contract/tool.ts'
import { resolvePath } from '#main/domain/pointer.ts'
import { AppError } from '#main/kernel/errors.ts'

/**
 * Fills in an operator's templates with what a model wrote, in one pass: a value is data and never template again. In an
 * address every value is percent-encoded and can neither choose the host nor climb out of its path segment.
 */
export type TemplateValues = {
  readonly args: Arguments
  readonly conversation: { readonly id: string }
  readonly call: { readonly id: string }
  readonly idempotencyKey: string
}

const placeholder = /\{\{\s*([^{}]+?)\s*\}\}/g
const whole = /^\{\{\s*([^{}]+?)\s*\}\}$/

const refused = (message: string): AppError => new AppError('invalid_input', message, { data: { sent: false } })

function look(name: string, values: TemplateValues): Json | undefined {
  if (name === 'args') return values.args
  if (name.startsWith('args.')) return resolvePath(values.args, name.slice('args.'.length))
  switch (name) {
    case 'conversation.id':
      return values.conversation.id
    case 'call.id':
      return values.call.id
    case 'idempotency_key':
      return values.idempotencyKey
    default:
      throw refused(`The template names {{${name}}}, which does not exist here.`)
  }
}

const asText = (value: Json | undefined): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

export function renderUrl(template: string, values: TemplateValues): string {
  const origin = /^https?:\/\/[^/?#]*/i.exec(template)?.[0]
  if (origin === undefined || origin.includes('{{')) throw refused('The host of a tool must be written out.')
  const [, path = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(template.slice(origin.length)) ?? []
  const encode = (name: string): string => encodeURIComponent(asText(look(name, values)).toWellFormed())
  const filledPath = path.replace(placeholder, (_, name: string) => {
    const text = encode(name)
    if (text === '') throw refused(`There is no value for {{${name}}} in the address.`)
    return text
  })
  if (filledPath.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) {
    throw refused('A value would lead to another address.')
  }
  return origin + filledPath + rest.replace(placeholder, (_, name: string) => encode(name))
}

/** A string that is exactly one template keeps the JSON type of its value; a member without a value is left out. */
export function renderBody(template: Json, values: TemplateValues): Json {
  return renderValue(template, values) ?? null
}

function renderValue(template: Json, values: TemplateValues): Json | undefined {
  if (typeof template === 'string') {
    const name = whole.exec(template)?.[1]
    if (name !== undefined) return look(name, values)
    return template.replace(placeholder, (_, inner: string) => asText(look(inner, values)))
  }
  if (Array.isArray(template)) return template.map((item: Json) => renderValue(item, values) ?? null)
  if (typeof template !== 'object' || template === null) return template
  const entries = Object.entries(template).map(([key, item]) => [key, renderValue(item as Json, values)] as const)
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined))
}

/** A header in pieces: the secrets in it are named, and looked up by whoever sends it, at the last moment. */
export type HeaderPiece = { readonly text: string } | { readonly secret: string }

const secretName = /^secret\.(?:tool:)?([A-Za-z0-9_-]{1,64})$/

export function renderHeader(template: string, values: TemplateValues): readonly HeaderPiece[] {
  const pieces: HeaderPiece[] = []
  let from = 0
  for (const match of template.matchAll(placeholder)) {
    if (match.index > from) pieces.push({ text: template.slice(from, match.index) })
    const name = match[1] ?? ''
    const secret = secretName.exec(name)?.[1]
    pieces.push(secret === undefined ? { text: headerText(name, values) } : { secret })
    from = match.index + match[0].length
  }
  if (from < template.length) pieces.push({ text: template.slice(from) })
  return pieces
}

function headerText(name: string, values: TemplateValues): string {
  const text = asText(look(name, values))
  if (/[^\t\u{20}-\u{7E}\u{A0}-\u{FF}]/u.test(text)) throw refused(`{{${name}}} cannot stand in a header.`)
  return text
}
