import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import type { CallExpression, Expression, JSXOpeningElement } from 'oxc-parser'

/** Every sentence the code of the screen asks for, and every word it would say without asking. */

const root = join(import.meta.dirname, '..', '..')

export type Asked = { readonly words: string; readonly places: readonly string[]; readonly file: string }
export type ScreenWords = {
  readonly asked: readonly Asked[]
  /** Words that stand in the markup as they are: nobody can translate them. */
  readonly raw: readonly string[]
  /** Calls whose first argument is worked out: no catalogue can be held to them. */
  readonly unknown: readonly string[]
}

/** What these attributes say is read by people, or to them. */
const spoken = /^(?:label|aria-label|aria-description|aria-roledescription|aria-valuetext|title|help|placeholder|alt)$/
/** Names of products and forms of what is typed: the same in every language. */
const sameEverywhere =
  /^(?:https?:\/\/|[a-z]{2}$|xai-|[A-Z0-9_]+$|SHA-256$|[a-z]+(?:_[a-z]+)+$|[a-z]+:[a-z]+ |Countersign$|Order Support$|Jo Lindqvist$)/

const literals = (node: Expression | null | undefined): readonly string[] => {
  switch (node?.type) {
    case 'Literal':
      return typeof node.value === 'string' ? [node.value] : []
    case 'ConditionalExpression':
      return [...literals(node.consequent), ...literals(node.alternate)]
    case 'ParenthesizedExpression':
      return literals(node.expression)
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? [node.quasis[0]?.value.cooked ?? ''] : []
    default:
      return []
  }
}

const attribute = (element: JSXOpeningElement, name: string): Expression | null => {
  for (const one of element.attributes) {
    if (one.type !== 'JSXAttribute' || one.name.name !== name) continue
    const { value } = one
    if (value?.type === 'Literal') return value
    if (value?.type === 'JSXExpressionContainer' && value.expression.type !== 'JSXEmptyExpression')
      return value.expression
  }
  return null
}

const placesOf = (words: string): readonly string[] =>
  [...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).toSorted()

export function readScreen(source: string, file: string): ScreenWords {
  const asked: Asked[] = []
  const raw: string[] = []
  const unknown: string[] = []
  const ask = (found: readonly string[], at: number, context = ''): void => {
    if (found.length === 0) unknown.push(`${file}: ${source.slice(at, at + 60)}`)
    for (const words of found) asked.push({ words: words + context, places: placesOf(words), file })
  }
  const { program } = parseSync(file, source)
  new Visitor({
    CallExpression(node: CallExpression) {
      if (node.callee.type !== 'Identifier' || node.callee.name !== 't') return
      const [first, , third] = node.arguments
      const [context] = third === undefined || third.type === 'SpreadElement' ? [] : literals(third)
      ask(
        first === undefined || first.type === 'SpreadElement' ? [] : literals(first),
        node.start,
        context === undefined ? '' : `_${context}`,
      )
    },
    JSXOpeningElement(node) {
      if (node.name.type === 'JSXIdentifier' && node.name.name === 'Phrase')
        ask(literals(attribute(node, 'text')), node.start)
    },
    JSXAttribute(node) {
      if (typeof node.name.name !== 'string' || !spoken.test(node.name.name) || node.value?.type !== 'Literal') return
      const { value } = node.value
      if (typeof value === 'string' && /\p{L}{2}/u.test(value) && !sameEverywhere.test(value))
        raw.push(`${file}: ${node.name.name}="${value}"`)
    },
    JSXElement(node) {
      if (
        node.openingElement.name.type === 'JSXIdentifier' &&
        /^(?:code|kbd|pre|samp)$/.test(node.openingElement.name.name)
      )
        return
      for (const child of node.children)
        if (child.type === 'JSXText' && /\p{L}{2}/u.test(child.value) && !sameEverywhere.test(child.value.trim()))
          raw.push(`${file}: ${child.value.trim()}`)
    },
  }).visit(program)
  return { asked, raw, unknown }
}

/** The whole screen. */
export function readWholeScreen(): ScreenWords {
  const read = globSync('renderer/**/*.{ts,tsx}', { cwd: root })
    .filter((file) => !file.startsWith(join('renderer', 'audio')))
    .map((file) => readScreen(readFileSync(join(root, file), 'utf8'), file))
  return {
    asked: read.flatMap(({ asked }) => asked),
    raw: read.flatMap(({ raw }) => raw),
    unknown: read
      .flatMap(({ unknown }) => unknown)
      .filter((call) => !call.includes('ui/Phrase.tsx') && !call.includes('ui/language.ts')),
  }
}
