import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { namedIn, readScreenClasses, readStyles, readWorn } from '#test/support/screen-classes.ts'

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

describe('styles and markup', () => {
  const { styles, worn, code } = readScreenClasses()
  const isNamed = namedIn(code)
  /** Classes that libraries put on what they draw. */
  const foreign = /^(?:lucide$|lucide-|react-aria-|u-)/

  test('no class is styled that nothing wears', () => {
    expect([...styles.classes].filter((name) => !foreign.test(name) && !isNamed(name))).toEqual([])
  })

  test('no class is worn that no style names', () => {
    expect([...worn].filter((name) => !styles.classes.has(name))).toEqual([])
  })

  test('no token has a value that nothing asks for, and none is asked for without one', () => {
    expect([...styles.given].filter((token) => !styles.asked.has(token) && !code.includes(token))).toEqual([])
    const ofTheLibrary = '--trigger-width'
    const unknown = [...styles.asked].filter((token) => !styles.given.has(token) && !code.includes(token))
    expect(unknown).toEqual([ofTheLibrary])
  })

  test('the reader finds what it is asked for', () => {
    expect(readStyles('/* .no */ .a > .b-c:hover { --one: 1; gap: var(--two); }')).toEqual({
      classes: new Set(['a', 'b-c']),
      given: new Set(['--one']),
      asked: new Set(['--two']),
    })
    expect(readWorn("<p className={`a ${x ? 'b' : ''} c-${d} e`} title='f' />")).toEqual(['a', 'e', 'b'])
    expect(['look-bold', 'bold'].map(namedIn('`look-${look}`'))).toEqual([true, false])
  })
})
