import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorCodes } from '#contract/error-codes.ts'
import { commands } from '#renderer/app/Palette/commands.ts'
import { presets } from '#renderer/app/Palette/presets.ts'
import { areaWords, presetKeys, type Definition, type Definitions } from '#renderer/ui/keymap.ts'
import { root } from '#test/support/documents.ts'

/** Parts of the documentation that are made from code. `npm run documents` writes them anew; without it they are compared. */

const all: Definitions = commands
const cap = (combo: string): string =>
  combo
    .split(' ')
    .map(
      (press) =>
        `\`${press.replace(/^Mod\b/u, 'Ctrl').replace(/(^|\+)([a-z])$/u, (_, plus: string, letter: string) => plus + letter.toUpperCase())}\``,
    )
    .join(' then ')

function keyboardMap(): string {
  const keys = (['default', 'vim', 'gmail'] as const).map((preset) => presetKeys(all, presets, preset))
  const told = (id: string, at: number): string => (keys[at]?.[id] ?? []).map(cap).join(' or ')
  const differing = (id: string, at: number) => (told(id, at) === told(id, 0) ? '' : told(id, at))
  const sections = [...new Set(Object.values(all).map(({ section }) => section))]
  return sections
    .map((section) => {
      const own = Object.entries<Definition>(all).filter(([, definition]) => definition.section === section)
      const withKeys = own.filter(([id]) => keys.some((preset) => (preset[id] ?? []).length > 0))
      const rows = withKeys.map(
        ([id, { title, area }]) =>
          `| ${title} | ${areaWords(area)} | ${told(id, 0)} | ${differing(id, 1)} | ${differing(id, 2)} |`,
      )
      const others = own.filter((one) => !withKeys.includes(one)).map(([, { title }]) => title)
      const table = ['| what | where | key | vim | gmail |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
      return [
        `### Keys: ${section}`,
        ...(rows.length === 0 ? [] : [table]),
        ...(others.length === 0 ? [] : [`Without a key, from the palette: ${others.join(' · ')}`]),
      ].join('\n\n')
    })
    .join('\n\n')
}

const errorTable = (): string =>
  [
    '| code | exit code | meaning |',
    '| --- | --- | --- |',
    ...Object.entries(errorCodes).map(
      ([code, { exit, meaning }]) => `| [\`${code}\`](#${code}) | ${exit} | ${meaning} |`,
    ),
  ].join('\n')

const generated = [
  ['docs/handbook.md', 'keys', keyboardMap],
  ['docs/troubleshooting.md', 'codes', errorTable],
] as const

test.each(generated)('%s: its %s are as the code has them', async (file, name, make) => {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  expect(text.split(begin)).toHaveLength(2)
  expect(text.split(end)).toHaveLength(2)
  const [before = ''] = text.split(begin)
  const [, after = ''] = text.split(end)
  await expect(`${before}${begin}\n\n${make()}\n\n${end}${after}`).toMatchFileSnapshot(path)
})

test('every code of an error has a section that says what happened, what did not, and what to do', () => {
  const text = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8')
  const sections = text.slice(text.indexOf('<!-- /codes -->')).split(/^### /mu).slice(1)
  expect(sections.map((section) => section.slice(0, section.indexOf('\n')).replaceAll('`', ''))).toEqual(
    Object.keys(errorCodes),
  )
  for (const section of sections)
    for (const part of ['**What happened.**', '**What did not.**', '**What to do.**']) expect(section).toContain(part)
})
