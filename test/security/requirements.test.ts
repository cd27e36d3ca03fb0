import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { testsOf } from '#test/support/named-tests.ts'

/** SECURITY.md promises nothing that no test proves, and forgets nothing that was required. */
const root = join(import.meta.dirname, '..', '..')
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8')

function table(heading: string): readonly (readonly string[])[] {
  const section = text.split(/^## /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return section
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .slice(1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    )
}
const requirements = table('Requirements')
const threats = table('Threats')

test('S1 to S16 stand there, each once, each with what keeps it', () => {
  expect(requirements.map(([id]) => id)).toEqual(Array.from({ length: 16 }, (_, index) => `S${index + 1}`))
  for (const [id, , keeper = ''] of requirements) expect([id, existsSync(join(root, keeper))]).toEqual([id, true])
})

test.each(requirements.map(([id = '', , , file = '', name = '']) => ({ id, file, name })))(
  '$id is proved by a test of that name',
  ({ id, file, name }) => {
    expect(testsOf(file)).toContain(name)
    expect(name.split(' ')).toContain(id)
  },
)

test('every threat is there', () => {
  expect(threats.filter(([threat]) => threat !== '').length).toBe(12)
})

test.each(threats.map(([, done = '', file = '', name = '']) => ({ done, file, name })))('$done', ({ file, name }) => {
  expect(testsOf(file)).toContain(name)
})
