import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor, type JSXElement } from 'oxc-parser'
import { expect, test } from 'vitest'

/** Somebody who listens hears how many there are of what stands in a list: only while it is a list, with nothing else in between. */
const root = join(import.meta.dirname, '..', '..')
const lists = new Set(['ul', 'ol'])

/** The name of an element of HTML; of a component nothing is known. */
const nameOf = ({ openingElement: { name } }: JSXElement): string | null =>
  name.type === 'JSXIdentifier' && /^[a-z]/.test(name.name) ? name.name : null

const hasRole = ({ openingElement: { attributes } }: JSXElement): boolean =>
  attributes.some(({ type, ...rest }) => type === 'JSXAttribute' && 'name' in rest && rest.name.name === 'role')

function brokenIn(source: string): readonly string[] {
  const broken: string[] = []
  const above: (string | null)[] = []
  new Visitor({
    JSXElement(element) {
      const name = nameOf(element)
      const parent = above.at(-1) ?? null
      if (name !== null && lists.has(name) && hasRole(element)) broken.push(`${name} with a role of its own`)
      if (name === 'li' && parent !== null && !lists.has(parent)) broken.push(`li in ${parent}`)
      above.push(name)
    },
    'JSXElement:exit'() {
      above.pop()
    },
  }).visit(parseSync('a.tsx', source).program)
  return broken
}

test('no list has another role, and what is in a list stands right in it', () => {
  for (const file of globSync('renderer/**/*.tsx', { cwd: root }))
    expect(brokenIn(readFileSync(join(root, file), 'utf8')), file).toEqual([])
})

test.each([
  ['<ul role="alert"><li>a</li></ul>', ['ul with a role of its own']],
  ['<ul>{all.map((one) => <div><li>{one}</li></div>)}</ul>', ['li in div']],
  ['<Region><li>a</li></Region>', []],
  ['<ol className="a">{all.map((one) => <li key={one}><p>{one}</p></li>)}</ol>', []],
])('%s: %j', (source, broken) => {
  expect(brokenIn(`const a = ${source}`)).toEqual(broken)
})
