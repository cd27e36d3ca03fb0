import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { partsOf, readAsset } from '#main/hosts/web/assets.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'countersign-assets-'))
  await mkdir(join(directory, 'screen', 'assets'), { recursive: true })
  await writeFile(join(directory, 'screen', 'index.html'), '<html></html>')
  await writeFile(join(directory, 'screen', 'assets', 'index-1a.js'), '1')
  await writeFile(join(directory, 'screen', 'secret'), 'no extension')
  await writeFile(join(directory, 'outside.js'), 'outside')
})
afterAll(() => rm(directory, { recursive: true }))

test('the page is at the root', async () =>
  expect(await readAsset(join(directory, 'screen'), '/?x=1')).toMatchObject({
    type: 'text/html; charset=utf-8',
    unchanging: false,
  }))
test('built files may be kept', async () =>
  expect(await readAsset(join(directory, 'screen'), '/assets/index-1a.js')).toMatchObject({
    type: 'text/javascript; charset=utf-8',
    unchanging: true,
  }))
test.each(['/secret', '/none.js', '/assets', '/assets/', '/assets/none.js'])('%s is not there', async (path) =>
  expect(await readAsset(join(directory, 'screen'), path)).toBeNull(),
)
test.each([
  '/../outside.js',
  '/assets/../../outside.js',
  '/%2e%2e/outside.js',
  '/..%2foutside.js',
  '/..\\outside.js',
  '/assets//index-1a.js',
  '/.env.js',
  '/C:/outside.js',
  '/assets/index-1a.js\0.html',
  '/./index.html',
  '//server/share.js',
])('%j leaves the directory nowhere', async (path) => {
  expect(partsOf(path)).toBeNull()
  expect(await readAsset(join(directory, 'screen'), path)).toBeNull()
})
