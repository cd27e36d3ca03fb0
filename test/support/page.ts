import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { chromium, type Browser, type ConsoleMessage, type Locator, type Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { browserArguments, browserOrInstall, forPages } from '#test/support/browser.ts'
import { witness } from '#test/support/page-witness.ts'

/**
 * The desk's own screen in a real browser, at the size it is drawn for. Everything the page complains about is kept:
 * `close` fails on any error of the console, any exception and any breach of the content policy. At the end of the test all that the
 * page has sent, received and said is searched for secrets.
 */

const root = join(import.meta.dirname, '..', '..')
const artefacts = join(root, 'test', 'artefacts')
const pictures = (process.env['COUNTERSIGN_PICTURES'] ?? '') !== ''
const viewport = { width: 1440, height: 900 } as const

export type Theme = 'light' | 'dark'

export type Screen = {
  readonly page: Page
  readonly dock: Locator
  readonly queue: Locator
  readonly rows: Locator
  readonly evidence: Locator
  readonly timeline: Locator
  /** The one solid verb of the dock. */
  readonly primary: Locator
  /** Every address the page asked for, in order. */
  readonly requested: readonly string[]
  /** Every frame that came over the page's sockets, in order. */
  readonly received: readonly string[]
  /** A picture among the artefacts, where COUNTERSIGN_PICTURES asks for them: a test that fails leaves one in any case. */
  readonly screenshot: (name: string) => Promise<void>
  /** Rules the page breaks in a way that keeps people out, with the elements that do. */
  readonly axe: (only?: 'colours') => Promise<readonly string[]>
  readonly close: () => Promise<void>
}

export type ScreenOptions = {
  readonly theme?: Theme
  /** The language the page finds chosen; absent: the browser's, English. */
  readonly language?: 'de' | 'en-XA' | 'ar-XB'
  /** Complaints that belong to the test: what a page says when its desk is killed, say. */
  readonly allowed?: readonly RegExp[]
}

/**
 * Starts a browser for one file of tests. `sound`: where the sound server of a test is
 * found; absent, nothing is played.
 */
export async function startBrowser(more: readonly string[] = [], sound?: NodeJS.ProcessEnv): Promise<Browser> {
  const found = await browserOrInstall()
  const options = { executablePath: found, args: [...browserArguments, ...more] }
  if (sound === undefined) return chromium.launch({ ...options, executablePath: forPages(found) })
  const env = Object.fromEntries(
    Object.entries({ ...process.env, ...sound }).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
  return chromium.launch({ ...options, env, ignoreDefaultArgs: ['--mute-audio'] })
}

/** A whole browser, for pages that ask what one without bars refuses to everybody: whether they may notify. */
export const startWholeBrowser = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await browserOrInstall(), args: [...browserArguments] })

export async function openScreen(browser: Browser, url: string, options: ScreenOptions = {}): Promise<Screen> {
  const context = await browser.newContext({ viewport, colorScheme: options.theme ?? 'light', reducedMotion: 'reduce' })
  const page = await context.newPage()
  const complaints: string[] = []
  const { requested, received, look, verify } = witness(page)
  page.on('console', (message: ConsoleMessage) => {
    if (message.type() === 'error') complaints.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  await page.exposeFunction('reportBreach', (text: string) => complaints.push(text))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = (window as unknown as { reportBreach: (text: string) => void }).reportBreach
      report(`Content policy: ${event.effectiveDirective} ${event.blockedURI}`)
    })
  })
  const { language } = options
  if (language !== undefined)
    await page.addInitScript((chosen) => localStorage.setItem('countersign-language', chosen), language)
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail')
      await photograph(page, `failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 60)}`)
    await look()
    await context.close()
    verify()
  })
  await page.goto(url)
  const queue = page.getByRole('region', { name: 'Queue' })
  return {
    page,
    queue,
    rows: queue.getByRole('option'),
    dock: page.locator('#decision-dock'),
    evidence: page.getByRole('complementary', { name: 'Evidence' }),
    timeline: page.getByRole('log', { name: 'Messages and actions' }),
    primary: page.locator('[data-verb=primary]'),
    requested,
    received,
    screenshot: async (name) => {
      if (pictures) await photograph(page, name)
    },
    axe: (only) => runAxe(page, only === 'colours' ? ['color-contrast'] : null),
    close: async () => {
      await look()
      await context.close()
      const unexpected = complaints.filter((text) => !options.allowed?.some((pattern) => pattern.test(text)))
      expect(unexpected).toEqual([])
    },
  }
}

async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(artefacts, { recursive: true })
  if (!page.isClosed()) await page.screenshot({ path: join(artefacts, `${name}.png`) })
}

/** The dock shows this sentence, and its verb can be pressed. */
export async function armed(screen: Screen, sentence: RegExp): Promise<void> {
  await screen.dock.getByRole('heading', { level: 2, name: sentence }).waitFor()
  await screen.page.locator('[data-verb=primary][aria-disabled=false]').waitFor()
}

type Rejection = { readonly reason: string; readonly words: string; readonly picture: string }

/** Refuses what the dock shows: the panel opens with the focus in the words, and its chord sends them. */
export async function reject(screen: Screen, { reason, words, picture }: Rejection): Promise<void> {
  await screen.page.keyboard.press('r')
  const field = screen.dock.getByRole('textbox', { name: 'To the agent, word for word' })
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true)
  await screen.dock.getByRole('button', { name: reason, exact: true }).click()
  await field.fill(words)
  await screen.screenshot(picture)
  await field.press('Control+Enter')
}

export const appears = (locator: Locator, timeout = 20_000): Promise<void> => locator.waitFor({ timeout })

type Finding = { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }

async function runAxe(page: Page, rules: readonly string[] | null): Promise<readonly string[]> {
  // Evaluated by the debugger: the page's own policy would not let a script in.
  if (!(await page.evaluate(() => 'axe' in window)))
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'))
  const { violations, passes } = (await page.evaluate(async (runOnly) => {
    type Run = (options: object) => Promise<{ violations: unknown; passes: unknown }>
    const { axe } = window as unknown as { axe: { run: Run } }
    const { violations: found, passes: kept } = await axe.run({
      resultTypes: ['violations'],
      // What names the elements is their markup.
      selectors: false,
      ...(runOnly === null ? {} : { runOnly }),
    })
    return { violations: found, passes: kept }
  }, rules)) as { readonly violations: readonly Finding[]; readonly passes: readonly Finding[] }
  // Colours were read, or the run says nothing.
  expect(passes.map(({ id }) => id)).toContain('color-contrast')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${impact} ${id}: ${html.slice(0, 200)}`))
}
