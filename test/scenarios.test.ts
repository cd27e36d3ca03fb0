import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testsOf } from '#test/support/named-tests.ts'

/** The list of what is proved names tests that there are. */
const text = readFileSync(join(import.meta.dirname, '..', 'docs', 'scenarios.md'), 'utf8')
const sections = text.split(/^## /m).slice(1)

type Row = { readonly section: string; readonly file: string; readonly name: string }
const rows: readonly Row[] = sections.flatMap((section) =>
  section
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\| (promise|---)/.test(line))
    .map((line) => {
      const [, , file = '', name = ''] = line.split('|').map((cell) => cell.trim())
      return { section: section.slice(0, section.indexOf('\n')), file: file.replaceAll('`', ''), name }
    }),
)

test('every story has its promises, and each of them a test', () => {
  expect(sections).toHaveLength(15)
  expect(rows.length).toBeGreaterThan(60)
  for (const section of sections) expect(section, section.slice(0, 40)).toMatch(/^\| .+ \| `.+` \| .+ \|$/m)
})

test.each(rows)('$section: $name', ({ file, name }) => {
  expect(file).toMatch(/\.test\.ts$/)
  expect(testsOf(file)).toContain(name)
})
