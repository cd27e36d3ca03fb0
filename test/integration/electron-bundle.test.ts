import { execFile } from 'node:child_process'
import { existsSync, lstatSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { extractArchive } from '#packaging/archive.ts'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))
/** Packages are collected from a folder of this checkout: where it is only a link to another one, the build itself is run. */
const packs = !lstatSync(join(root, 'node_modules')).isSymbolicLink()
const built = join(root, 'out', 'bundle-test')
let profile: string
let extracted: string
let out: string

beforeAll(async () => {
  profile = await mkdtemp(join(tmpdir(), 'bundle-'))
  extracted = await mkdtemp(join(tmpdir(), 'packaged-'))
  if (packs) {
    await run(process.execPath, [join(root, 'packaging/main.ts'), '--dry'], { cwd: root, timeout: 170_000 })
    extractArchive(join(root, 'out/dry/linux-unpacked/resources/app.asar'), extracted)
    out = join(extracted, 'out')
  } else {
    const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
    await run(process.execPath, [builder, 'build', '--outDir', built], { cwd: root })
    out = built
  }
}, 180_000)
afterAll(async () => {
  for (const folder of [profile, extracted, built]) await rm(folder, { recursive: true, force: true })
})

const title = packs
  ? 'the main program as it is packaged, with nothing but what is in the package,'
  : 'PACKAGING WAS NOT REHEARSED: node_modules is a link here. The built main program'

test(`${title} opens the sample, answers over the port of its window, searches and looks for devices on their threads, and quits`, async () => {
  const questions = [
    { type: 'call', id: 1, path: 'app.get', input: {} },
    {
      type: 'call',
      id: 2,
      path: 'transcripts.search',
      input: { text: 'order', order: 'newest', cursor: null, limit: 1 },
    },
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
