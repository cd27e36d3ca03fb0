import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { saidInGerman } from '#renderer/languages/german.ts'
import { actorFrom, eventFrom, sayFrom } from '#renderer/ui/said.ts'
import { definitions } from '#main/domain/insights/measures.ts'
import { presets } from '#main/domain/policy/presets.ts'
import { fields } from '#main/domain/query/fields.ts'
import { readyMade } from '#main/domain/query/ready-made.ts'

/** What main says in constant sentences, and how the screen says it in another language. */

const root = join(import.meta.dirname, '..', '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** A source as its sentences are looked for: what is put in is a number. */
const plain = (source: string): string =>
  source
    .replaceAll("\\'", "'")
    .replaceAll('\\u2019', '’')
    .replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{{number}}')
const sources = globSync(['main/**/*.ts', 'preload/contract/**/*.ts'], { cwd: root })
  .map((file) => plain(read(file)))
  .join('\n')

/** The constant words that stand after a name in some files. */
const wordsAfter = (pattern: RegExp, ...files: readonly string[]): readonly string[] =>
  files.flatMap((file) => [...plain(read(file)).matchAll(pattern)].map(([, words = '']) => words))

const choices = fields.flatMap(({ takes }) => (takes.kind === 'choice' ? takes.choices : []))
const closedFields = fields.filter(({ name }) => ['decision', 'channel', 'has', 'state'].includes(name))

/** Tables in main that hold all there is of a kind. */
const tables: Readonly<Record<string, readonly string[]>> = {
  measures: definitions.flatMap(({ name, definition }) => [name, definition]),
  'lines and groups of numbers': [
    ...wordsAfter(/\bname: '([^']+)'/g, 'main/domain/insights/report.ts'),
    ...wordsAfter(/\b(?:line|time)\('([^']+)'/g, 'main/domain/insights/report.ts'),
    ...wordsAfter(/: '(By [^']+)'/g, 'main/domain/insights/report.ts'),
  ],
  presets: presets.flatMap(({ name, description }) => [name, description]),
  checks: wordsAfter(
    /\blabel: (?:[^?'\n]+\? )?'([^']+)'/g,
    'main/services/checks.ts',
    'main/services/redrafting.ts',
    'main/services/agents/preparing.ts',
    'main/domain/output-checks.ts',
  ),
  promises: wordsAfter(/`((?:Says|Promises) [^`]+)`/g, 'main/domain/output-checks.ts').flatMap((words) =>
    // A guarantee is promised, never done, and is looked for in another check.
    wordsAfter(/^ {4}(?!guarantee)\w+: '([a-z-]+)',$/gm, 'main/domain/output-checks.ts').map((noun) =>
      words.replace('{{number}}', noun),
    ),
  ),
  signals: wordsAfter(
    /\blabel: '([^']+)'/g,
    'main/domain/quality/signals-of-actions.ts',
    'main/domain/quality/signals-of-words.ts',
  ),
  events: [
    ...wordsAfter(/(?:summary: |return |[?:] )'([A-Z][^']*)'/g, 'main/domain/event-words.ts'),
    ...wordsAfter(/(?:summary: |return |[?:] )`([A-Z][^`:$]*)/g, 'main/domain/event-words.ts'),
  ].map((words) => words.replaceAll(/(?<!revision |Attempt )\{\{number\}\}/g, '')),
  facets: wordsAfter(/^ {2}\['\w+', '([^']+)', '\w+'\],$/gm, 'main/store/search/facets.ts'),
  'values of facets': closedFields.flatMap(({ takes }) =>
    takes.kind === 'choice' ? takes.choices.map(({ value }) => value).filter((value) => value !== 'edited') : [],
  ),
  'fields of the search': [...fields.map(({ help }) => help), ...choices.map(({ label }) => label)],
  'searches there are': readyMade.map(({ name }) => name),
  scorecards: wordsAfter(
    /(?<=category\([^)]{0,200}?|name: |cause\([^)]{0,80}?)'([^']{3,})'(?=[,)])/g,
    'main/store/migrations/0100-quality.ts',
  ).filter((words) => /^[A-Z]|\s/.test(words)),
}

const german = (words: string): string | undefined => saidInGerman[words]

test.each(Object.entries(tables))('%s are whole in German', (_, words) => {
  expect(words.length).toBeGreaterThan(2)
  expect([...new Set(words)].filter((one) => german(one) === undefined)).toEqual([])
})

test('every sentence of the catalogue is said by main', () => {
  const known = new Set(Object.values(tables).flat())
  expect(Object.keys(saidInGerman).filter((words) => !known.has(words) && !sources.includes(words))).toEqual([])
})

test('a sentence has as many numbers in German', () => {
  const count = (text: string): number => text.split('{{number}}').length
  expect(Object.entries(saidInGerman).filter(([words, said]) => count(words) !== count(said))).toEqual([])
})

describe('what is said', () => {
  const catalogue = { Done: 'Erledigt', 'Attempt {{number}} written down': 'Versuch {{number}} aufgeschrieben' }

  test('is looked up word for word, or but for its numbers', () => {
    expect(sayFrom(catalogue, 'Done')).toBe('Erledigt')
    expect(sayFrom(catalogue, 'Attempt 12 written down')).toBe('Versuch 12 aufgeschrieben')
  })

  test.each(['Done by me', 'toString', '{{number}}', ''])('stays as it came where it is not known: %j', (text) => {
    expect(sayFrom(catalogue, text)).toBe(text)
  })

  test('leaves the names of people and rules alone', () => {
    expect(actorFrom({ Desk: 'Pult', Reads: 'Lesen' }, 'Desk')).toBe('Pult')
    expect(actorFrom({ Desk: 'Pult', Reads: 'Lesen' }, 'Reads')).toBe('Reads')
  })

  test('keeps what a person typed behind the colon, and says what the desk adds', () => {
    const words = { Rejected: 'Abgelehnt', Failed: 'Fehlgeschlagen', 'No sound.': 'Kein Ton.' }
    expect(eventFrom(words, 'rejected', 'Rejected: No sound.')).toBe('Abgelehnt: No sound.')
    expect(eventFrom(words, 'failed', 'Failed: No sound.')).toBe('Fehlgeschlagen: Kein Ton.')
    expect(eventFrom(words, 'noted', 'Rejected: No sound.')).toBe('Rejected: No sound.')
  })
})
