import { expect, test } from 'vitest'
import { deadLink, pages, readPage, repositoryFiles } from '#test/support/documents.ts'

/** Every page that a page leads to is there, with the heading that is named. */

const files = new Set(repositoryFiles())

test('every relative link and anchor leads somewhere', () => {
  expect(pages.length).toBeGreaterThan(20)
  const links = pages.flatMap((page) => page.links.map((link) => ({ page, link })))
  expect(links.length).toBeGreaterThan(60)
  expect(links.flatMap(({ page, link }) => deadLink(page, link, pages, files) ?? [])).toEqual([])
})

test('a file, a heading and a numbered heading that are not there are found', () => {
  const text =
    '# One, two!\n## One two\n[a](#one-two) [b](#one-two-1) [c](#three) [d](gone.md) [e](../README.md#start) `[f](no.md)`'
  const page = readPage('docs/page.md', text)
  expect(
    page.links.flatMap((link) => deadLink(page, link, [...pages, page], new Set([...files, page.file])) ?? []),
  ).toEqual(['docs/page.md: #three has no such heading', 'docs/page.md: gone.md is no file'])
})

test('no page of the documentation is out of reach of the README', () => {
  const reached = new Set(['README.md'])
  for (const file of reached) {
    const page = pages.find((one) => one.file === file)
    for (const link of page?.links ?? []) {
      const target = new URL(link, `file:///${file}`).pathname.slice(1)
      if (pages.some((one) => one.file === target)) reached.add(target)
    }
  }
  expect(pages.flatMap(({ file }) => (reached.has(file) ? [] : [file]))).toEqual([])
})
