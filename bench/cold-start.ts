import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { benchDirectory, deskDatabase } from '#bench/support/desk-database.ts'
import { createProfile } from '#bench/support/profile.ts'
import { all, atMost, contend, milliseconds, pairedRatio, quantile, type Figure } from '#bench/support/stats.ts'
import { startBrowser } from '#bench/support/window.ts'
import { startWorld } from '#test/support/world.ts'

/**
 * From a process that does not run yet to a queue somebody can use: first the data alone, on the million messages, beside a
 * bare start of Node; then all of it, from starting the desk to the first rows painted in Chromium, beside a bare page.
 */
const execute = promisify(execFile)

async function dataFigure(): Promise<Figure> {
  const file = deskDatabase(100_000)
  const child = join(import.meta.dirname, 'support', 'cold-child.mjs')
  const spawn = async (words: readonly string[]): Promise<number> => {
    const { stdout } = await execute(process.execPath, [...words])
    return (JSON.parse(stdout) as { readonly ms: number }).ms
  }
  const samples = await contend(
    {
      ours: () => spawn([child, file, join(benchDirectory, 'backups')]),
      limit: () => spawn(['-e', 'process.stdout.write(JSON.stringify({ ms: performance.now() }))']),
    },
    { rounds: 5, each: 1 },
  )
  const at = (times: readonly (readonly number[])[]) => milliseconds(quantile(all(times), 0.5))
  const ratio = pairedRatio(samples.ours, samples.limit)
  return atMost(
    'process to first page, from source',
    at(samples.ours),
    at(samples.limit),
    ratio,
    1.6,
    'bare Node start',
  )
}

/** Milliseconds: of the desk from its start, of the page from the moment it is asked for. */
type Phases = Readonly<Record<'desk' | 'fetched' | 'run' | 'rows' | 'card', number>>

const phasesOf = (page: Page): Promise<Pick<Phases, 'fetched' | 'run'>> =>
  page.evaluate(() => {
    const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
    const [first = performance.now()] = performance
      .getEntriesByName('first-contentful-paint')
      .map(({ startTime }) => startTime)
    const before = scripts.flatMap((one) =>
      one instanceof PerformanceResourceTiming && one.responseEnd <= first ? [one.responseEnd] : [],
    )
    return { fetched: Math.max(0, ...before), run: first }
  })

async function windowFigures(): Promise<readonly Figure[]> {
  const { profileDirectory, remove } = await createProfile(20_000)
  const browser = await startBrowser()
  // The first start makes the backup of the day; later ones find it.
  const first = performance.now()
  await (await startWorld({ profileDirectory })).stop()
  const withBackup = performance.now() - first
  const phases: Phases[] = []
  const open = async () => {
    const started = performance.now()
    const world = await startWorld({ profileDirectory })
    const desk = performance.now() - started
    const page = await browser.newPage()
    const asked = performance.now()
    await page.goto(world.url())
    await page.locator('.queue-row').first().waitFor()
    const rows = performance.now()
    await page.locator('#decision-dock[data-state]').waitFor()
    const took = performance.now() - started
    phases.push({ desk, ...(await phasesOf(page)), rows: rows - asked, card: performance.now() - asked })
    await page.close()
    await world.stop()
    return took
  }
  const bare = async () => {
    const started = performance.now()
    await execute(process.execPath, ['-e', ''])
    const page = await browser.newPage()
    await page.goto('data:text/html,<ol>' + '<li>A row of the queue</li>'.repeat(50) + '</ol>')
    await page.locator('li').first().waitFor()
    const took = performance.now() - started
    await page.close()
    return took
  }
  const samples = await contend({ open, bare }, { rounds: 3, each: 1 })
  await browser.close()
  remove()
  const p50 = quantile(all(samples.open), 0.5)
  const at = (phase: keyof Phases) =>
    milliseconds(
      quantile(
        phases.map((one) => one[phase]),
        0.5,
      ),
    )
  process.stderr.write(
    `Trace, median: the desk answers after ${at('desk')}; then the page: scripts there ${at('fetched')}, run ${at('run')}, first rows ${at('rows')}, card ${at('card')}.\n`,
  )
  return [
    {
      name: `cold start to a usable queue, Chromium (desk ${at('desk')}, then scripts ${at('fetched')}, run ${at('run')}, rows ${at('rows')}, card ${at('card')}; first start of a day ${milliseconds(withBackup)})`,
      ours: milliseconds(p50),
      limit: milliseconds(quantile(all(samples.bare), 0.5)),
      ratio: pairedRatio(samples.open, samples.bare),
      goal: '≤ 2000 ms',
      met: p50 <= 2000,
    },
  ]
}

export const run = async (): Promise<readonly Figure[]> => [await dataFigure(), ...(await windowFigures())]
