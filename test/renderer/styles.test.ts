import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

/**
 * All stylesheets are one: a class that two of them define for themselves is drawn by whichever came last. Each has one home;
 * another file may name it under a parent, or in a state that it has there (an attribute, a pseudo-class).
 */
const directory = fileURLToPath(new URL('../../renderer/styles', import.meta.url))
const sheets = readdirSync(directory)
  .filter((name) => name.endsWith('.css'))
  .map((name) => [name, readFileSync(join(directory, name), 'utf8')] as const)

type Sheet = readonly [name: string, text: string]

/** Classes that stand alone in a selector, wherever the rule is nested. */
function ownClasses(text: string): ReadonlySet<string> {
  const selectors = [...text.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{};]+)\{/g)].map(
    ([, found = '']) => found,
  )
  return new Set(
    selectors
      .filter((selector) => !selector.trim().startsWith('@'))
      .flatMap((selector) => selector.split(',').map((part) => part.trim()))
      .filter((part) => /^\.[\w-]+$/.test(part)),
  )
}

function definedTwice(given: readonly Sheet[]): readonly string[] {
  const homes = new Map<string, string[]>()
  for (const [name, text] of given) {
    for (const own of ownClasses(text)) homes.set(own, [...(homes.get(own) ?? []), name])
  }
  return [...homes].filter(([, names]) => names.length > 1).map(([own, names]) => `${own} in ${names.join(' and ')}`)
}

describe('stylesheets', () => {
  test('a plausible number of them was read', () => {
    expect(sheets.length).toBeGreaterThan(40)
    expect(sheets.flatMap(([, text]) => [...ownClasses(text)]).length).toBeGreaterThan(500)
  })

  test('no class has two homes', () => {
    expect(definedTwice(sheets)).toEqual([])
  })

  test('a second home is found, also in a list and under a condition; a parent or a state is none', () => {
    const first: Sheet = ['a.css', '.card {\n  color: red;\n}\n']
    expect(definedTwice([first, ['b.css', '.other,\n.card {\n  margin: 0;\n}\n']])).toEqual([
      '.card in a.css and b.css',
    ])
    expect(definedTwice([first, ['b.css', '@media print {\n  .card {\n    margin: 0;\n  }\n}\n']])).toHaveLength(1)
    const extended = '/* .card { */ .page .card {}\n.card[data-on="true"] {}\n.card:has(.other) {}\n.card.is-new {}\n'
    expect(definedTwice([first, ['b.css', extended]])).toEqual([])
  })
})
