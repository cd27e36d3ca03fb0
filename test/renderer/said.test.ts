import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { saidInGerman } from '#renderer/languages/german.ts'
import { actorFrom, catalogueOf, eventFrom, nameFrom, piecesFrom, sayFrom } from '#renderer/ui/said.ts'
import { definitions } from '#main/domain/insights/measures.ts'
import { templates } from '#main/domain/agents/templates.ts'
import { presets } from '#main/domain/policy/presets.ts'
import { fields } from '#main/domain/query/fields.ts'
import { humanise } from '#renderer/ui/SchemaForm/fields.ts'
import { readyMade } from '#main/domain/query/ready-made.ts'
import { everythingSaid, readSentences, saidOnScreen, withoutNames } from '#test/support/said-words.ts'

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
    'main/services/replies/redrafting.ts',
    'main/services/agents/preparing.ts',
    'main/domain/output-checks.ts',
  ),
  promises: wordsAfter(/`((?:Says|Promises) [^`]+)`/g, 'main/domain/output-checks.ts').flatMap((words) =>
    // A guarantee is promised, never done, and is looked for in another check.
    wordsAfter(/^ {4}(?!guarantee)\w+: '([a-z-]+)',$/gm, 'main/domain/output-checks.ts').map((noun) =>
      words.replace('{{number}}', noun),
    ),
  ),
  'notifications that come again': wordsAfter(
    /^ {2}(?:unknown|R\d): '(An? [^']+)'/gm,
    'main/domain/notification.ts',
  ).map((words) => words.charAt(0).toLowerCase() + words.slice(1)),
  'devices for sound': wordsAfter(/ '((?:the|a) [a-z ]+)'/g, 'main/clients/devices/choice.ts').map(
    (words) => words.charAt(0).toUpperCase() + words.slice(1),
  ),
  'arguments of the desk’s own tools': wordsAfter(
    /(?:object\(\{ |, )(\w+): (?:text\(|\{ type)/g,
    'main/tools/builtin.ts',
    'main/tools/escalation.ts',
  ).map(humanise),
  'templates of agents': templates.flatMap(({ title, summary }) => [title, summary]),
  'why something is signed alone': wordsAfter(/(?:[?:]|return) '([A-Z][^']+)'/g, 'main/domain/together.ts'),
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

test('every sentence that a screen shows is there in German', () => {
  // A measure says its number of days, which is the same every day.
  const known = new Set(
    Object.keys(saidInGerman).flatMap((words) => [
      withoutNames(words),
      withoutNames(words.replaceAll(/\b\d+\b/g, '{{number}}')),
    ]),
  )
  const shown = saidOnScreen()
  expect(shown.length).toBeGreaterThan(600)
  expect(shown.filter(({ words }) => !known.has(words)).map(({ words, file }) => `${file}: ${words}`)).toEqual([])
})

test('every sentence of the catalogue is said by main', () => {
  const known = new Set(Object.values(tables).flat())
  const everything = new Set(everythingSaid().map(({ words }) => words))
  /** Put together of several: each part of it stands somewhere. */
  const isMadeOfParts = (words: string): boolean =>
    words.includes('{{') && words.split(/\{\{\w+\}\}/).every((part) => sources.includes(part.trim()))
  const nobody = Object.keys(saidInGerman).filter(
    (words) =>
      !known.has(words) && !sources.includes(words) && !everything.has(withoutNames(words)) && !isMadeOfParts(words),
  )
  expect(nobody).toEqual([])
})

test('a sentence has the same places in German, and words between them', () => {
  const places = (words: string): readonly string[] => (words.match(/\{\{\w*\}\}/g) ?? []).toSorted()
  const all = Object.entries(saidInGerman)
  expect(all.filter(([words, said]) => places(words).join() !== places(said).join())).toEqual([])
  expect(all.filter(([words]) => /\}\}\{\{/.test(words))).toEqual([])
})

test('each sentence with places is found again among all others', () => {
  const catalogue = catalogueOf(saidInGerman)
  const filled = (words: string): string =>
    words.replace(/\{\{(\w+)\}\}/g, (_, name: string) => (name === 'number' ? '7' : `[${name}]`))
  const other = Object.entries(saidInGerman).filter(
    ([words, said]) => sayFrom(catalogue, filled(words)) !== filled(said),
  )
  expect(other.map(([words]) => words)).toEqual([])
})

describe('what is said', () => {
  const catalogue = catalogueOf({
    Done: 'Erledigt',
    'Attempt {{number}} written down': 'Versuch {{number}} aufgeschrieben',
    'Found {{name}}': 'Gefunden: {{name}}',
    'Found {{name}} renamed': 'Umbenannt gefunden: {{name}}',
    '{{name}} is empty.': '{{name}} ist leer.',
    'Move {{phone}} from {{holder}} to {{agent}}': 'An {{agent}} von {{holder}}: {{phone}}',
    'Failed: {{said}}': 'Gescheitert: {{said}}',
    '{{number}} of {{number}}': '{{number}} von {{number}}',
    'Missing: {{saidEach}}.': 'Fehlt: {{saidEach}}.',
  })

  test('is looked up word for word, or but for its numbers', () => {
    expect(sayFrom(catalogue, 'Done')).toBe('Erledigt')
    expect(sayFrom(catalogue, 'Attempt 12 written down')).toBe('Versuch 12 aufgeschrieben')
  })

  test.each([
    ['Found Priya', 'Gefunden: Priya'],
    ['Found Priya renamed', 'Umbenannt gefunden: Priya'],
    // What a person typed may look like a sentence: the longer beginning counts.
    ['Found notes is empty.', 'Gefunden: notes is empty.'],
    ['a is empty. is empty.', 'a is empty. ist leer.'],
    ['Move 1 from A to B', 'An B von A: 1'],
    ['Failed: notes is empty.', 'Gescheitert: notes ist leer.'],
    ['Failed: Nobody', 'Gescheitert: Nobody'],
    ['3 of 10', '3 von 10'],
    ['Missing: Done, Priya.', 'Fehlt: Erledigt, Priya.'],
    ['Found {{phone}} $& $1', 'Gefunden: {{phone}} $& $1'],
  ])('names stay as they are: %s', (text, words) => {
    expect(sayFrom(catalogue, text)).toBe(words)
  })

  test.each(['Found ', ' is empty', 'three of 10', 'Attempt one written down'])(
    'is not what only begins like it: %j',
    (text) => {
      expect(sayFrom(catalogue, text)).toBe(text)
    },
  )

  test('a name that a person gave is not read as a sentence', () => {
    expect(nameFrom(catalogue, 'Found Priya')).toBe('Found Priya')
    expect(nameFrom(catalogue, 'Done')).toBe('Erledigt')
  })

  test('in pieces, a value is never read as words', () => {
    const piece = (text: string, value = false) => ({ text, value, at: text.length })
    const said = piecesFrom(catalogue, [
      piece('Move '),
      piece('1 from X to Y', true),
      piece(' from '),
      piece('A', true),
      piece(' to '),
      piece('{{0}}', true),
    ])
    expect(said.map(({ text }) => text)).toEqual(['An ', '{{0}}', ' von ', 'A', ': ', '1 from X to Y'])
    expect(said.map(({ at }) => at !== undefined)).not.toContain(false)
    expect(piecesFrom(catalogue, [piece('Done', true)])).toEqual([piece('Done', true)])
  })

  test.each(['Done by me', 'toString', '{{number}}', ''])('stays as it came where it is not known: %j', (text) => {
    expect(sayFrom(catalogue, text)).toBe(text)
  })

  test('leaves the names of people and rules alone', () => {
    expect(actorFrom(catalogueOf({ Desk: 'Pult', Reads: 'Lesen' }), 'Desk')).toBe('Pult')
    expect(actorFrom(catalogueOf({ Desk: 'Pult', Done: 'Erledigt' }), 'Done')).toBe('Done')
    const rules = presets.flatMap(({ rules: own }) => own.map(({ name }) => name))
    expect(rules.length).toBeGreaterThan(4)
    const catalogue = catalogueOf(saidInGerman)
    expect(rules.filter((name) => actorFrom(catalogue, name) === name)).toEqual([])
  })

  test('keeps what a person typed behind the colon, and says what the desk adds', () => {
    const words = catalogueOf({ Rejected: 'Abgelehnt', Failed: 'Fehlgeschlagen', 'No sound.': 'Kein Ton.' })
    expect(eventFrom(words, 'rejected', 'Rejected: No sound.')).toBe('Abgelehnt: No sound.')
    expect(eventFrom(words, 'failed', 'Failed: No sound.')).toBe('Fehlgeschlagen: Kein Ton.')
    expect(eventFrom(words, 'noted', 'Rejected: No sound.')).toBe('Rejected: No sound.')
  })
})

test('the reader of these tests finds a sentence with places wherever it stands', () => {
  const source = "const a = (b) => new Fault('x', `No ${b ? `room ${b}` : ''}${b} here.`)"
  expect(readSentences(source, 'a.ts').map(({ words }) => words)).toEqual(
    expect.arrayContaining(['No {{}} here.', 'room {{}}']),
  )
})
