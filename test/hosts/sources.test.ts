import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { fingerprintOf } from '#main/hosts/start/sources.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-sources-'))
  mkdirSync(join(root, 'main', 'deep'), { recursive: true })
  writeFileSync(join(root, 'main', 'deep', 'one.ts'), 'one')
  writeFileSync(join(root, 'package.json'), '{}')
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(root, { recursive: true })
})

const note = () => join(root, 'note')
const fingerprint = () => fingerprintOf(root, ['main', 'package.json', 'missing.json'], note())
const later = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 })

test('it is another one when a byte changes, a file comes, goes or is called something else, and the first one again after that', () => {
  const seen = [fingerprint()]
  const file = join(root, 'main', 'deep', 'one.ts')
  for (const change of [
    () => writeFileSync(file, 'two'),
    () => writeFileSync(join(root, 'main', 'new.ts'), ''),
    () => writeFileSync(join(root, 'missing.json'), ''),
  ]) {
    change()
    seen.push(fingerprint())
  }
  expect(new Set(seen).size).toBe(4)
  for (const come of ['main/new.ts', 'missing.json']) rmSync(join(root, come))
  writeFileSync(file, 'one')
  expect(fingerprint()).toBe(seen[0])
})

test('what looks as it did is not read again; what was changed is, though neither its size nor its date tells', () => {
  const file = join(root, 'main', 'deep', 'one.ts')
  utimesSync(file, 1000, 1000)
  later()
  const first = fingerprint()
  const [look = ''] = readFileSync(note(), 'utf8').split(' ')
  writeFileSync(note(), `${look} noted`)
  expect(fingerprint()).toBe('noted')
  writeFileSync(file, 'two')
  utimesSync(file, 1000, 1000)
  expect(fingerprint()).not.toBe('noted')
  expect(fingerprint()).not.toBe(first)
})

test('nothing is noted of what was written this moment: it could change again and look the same', () => {
  fingerprint()
  expect(existsSync(note())).toBe(false)
  later()
  fingerprint()
  expect(existsSync(note())).toBe(true)
})

test('where nothing can be noted, everything is read', () => {
  later()
  const unwritable = () => fingerprintOf(root, ['main'], join(root, 'nowhere', 'note'))
  const first = unwritable()
  expect(unwritable()).toBe(first)
})
