import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The names of the tests of a file under `test/`, as they are written there: `%s` stands for a case. None where it is gone. */
export function testsOf(file: string): readonly string[] {
  const path = join(import.meta.dirname, '..', file)
  if (!existsSync(path)) return []
  const source = readFileSync(path, 'utf8')
  return [...source.matchAll(/\(\s*(['"`])([^\n]+?)\1,\s*(?:\{[^{}\n]*\},\s*)?(?:async\s*)?\(/g)].map(
    ([, , name = '']) => name,
  )
}
