import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { german } from '#renderer/languages/german.ts'
import english from '#renderer/languages/en.json' with { type: 'json' }
import { t } from '#renderer/ui/language.ts'
import { pseudo } from '#renderer/ui/pseudo.ts'
import { readScreen, readWholeScreen } from '#test/support/screen-words.ts'

/** Every word of the screen can be said in every language the desk speaks. */

const screen = readWholeScreen()
const counted: ReadonlySet<string> = new Set(Object.keys(english).map((key) => key.replace(/_(?:one|other)$/, '')))
/** The keys a complete catalogue has: a sentence with a plural once for one and once for more. */
const wanted = new Set(
  screen.asked.flatMap(({ words }) => (counted.has(words) ? [`${words}_one`, `${words}_other`] : [words])),
)
const places = (words: string): readonly string[] => [...new Set(words.match(/\{\{\w+\}\}/g))].toSorted()
const withoutForm = (key: string): string => key.replace(/_(?:one|other)$/, '')

test('every sentence of the screen is there in German, and none that nobody says', () => {
  expect([...wanted].filter((words) => german[words] === undefined || german[words] === '')).toEqual([])
  expect(Object.keys(german).filter((words) => !wanted.has(words))).toEqual([])
})

test('a German sentence has the places of the English one', () => {
  const other = Object.entries(german).filter(([words, said]) => {
    const own = places(words)
    // One of something may be said as a word.
    const given = words.endsWith('_one')
      ? [...new Set([...places(said), ...own.filter((place) => place === '{{count}}')])].toSorted()
      : places(said)
    return own.join() !== given.join()
  })
  expect(other).toEqual([])
})

test('no sentence stands in two catalogues', () => {
  const folder = join(import.meta.dirname, '..', '..', 'renderer', 'languages', 'de')
  const found = new Map<string, string[]>()
  // What main says may be said by the screen as well, in another sense.
  for (const file of globSync('*.json', { cwd: folder }).filter((name) => !name.startsWith('said')))
    for (const words of Object.keys(JSON.parse(readFileSync(join(folder, file), 'utf8')) as object))
      found.set(words, [...(found.get(words) ?? []), basename(file)])
  expect([...found].filter(([, files]) => files.length > 1)).toEqual([])
})

test('English adds the form for one to sentences that are said, and to no other', () => {
  const said = new Set(screen.asked.map(({ words }) => words))
  expect(Object.keys(english).filter((key) => !said.has(withoutForm(key)))).toEqual([])
  expect(t('{{count}} new decisions', { count: 1 })).toBe('1 new decision')
})

test('no word stands in the markup, and no sentence is put together before it is asked for', () => {
  expect(screen.raw).toEqual([])
  expect(screen.unknown).toEqual([])
})

describe('the reader of these tests', () => {
  test.each([
    ['<p>Not translated</p>', 'raw'],
    ['<p title="Not translated">{x}</p>', 'raw'],
    ['t(`Hello ${name}`)', 'unknown'],
    ['<Phrase text={words} values={{}} />', 'unknown'],
  ] as const)('finds %s', (source, kind) => {
    expect(readScreen(`const a = ${source}`, 'a.tsx')[kind]).toHaveLength(1)
  })

  test('takes every branch of a choice, and what tells two senses apart', () => {
    const { asked } = readScreen("t(a ? 'One' : 'Other'); t('Open', {}, 'state')", 'a.ts')
    expect(asked.map(({ words }) => words)).toEqual(['One', 'Other', 'Open_state'])
  })
})

test('what fills a place is shown as it is', () => {
  expect(t('Signed by {{by}}.', { by: '{{count}} $t(Close) <b>$&</b>' })).toBe(
    'Signed by {{count}} $t(Close) <b>$&</b>.',
  )
})

test('the trial language marks what was translated and leaves its places alone', () => {
  expect(pseudo('Signed by {{by}}.')).toMatch(/^⟦Šíǵñéđ ƀý \{\{by\}\}\.·+⟧$/)
})
