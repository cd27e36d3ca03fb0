import type { Page } from 'playwright-core'
import { createProfile } from '#bench/support/profile.ts'
import { median, milliseconds, quantile, type Figure } from '#bench/support/stats.ts'
import { startBrowser } from '#bench/support/window.ts'
import { startWorld } from '#test/support/world.ts'

/**
 * From the key that goes to the next decision until its card is painted, in the desk's own screen over its own door. The
 * screen reads neighbouring cards ahead; who steps faster than it reads waits for the disk, and that counts. The limit is
 * a page that only swaps one text.
 */
declare global {
  interface Window {
    keyTimes: number[]
  }
}

const keys = 40
const rounds = 3

/** Times a key inside the page, from the event's own stamp until the frame with the change has been handed over. */
async function watchKeys(page: Page, target: string): Promise<void> {
  await page.evaluate((selector) => {
    const times: number[] = []
    let pressed: number | null = null
    const painted = () =>
      requestAnimationFrame(() => {
        const channel = new MessageChannel()
        const from = pressed
        pressed = null
        channel.port1.onmessage = () => {
          if (from !== null) times.push(performance.now() - from)
        }
        channel.port2.postMessage(null)
      })
    let shown: Element | null = null
    // Each card is an element of its own, and has a state only once it is whole.
    const look = () => {
      const now = document.querySelector(selector)
      if (now === null || now === shown) return
      shown = now
      if (pressed !== null) painted()
    }
    window.addEventListener('keydown', (event) => (pressed = event.timeStamp), true)
    look()
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-state'],
    })
    window.keyTimes = times
  }, target)
}

async function press(page: Page): Promise<readonly number[]> {
  await page.evaluate(() => (window.keyTimes.length = 0))
  for (let count = 0; count < keys; count += 1) {
    await page.keyboard.press('j')
    await page.waitForFunction((n) => window.keyTimes.length >= n, count + 1, {
      timeout: 5000,
      polling: 'raf',
    })
    await page.waitForTimeout(60)
  }
  return page.evaluate(() => [...window.keyTimes])
}

export async function run(): Promise<readonly Figure[]> {
  const { profileDirectory, remove } = await createProfile(20_000)
  const world = await startWorld({ profileDirectory })
  const browser = await startBrowser()
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    const desk = await context.newPage()
    await desk.goto(world.url())
    await desk.locator('#decision-dock[data-state]').waitFor()
    await desk.locator('[data-pane=queue]').first().focus()
    await watchKeys(desk, '#decision-dock[data-state]')
    const bare = await context.newPage()
    await bare.setContent('<main></main>')
    await bare.evaluate(() => {
      let count = 0
      window.addEventListener('keydown', () => {
        const card = document.createElement('section')
        card.id = 'card'
        card.textContent = String((count += 1))
        document.querySelector('main')?.replaceChildren(card)
      })
    })
    await watchKeys(bare, '#card')
    const ours: number[][] = []
    const limit: number[][] = []
    for (let round = 0; round < rounds; round += 1) {
      const order = round % 2 === 0 ? ([desk, bare] as const) : ([bare, desk] as const)
      for (const page of order) {
        await page.bringToFront()
        ;(page === desk ? ours : limit).push([...(await press(page))])
      }
    }
    const p95 = (times: readonly (readonly number[])[]) => median(times.map((round) => quantile(round, 0.95)))
    const added = median(ours.map((times, round) => quantile(times, 0.95) - quantile(limit[round] ?? [], 0.95)))
    return [
      {
        name: `key to next card painted, p95 (p50 ${milliseconds(quantile(ours.flat(), 0.5))})`,
        ours: milliseconds(p95(ours)),
        limit: milliseconds(p95(limit)),
        ratio: p95(ours) / p95(limit),
        goal: '≤ limit + 8 ms',
        met: added <= 8,
      },
    ]
  } finally {
    await browser.close()
    await world.stop()
    remove()
  }
}
