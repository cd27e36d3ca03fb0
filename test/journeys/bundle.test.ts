import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { firstPage } from '#test/support/first-page.ts'
import { readStyles } from '#test/support/screen-classes.ts'

test('what is loaded before the first row stays within its budget', () => {
  const { bytes, packed, files, budget } = firstPage()
  expect(files).toBeGreaterThan(2)
  expect(bytes).toBeLessThanOrEqual(budget.bytes)
  expect(packed).toBeLessThanOrEqual(budget.packed)
})

test('styles that all parts share come before those of a part, which say otherwise', () => {
  const renderer = join(import.meta.dirname, '..', '..', 'renderer')
  const shared = new Set(
    [...readFileSync(join(renderer, 'main.tsx'), 'utf8').matchAll(/styles\/([\w-]+\.css)/g)].map(
      ([, name = '']) => name,
    ),
  )
  const files = readdirSync(join(renderer, 'styles')).filter((name) => name.endsWith('.css'))
  const classes = new Map(
    files.map((name) => [name, readStyles(readFileSync(join(renderer, 'styles', name), 'utf8')).classes]),
  )
  const { styles } = firstPage()
  /** Where the first rule stands about a class that only this file names. */
  const places = (isShared: boolean) =>
    files
      .filter((name) => shared.has(name) === isShared)
      .flatMap((name) => {
        const others = files.filter((other) => other !== name)
        const own = [...(classes.get(name) ?? [])].filter(
          (one) => !others.some((other) => classes.get(other)?.has(one)),
        )
        const found = own.map((one) => styles.indexOf(`.${one}{`)).filter((at) => at >= 0)
        return found.length === 0 ? [] : [Math.min(...found)]
      })
  expect(places(false).length).toBeGreaterThan(10)
  expect(Math.max(...places(true))).toBeLessThan(Math.min(...places(false)))
})
