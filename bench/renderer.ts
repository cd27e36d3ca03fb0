import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Browser, Page } from 'playwright-core'
import { createProfile } from '#bench/support/profile.ts'
import { milliseconds, quantile, type Figure } from '#bench/support/stats.ts'
import { startBrowser } from '#bench/support/window.ts'
import { firstPage } from '#test/support/first-page.ts'
import { startWorld } from '#test/support/world.ts'

/**
 * The screen over 100,000 conversations that wait: how evenly the queue scrolls beside a page of bare rows, and what desk and page
 * take while nobody touches them. What the page loads before its first row stands beside its budget.
 */
const conversations = 100_000
const scrollMs = 4000
const idleSeconds = 60
/** A start makes the daily copy of the database, checks it, and gives back its memory: that is work, and has to have ended. */
const settleSeconds = 120

/** Times between frames while the list is scrolled by a page each frame. */
const scroll = (page: Page, selector: string): Promise<readonly number[]> =>
  page.evaluate(
    async ([at, forMs]) => {
      const list = document.querySelector(at)
      if (list === null) throw new Error(`There is no ${at}.`)
      const gaps: number[] = []
      const began = performance.now()
      let last = began
      await new Promise<void>((done) => {
        const step = (now: number) => {
          gaps.push(now - last)
          last = now
          list.scrollBy(0, list.clientHeight / 3)
          if (now - began < forMs) requestAnimationFrame(step)
          else done()
        }
        requestAnimationFrame(step)
      })
      return gaps.slice(1)
    },
    [selector, scrollMs] as const,
  )

type Taken = { readonly cpuSeconds: number; readonly bytes: number }

/** Of one process, as the kernel counts it; memory is what it holds that others do not, and its share of what they do. */
function taken(pid: number): Taken {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const ticks = Number(fields[11]) + Number(fields[12])
  const [, kilobytes = '0'] = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? []
  return { cpuSeconds: ticks / 100, bytes: Number(kilobytes) * 1024 }
}

/** The process that draws pages; the newest, where a browser keeps one in reserve. */
async function pageProcess(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const most = processInfo
    .filter(({ type }) => type === 'renderer')
    .toSorted((one, other) => taken(other.id).bytes - taken(one.id).bytes)[0]
  if (most === undefined) throw new Error('No process draws the page.')
  return most.id
}

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(0)} MB`

export async function run(): Promise<readonly Figure[]> {
  const { profileDirectory, remove } = await createProfile(conversations)
  const world = await startWorld({ profileDirectory })
  const browser = await startBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    const bare = await context.newPage()
    const row = '<li style="height:64px">A row</li>'
    await bare.setContent(`<ol id="list" style="height:800px;overflow:auto">${row.repeat(5000)}</ol>`)
    const desk = await context.newPage()
    await desk.goto(world.url())
    await desk.locator('.queue-row').first().waitFor()
    await desk.locator('#decision-dock[data-state]').waitFor()
    await desk.bringToFront()
    const ours = await scroll(desk, '.queue-list')
    await bare.bringToFront()
    const limit = await scroll(bare, '#list')
    await bare.close()
    await desk.bringToFront()
    await sleep(settleSeconds * 1000)
    const processes = [world.pid(), await pageProcess(browser)]
    const before = processes.map(taken)
    await sleep(idleSeconds * 1000)
    const after = processes.map(taken)
    const cpu = after.reduce((sum, one, at) => sum + one.cpuSeconds - (before[at]?.cpuSeconds ?? 0), 0) / idleSeconds
    const memory = after.reduce((sum, { bytes }) => sum + bytes, 0)
    const [p95, barely] = [quantile(ours, 0.95), quantile(limit, 0.95)]
    const page = firstPage()
    return [
      {
        name: `scrolling 100,000 that wait, time between frames, p95 (p50 ${milliseconds(quantile(ours, 0.5))})`,
        ours: milliseconds(p95),
        limit: milliseconds(barely),
        ratio: p95 / barely,
        goal: '≤ 50 ms',
        met: p95 <= 50,
      },
      {
        name: `processor while nobody touches anything, desk and page, ${idleSeconds} s`,
        ours: `${(cpu * 100).toFixed(2)} %`,
        limit: '–',
        ratio: null,
        goal: '< 1 %',
        met: cpu < 0.01,
      },
      {
        name: `memory of desk (${megabytes(after[0]?.bytes ?? 0)}) and page`,
        ours: megabytes(memory),
        limit: '–',
        ratio: null,
        goal: '< 450 MB',
        met: memory < 450 * 1_048_576,
      },
      {
        name: 'script and styles before the first row, as sent (packed with gzip)',
        ours: `${(page.bytes / 1000).toFixed(0)} kB (${(page.packed / 1000).toFixed(0)} kB)`,
        limit: '–',
        ratio: null,
        goal: `≤ ${page.budget.bytes / 1000} kB (${page.budget.packed / 1000} kB)`,
        met: page.bytes <= page.budget.bytes && page.packed <= page.budget.packed,
      },
    ]
  } finally {
    await browser.close()
    await world.stop()
    remove()
  }
}
