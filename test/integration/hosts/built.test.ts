import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildIfStale, bundleIfMissing, isStale } from '#main/hosts/start/build.ts'

/** What starts is made of the sources as they are: in a checkout of its own, whose program says a word and where it comes from. */
const run = promisify(execFile)
const checkout = join(import.meta.dirname, '..', '..', '..')
let root: string

const write = async (path: string, text: string) => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'countersign-built-'))
  await write('package.json', JSON.stringify({ type: 'module', imports: { '#main/*': './main/*' } }))
  await write('renderer/main.tsx', 'one')
})
afterEach(() => rm(root, { recursive: true }))

describe('the screen', () => {
  const build = () => buildIfStale(root, () => {})
  const builder = (words: string) =>
    write(
      'node_modules/electron-vite/bin/electron-vite.js',
      `import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
       rmSync('out/main', { recursive: true, force: true })
       for (const folder of ['main', 'preload', 'renderer']) mkdirSync('out/' + folder, { recursive: true })
       for (const file of ['main/index.js', 'preload/index.cjs', 'renderer/index.html']) writeFileSync('out/' + file, '')
       ${words}`,
    )
  beforeEach(() => builder(''))

  test('is kept while nothing changed, and stale when a byte changed, a file came or a part of it is missing', async () => {
    await build()
    expect(isStale(root)).toBe(false)
    await write('renderer/main.tsx', 'two')
    expect(isStale(root)).toBe(true)
    await write('renderer/main.tsx', 'one')
    expect(isStale(root)).toBe(false)
    await write('renderer/new.ts', '')
    expect(isStale(root)).toBe(true)
    await build()
    await rm(join(root, 'out/preload/index.cjs'))
    expect(isStale(root)).toBe(true)
  })

  test('is stale where a build was killed, also for the sources it was whole for before', async () => {
    await build()
    await write('renderer/main.tsx', 'two')
    await builder("process.kill(process.pid, 'SIGKILL')")
    await expect(build()).rejects.toThrow('The build failed.')
    await write('renderer/main.tsx', 'one')
    expect(isStale(root)).toBe(true)
  })

  test('is stale where a source was written to while it was built', async () => {
    await builder("writeFileSync('renderer/main.tsx', 'two')")
    await build()
    expect(isStale(root)).toBe(true)
    await write('renderer/main.tsx', 'one')
    expect(isStale(root)).toBe(true)
  })
})

describe('the desk', () => {
  const says = async () => {
    const { NODE_COMPILE_CACHE: _elsewhere, ...env } = process.env
    const { stdout } = await run(process.execPath, ['main/hosts/cli/launch.mjs'], { cwd: root, env })
    return stdout.trim()
  }
  const bundles = () => readdirSync(join(root, 'out')).filter((name) => name.startsWith('desk-'))

  beforeEach(async () => {
    for (const path of ['compiled-code.mjs', 'start-command.mjs', 'cli/launch.mjs', 'start'])
      cpSync(join(checkout, 'main/hosts', path), join(root, 'main/hosts', path), { recursive: true })
    for (const name of ['start', 'agents-cli/main', 'reader', 'opus', 'voice']) await write(`main/hosts/${name}.ts`, '')
    await write(
      'main/hosts/cli/main.ts',
      `import { word } from '#main/word.ts'
       console.log(word, import.meta.url.endsWith('.ts') ? 'from source' : 'bundled')`,
    )
    await write('main/word.ts', "export const word: string = 'one'")
    await mkdir(join(root, 'node_modules'))
    await mkdir(join(root, 'out'))
  })

  test('starts from source, then bundled, after an edit from source again, and after it was taken back bundled', async () => {
    symlinkSync(join(checkout, 'node_modules/vite'), join(root, 'node_modules/vite'))
    expect(await says()).toBe('one from source')
    await bundleIfMissing(root)
    expect(await says()).toBe('one bundled')
    await write('main/word.ts', "export const word: string = 'two'")
    expect(await says()).toBe('two from source')
    await write('main/word.ts', "export const word: string = 'one'")
    expect(await says()).toBe('one bundled')

    const places = ['node_modules/.cache/countersign/compiled', `out/${bundles()[0]}/compiled`]
    for (const place of places) {
      const files = readdirSync(join(root, place), { recursive: true, withFileTypes: true })
      expect(files.length).toBeGreaterThan(1)
      for (const file of files) expect(statSync(join(file.parentPath, file.name)).mode & 0o022).toBe(0)
    }
  })

  const bundler = (words: string) =>
    write(
      'node_modules/vite/index.js',
      `import { mkdirSync, writeFileSync } from 'node:fs'
       export const build = ({ build: { outDir } }) => {
         mkdirSync(outDir, { recursive: true })
         writeFileSync(outDir + '/countersign.js', "console.log('one bundled')")
         ${words}
       }`,
    )

  test('starts from source where its bundle was killed in the middle', async () => {
    await bundler("process.kill(process.pid, 'SIGKILL')")
    await expect(bundleIfMissing(root)).rejects.toThrow('The build failed.')
    expect(bundles()).toHaveLength(1)
    expect(await says()).toBe('one from source')
  })

  test('starts from source where its sources were written to while they were bundled', async () => {
    await bundler("writeFileSync('main/word.ts', `export const word: string = 'two'`)")
    await bundleIfMissing(root)
    expect(bundles()).toEqual([])
    expect(await says()).toBe('two from source')
    await write('main/word.ts', "export const word: string = 'one'")
    expect(await says()).toBe('one from source')
  })

  test('eight bundles are kept for desks that still run from them', async () => {
    await bundler('')
    for (let edit = 0; edit < 10; edit += 1) {
      await write('main/word.ts', `export const word: string = '${edit}'`)
      await bundleIfMissing(root)
    }
    expect(bundles()).toHaveLength(8)
    expect(existsSync(join(root, 'out', bundles().at(-1) ?? '', 'countersign.js'))).toBe(true)
    expect(await says()).toBe('one bundled')
  })
})
