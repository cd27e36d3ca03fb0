import { spawnSync } from 'node:child_process'
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
type Part = { readonly name: string; readonly title: string; readonly run: () => Promise<Count> | Count }

function run(words: readonly string[], environment: NodeJS.ProcessEnv = {}): boolean {
  const { status } = spawnSync(process.execPath, words, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(process.stdout.isTTY ? {} : { NO_COLOR: '1', FORCE_COLOR: '0' }), ...environment },
  })
  return status === 0
}

/** One check counts as one test. */
const check = (title: string, words: readonly string[]): Part => ({
  name: 'check',
  title: `Check: ${title}`,
  run: () => (run(words) ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }),
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

async function journeys(): Promise<Count> {
  const browser = await browserOrInstall()
  await buildIfStale(root, (line) => console.log(line))
  return tests('journeys', { COUNTERSIGN_BROWSER: browser })
}

const parts: readonly Part[] = [
  check('format', [bin('oxfmt', 'bin', 'oxfmt'), '--check', '.']),
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
  ]),
  { name: 'check', title: 'Check: layers', run: () => tests('layers') },
  check('unused code and packages', [bin('knip', 'bin', 'knip.js')]),
  { name: 'unit', title: 'Unit tests', run: () => tests('unit') },
  {
    name: 'integration',
    title: 'Integration tests: real files, sockets and processes',
    run: () => tests('integration'),
  },
  { name: 'journeys', title: 'Journeys: a real browser on a real desk', run: journeys },
]

async function main(): Promise<void> {
  mkdirSync(artefacts, { recursive: true })
  const [wanted] = process.argv.slice(2)
  const chosen = parts.filter((part) => wanted === undefined || part.name === wanted)
  if (chosen.length === 0) throw new Error(`There is no part "${wanted}".`)
  const counts: (Count & { readonly title: string })[] = []
  for (const part of chosen) {
    console.log(`\n== ${part.title}`)
    const began = performance.now()
    const count = await Promise.resolve(part.run()).catch((thrown: unknown) => {
      console.error(thrown instanceof Error ? thrown.message : thrown)
      return { passed: 0, failed: 1, skipped: 0 }
    })
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    counts.push({ ...count, title: `${part.title} (${seconds} s)` })
  }
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
