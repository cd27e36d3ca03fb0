import { expect, test } from 'vitest'
import { firstPage } from '#test/support/first-page.ts'

test('what is loaded before the first row stays within its budget', () => {
  const { bytes, packed, files, budget } = firstPage()
  expect(files).toBeGreaterThan(2)
  expect(bytes).toBeLessThanOrEqual(budget.bytes)
  expect(packed).toBeLessThanOrEqual(budget.packed)
})
