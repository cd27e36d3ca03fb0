import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** What no file of the product may do, found by reading all of them. */
const root = join(import.meta.dirname, '..', '..')
const sources = ['main', 'preload', 'renderer'].flatMap((top) =>
  readdirSync(join(root, top), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|html)$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name)
      return { path: path.slice(root.length + 1).replaceAll('\\', '/'), text: readFileSync(path, 'utf8') }
    }),
)
const having = (pattern: RegExp, under = '') =>
  sources.filter(({ path, text }) => path.startsWith(under) && pattern.test(text)).map(({ path }) => path)

test('a plausible number of files was read', () => {
  expect(sources.length).toBeGreaterThan(500)
})

test('no tool opens a file, starts a program or opens a socket of its own', () => {
  expect(
    having(
      /(?:from|import|import\(|require\()\s*['"](node:)?(fs|fs\/promises|path|child_process|net|tls|http|https|worker_threads)['"]/,
      'main/tools/',
    ),
  ).toEqual([])
})

test('nothing reports crashes or counts use', () => {
  expect(having(/\b(crashReporter|sendBeacon)\b/)).toEqual([])
})

test('what looks for newer versions is loaded in one place, and only once it is asked for', () => {
  expect(having(/\bautoUpdater\b|import\(\s*['"]electron-updater/)).toEqual(['main/hosts/electron/app.ts'])
  expect(having(/(?<!import type \{[^}]*\} )from\s*['"]electron-updater/)).toEqual([])
})

test('S15 no service worker, no remote module, nothing written into the browser’s database', () => {
  expect(having(/\bserviceWorker\b|@electron\/remote|enableRemoteModule|\bindexedDB\b/)).toEqual([])
})

test('S4 no page of ours has a script, a style or a handler of its own', () => {
  const pages = sources.filter(({ path }) => path.endsWith('.html'))
  expect(pages.length).toBeGreaterThan(1)
  for (const { path, text } of pages)
    expect([path, /<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/i.test(text)]).toEqual([path, false])
})
