import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { browserOrInstall } from '#test/support/browser.ts'
import { buildIfStale } from '#main/hosts/start/build.ts'

/**
 * `npm test`: the checks, then the tests from the fastest to the slowest, all of them even when one fails, and a last line
 * that counts. `node test/run.ts unit` runs one part.
 */

const root = join(import.meta.dirname, '..')
const artefacts = join(root, 'test', 'artefacts')
const bin = (...parts: readonly string[]) => join(root, 'node_modules', ...parts)

type Count = { readonly passed: number; readonly failed: number; readonly skipped: number }
type Part = {
  readonly name: string
  readonly title: string
  readonly run: () => Promise<Count> | Count
  /** Runs beside other checks, and says what it has to say when it has ended. */
  readonly beside?: true
}

const colours = process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: '0' }

function run(words: readonly string[], environment: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync(process.execPath, words, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...colours, ...environment },
  })
  return status === 0
}

/** Whether it ended well; what it wrote comes in one piece. */
async function runBeside(words: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...colours },
  })
  let written = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (piece: string) => (written += piece))
  const status = await new Promise<number | null>((resolve) => {
    child.once('error', (thrown) => ((written += thrown.message), resolve(null)))
    child.once('close', resolve)
  })
  process.stdout.write(written)
  return status === 0
}

/** One check counts as one test. */
const check = (title: string, words: readonly string[]): Part => ({
  name: 'check',
  title: `Check: ${title}`,
  beside: true,
  run: async () =>
    (await runBeside(words)) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 },
})

type Report = {
  readonly success: boolean
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

function tests(project: string, environment: NodeJS.ProcessEnv = {}): Count {
  const file = join(artefacts, `${project}.json`)
  rmSync(file, { force: true })
  const ended = run(
    [
      bin('vitest', 'vitest.mjs'),
      'run',
      '--project',
      project,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ],
    environment,
  )
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report
    // A file that could not even be loaded is a failure that no test counts.
    const unseen = !ended && report.numFailedTests === 0 ? 1 : 0
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests + unseen,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/** A project whose tests need a browser and the screen as it is built. */
const inBrowser = (project: string) => async (): Promise<Count> => {
  const browser = await browserOrInstall()
  await buildIfStale(root, (line) => console.log(line))
  return tests(project, { COUNTERSIGN_BROWSER: browser })
}

const parts: readonly Part[] = [
  // The longest first: two at a time, they end together.
  check('types', [bin('typescript', 'bin', 'tsc'), '--noEmit']),
  check('lint', [
    bin('oxlint', 'bin', 'oxlint'),
    '--type-aware',
    '--deny-warnings',
    'main',
    'preload',
    'renderer',
    'test',
    'bench',
    'packaging',
  ]),
  check('unused code and packages', [bin('knip', 'bin', 'knip.js')]),
  check('format', [bin('oxfmt', 'bin', 'oxfmt'), '--check', '.']),
  { name: 'check', title: 'Check: layers', run: () => tests('layers') },
  { name: 'unit', title: 'Unit tests', run: () => tests('unit') },
  {
    name: 'integration',
    title: 'Integration tests: real files, sockets and processes',
    run: () => tests('integration'),
  },
  { name: 'sound', title: 'Sound: as it is heard, one test at a time', run: inBrowser('sound') },
  { name: 'journeys', title: 'Journeys: a real browser on a real desk', run: inBrowser('journeys') },
]

type Played = Count & { readonly title: string }

async function play(part: Part): Promise<Played> {
  if (!part.beside) console.log(`\n== ${part.title}`)
  const began = performance.now()
  const count = await Promise.resolve(part.run()).catch((thrown: unknown) => {
    console.error(thrown instanceof Error ? thrown.message : thrown)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  if (part.beside) console.log(`\n== ${part.title}: ${count.failed === 0 ? 'ok' : 'failed, as written above'}`)
  return { ...count, title: `${part.title} (${seconds} s)` }
}

/** So many at a time, in their order. */
async function playAll(all: readonly Part[], atOnce: number): Promise<readonly Played[]> {
  const counts: Played[] = []
  const left = [...all.entries()]
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) counts[next[0]] = await play(next[1])
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return counts
}

async function main(): Promise<void> {
  mkdirSync(artefacts, { recursive: true })
  const [wanted] = process.argv.slice(2)
  const chosen = parts.filter((part) => wanted === undefined || part.name === wanted)
  if (chosen.length === 0) throw new Error(`There is no part "${wanted}".`)
  const counts = [
    ...(await playAll(
      chosen.filter(({ beside }) => beside),
      2,
    )),
    ...(await playAll(
      chosen.filter(({ beside }) => !beside),
      1,
    )),
  ]
  const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0)
  console.log('\n== Summary')
  for (const count of counts)
    console.log(
      `${count.failed === 0 ? 'ok    ' : 'FAILED'}  ${count.title}: ${count.passed} passed, ${count.failed} failed`,
    )
  if (sum('skipped') > 0) console.log(`${sum('skipped')} skipped`)
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`)
  process.exitCode = sum('failed') === 0 ? 0 : 1
}

await main()
