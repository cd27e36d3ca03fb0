import { expect, test } from 'vitest'
import { pages, repositoryFiles } from '#test/support/documents.ts'

/**
 * Every file of the repository that a page names in backticks is there. A page may leave out where a file lies, as long as
 * what it writes is the end of a path; `*` stands for part of a name, and `{a,b}` for either.
 */

const files = repositoryFiles()
const tops = /^(?:\.github|bench|docs|main|packaging|preload|renderer|test)\//u
/** Made by a run, and never stored. */
const made = /^(?:out|test\/artefacts|node_modules)(?:\/|$)/u

const isPath = (span: string): boolean =>
  /^[\w.@*{},-]+(?:\/[\w.@*{},-]+)*\/?$/u.test(span) &&
  !made.test(span) &&
  !span.startsWith('..') &&
  (tops.test(span) || (/\.(?:tsx?|mjs|css|yml)$/u.test(span) && /^\w/u.test(span)))

function isThere(span: string): boolean {
  const choices = span
    .replace(/\/$/u, '')
    .replace(/[.]/gu, '\\$&')
    .replaceAll('*', '[^/]*')
    .replace(/\{([^}]*)\}/gu, (_, names: string) => `(?:${names.replaceAll(',', '|')})`)
  const ends = new RegExp(`(?:^|/)${choices}(?:/|$)`, 'u')
  return files.some((file) => ends.test(file))
}

test('every file that is named in backticks is there', () => {
  const named = pages.flatMap(({ file, spans }) => spans.filter(isPath).map((span) => ({ file, span })))
  expect(named.length).toBeGreaterThan(150)
  expect(named.flatMap(({ file, span }) => (isThere(span) ? [] : [`${file}: ${span}`]))).toEqual([])
})

test('a path that is not there is found, and what is none is left alone', () => {
  expect(['main/nowhere.ts', 'store/gone.ts', 'test/*.test.py'].map((span) => isPath(span) && isThere(span))).toEqual([
    false,
    false,
    false,
  ])
  expect(['store/search/indexer.ts', 'clients/intercom*.ts', 'preload/contract/'].every(isThere)).toBe(true)
  expect(['application/json', 'R0/R1', 'GET /v1/api-key', 'conversations.jsonl'].some(isPath)).toBe(false)
})
