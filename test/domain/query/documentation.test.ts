import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { amountForms } from '#main/domain/query/amounts.ts'
import type { Takes } from '#main/domain/query/field.ts'
import { fields } from '#main/domain/query/fields.ts'
import { parseQuery } from '#main/domain/query/parse.ts'

const page = readFileSync(join(import.meta.dirname, '..', '..', '..', 'docs', 'search.md'), 'utf8')

function describe(takes: Takes): string {
  switch (takes.kind) {
    case 'choice':
      return takes.choices.map(({ value }) => `\`${value.includes(' ') ? `"${value}"` : value}\``).join(', ')
    case 'text':
      return takes.known === 'languages' ? 'two letters' : takes.isPerson ? 'a name, or `me`' : 'a name'
    case 'number':
      return amountForms[takes.unit]
    case 'moment':
      return 'a day or moment'
    case 'argument':
      return 'a value, or a comparison with a number'
  }
}

const cells = (line: string): readonly string[] =>
  line
    .slice(1, -1)
    .split(/(?<!\\)\|/u)
    .map((cell) => cell.trim())

test('the page has every field of the catalogue, as it is, and no other', () => {
  const between = page.slice(page.indexOf('<!-- fields -->'), page.indexOf('<!-- /fields -->'))
  const rows = between
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map(cells)
  const expected = fields.map(({ name, aliases, of, takes, example, help }) => [
    `\`${name}\`${aliases.map((alias) => `, \`${alias}\``).join('')}`,
    of,
    describe(takes),
    `\`${example}\``,
    help,
  ])
  expect(rows.slice(2)).toEqual(expected)
})

test('every query on the page is understood, but for the one that shows what happens otherwise', () => {
  const here = { now: Date.UTC(2026, 9, 6), offsetMinutes: 0, me: 'Jo' }
  const commands = [...page.matchAll(/^countersign search (?:save '[^']*' |-- )?'([^']*)'/gmu)]
  const inCells = [...page.matchAll(/^\| ((?:`[^`]+`(?:, )?)+)/gmu)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/gu)].map(([, text = '']) => text.replaceAll('\\|', '|')),
  )
  const queries = [...commands.map(([, text = '']) => text), ...inCells.filter((text) => !fieldNames.has(text))]
  expect(queries.length).toBeGreaterThan(15)
  for (const text of queries) expect([text, parseQuery(text, here).problems]).toEqual([text, []])
})

const fieldNames = new Set(fields.flatMap(({ name, aliases }) => [name, ...aliases]))
