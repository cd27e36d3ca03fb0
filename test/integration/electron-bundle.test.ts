import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
/** Inside the project, because the bundle imports its packages from there. */
const out = join(root, 'out', 'bundle-test')
let profile: string

beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'bundle-'))
  const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  await run(process.execPath, [builder, 'build', '--outDir', out], { cwd: root })
})
afterAll(async () => {
  await rm(profile, { recursive: true, force: true })
  await rm(out, { recursive: true, force: true })
})

test('the built main program opens the sample, answers over the port of its window, searches and looks for devices on their threads, and quits', async () => {
  const questions = [
    { type: 'call', id: 1, path: 'app.get', input: {} },
    { type: 'call', id: 2, path: 'search.messages', input: { text: 'order', before: null, limit: 1 } },
    { type: 'call', id: 3, path: 'calls.devices', input: {} },
  ]
  const { stdout } = await run(
    process.execPath,
    [
      join(root, 'test/support/run-bundle.ts'),
      join(out, 'main', 'index.js'),
      ...questions.map((question) => JSON.stringify(question)),
      '--profile',
      profile,
      '--sandbox',
    ],
    { cwd: root, timeout: 50_000 },
  )
  const { answers, preload } = JSON.parse(stdout) as { answers: { id: number }[]; preload: string }
  expect(answers.toSorted((left, right) => left.id - right.id)).toMatchObject([
    { type: 'ok', id: 1, value: { host: 'electron', sample: true } },
    { type: 'ok', id: 2, value: { hits: expect.any(Array) } },
    { type: 'ok', id: 3, value: { devices: expect.any(Array) } },
  ])
  expect(preload).toBe(join(out, 'preload', 'index.cjs'))
  expect(existsSync(preload)).toBe(true)
  expect(existsSync(join(out, 'renderer', 'index.html'))).toBe(true)
})
