import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import { createRig, type Rig } from '#test/support/desk-rig.ts'
import { appears, armed, openScreen, startBrowser, type Screen } from '#test/support/page.ts'
import type { World } from '#test/support/world.ts'

/** A browser, a company, and a desk that every test of a file finds as if it were new. */
export type Scene = {
  readonly browser: () => Browser
  readonly rig: () => Rig
  /** What is signed can be taken back for so many seconds. */
  readonly fresh: (seconds?: number) => Promise<{ readonly desk: World; readonly screen: Screen }>
  /** A customer writes, the agent says its lines, and the screen shows the first of them, ready to be signed. */
  readonly begin: (screen: Screen, says: string, turns: Turns, shows: RegExp) => Promise<string>
  readonly said: (externalId: string) => Promise<string>
}
type Turns = Parameters<Rig['sandbox']['control']['script']>[0]['turns']

const undo = (seconds: number) => ({
  email: seconds,
  chat: seconds,
  phone: seconds,
  sms: seconds,
  social: seconds,
  other: seconds,
})

export async function configure(desk: World, change: (now: Configuration) => Partial<Configuration>): Promise<void> {
  const { configuration } = await desk.desk().settings.get({})
  await desk.desk().settings.import({ configuration: { ...configuration, ...change(configuration) } })
}

export const holdBack = (desk: World, seconds: number): Promise<void> =>
  configure(desk, ({ timing }) => ({ timing: { ...timing, undoSeconds: undo(seconds) } }))

/** Nothing waits, nothing is paused, no rule but the defaults, whatever the test before it left. */
async function clear({ desk }: World): Promise<void> {
  await desk().app.resume({})
  const { items } = await desk().conversations.list({ state: 'all', cursor: null, limit: 200 })
  for (const { id } of items) await desk().conversations.setControl({ id, control: 'human' })
  const { document, version } = await desk().policies.get({})
  if (document.rules.length > 0) await desk().policies.save({ document: { ...document, rules: [] }, basedOn: version })
}

export function prepareScene(): Scene {
  let started: Browser | undefined
  let company: Rig | undefined
  beforeAll(async () => {
    started = await startBrowser()
    company = await createRig()
  })
  afterAll(async () => {
    await started?.close()
    await company?.stop()
  })
  const browser = (): Browser => {
    if (started === undefined) throw new Error('There is no browser yet.')
    return started
  }
  const rig = (): Rig => {
    if (company === undefined) throw new Error('The company is not there yet.')
    return company
  }
  return {
    browser,
    rig,
    fresh: async (seconds = 0) => {
      const desk = await rig().startDesk(null)
      await clear(desk)
      await configure(desk, ({ timing }) => ({
        timing: { ...timing, undoSeconds: undo(seconds) },
        dryRun: { desk: false, agents: [], tools: [] },
        operator: { name: 'Jo Lindqvist' },
      }))
      const screen = await openScreen(browser(), desk.url())
      // Keys pressed before the page is there are nobody's.
      await appears(screen.queue)
      return { desk, screen }
    },
    begin: async (screen, says, turns, shows) => {
      const { control } = rig().sandbox
      await control.script({ contains: says, turns })
      const externalId = await control.inject({ text: says })
      await armed(screen, shows)
      return externalId
    },
    said: async (externalId) => JSON.stringify(await rig().sandbox.control.conversation(externalId)),
  }
}

/** The same face in both themes: nothing that keeps people out, and a picture of each where pictures are asked for. Only its colours differ by theme. */
export async function look(screen: Screen, name: string): Promise<void> {
  const found: string[] = []
  for (const theme of ['dark', 'light'] as const) {
    await screen.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    await screen.page.evaluate(() => Promise.allSettled(document.getAnimations().map(({ finished }) => finished)))
    await screen.screenshot(`${name}-${theme}`)
    found.push(
      ...(await screen.axe(theme === 'dark' ? 'colours' : undefined)).map((finding) => `${name}-${theme}: ${finding}`),
    )
  }
  expect(found).toEqual([])
}
