import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** The screen turns with its language: styles name start and end, never left and right. */
const folder = join(import.meta.dirname, '..', '..', 'renderer', 'styles')
const physical = [
  /^\s*(?:left|right):/,
  /\b(?:margin|padding|border)-(?:left|right)\b/,
  /\bborder-(?:top|bottom)-(?:left|right)-radius\b/,
  /\b(?:text-align|float|clear): (?:left|right)\b/,
  /\btranslateX\((?!.*--forward)/,
]
const foundIn = (style: string) =>
  style.split('\n').flatMap((line, at) => (physical.some((one) => one.test(line)) ? [`${at + 1}: ${line.trim()}`] : []))

test('no style names left or right, and no movement to a side forgets which way is forward', () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.css')))
    expect(foundIn(readFileSync(join(folder, name), 'utf8')), name).toEqual([])
})

test.each(['  left: 0;', 'margin-left: 4px;', 'text-align: right;', 'transform: translateX(8px);'])(
  '%s is found',
  (line) => {
    expect(foundIn(line)).toHaveLength(1)
  },
)
