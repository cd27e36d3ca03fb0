import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import type { Expression, JSXAttributeValue } from 'oxc-parser'

/** What the styles are written for, and what the markup wears. */

const root = join(import.meta.dirname, '..', '..')
const readAll = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'))

export type Styles = {
  /** Classes that a rule names. */
  readonly classes: ReadonlySet<string>
  /** Tokens that get a value, and those whose value is asked for. */
  readonly given: ReadonlySet<string>
  readonly asked: ReadonlySet<string>
}

const foundBy = (pattern: RegExp, source: string): ReadonlySet<string> =>
  new Set([...source.matchAll(pattern)].map(([, found = '']) => found))

export function readStyles(source: string): Styles {
  const rules = source.replaceAll(/\/\*[^]*?\*\/|@import[^;]*;/g, '')
  return {
    classes: foundBy(/\.(-?[a-zA-Z_][\w-]*)/g, rules),
    given: foundBy(/(?<![\w-])(--[\w-]+)\s*:/g, rules),
    asked: foundBy(/var\(\s*(--[\w-]+)/g, rules),
  }
}

/** Whole classes of an attribute: neither what a condition is about, nor a class whose end is a value. */
function classesIn(node: Expression | JSXAttributeValue | null | undefined): readonly string[] {
  switch (node?.type) {
    case 'JSXExpressionContainer':
      return node.expression.type === 'JSXEmptyExpression' ? [] : classesIn(node.expression)
    case 'Literal':
      return typeof node.value === 'string' ? node.value.split(/\s+/) : []
    case 'ConditionalExpression':
      return [...classesIn(node.consequent), ...classesIn(node.alternate)]
    case 'LogicalExpression':
      return classesIn(node.right)
    case 'TemplateLiteral': {
      const text = node.quasis.map(({ value }) => value.cooked ?? '').join('\0')
      const fixed = text.split(/\s+/).filter((word) => !word.includes('\0'))
      return [...fixed, ...node.expressions.flatMap((one) => classesIn(one))]
    }
    default:
      return []
  }
}

export function readWorn(source: string): readonly string[] {
  const worn: string[] = []
  new Visitor({
    JSXAttribute(node) {
      if (node.name.name === 'className') worn.push(...classesIn(node.value).filter((word) => word !== ''))
    },
  }).visit(parseSync('a.tsx', source).program)
  return worn
}

/** Whether the code names the class, whole or as far as a value begins. */
export function namedIn(code: string): (name: string) => boolean {
  const words = foundBy(/([\w-]+)/g, code)
  const begun = [...foundBy(/([\w-]+-)\$\{/g, code)]
  return (name) => words.has(name) || begun.some((beginning) => name.startsWith(beginning))
}

export function readScreenClasses(): {
  readonly styles: Styles
  readonly worn: ReadonlySet<string>
  readonly code: string
} {
  const markup = readAll('renderer/**/*.tsx')
  return {
    styles: readStyles(readAll('renderer/styles/*.css').join('\n')),
    worn: new Set(markup.flatMap(readWorn)),
    code: [...markup, ...readAll('renderer/**/*.ts')].join('\n'),
  }
}
