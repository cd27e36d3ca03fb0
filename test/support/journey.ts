import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { createRig, type Rig } from '#test/support/desk-rig.ts'
import { armed, openScreen, startBrowser, type Screen, type ScreenOptions } from '#test/support/page.ts'
import type { World } from '#test/support/world.ts'

/** A browser, a company and a desk for one file of journeys, started before its tests and stopped after them. */
export type Journey = {
  readonly rig: () => Rig
  /** A desk of the rig, and its screen. */
  readonly open: (options?: ScreenOptions) => Promise<{ readonly desk: World; readonly screen: Screen }>
  /** A customer writes, the agent says its lines, and the screen shows the first of them, ready to be signed. */
  readonly begin: (opening: Opening) => Promise<Begun>
}

type Script = Parameters<Rig['sandbox']['control']['script']>[0]

export type Opening = {
  /** What the customer writes. */
  readonly says: string
  /** What the agent answers, turn by turn. */
  readonly turns: Script['turns']
  /** The sentence of its first proposal. */
  readonly shows: RegExp
  readonly options?: ScreenOptions
}

export type Begun = { readonly desk: World; readonly screen: Screen; readonly externalId: string }

export function prepareJourney(
  start: () => Promise<Browser> = startBrowser,
  change?: Parameters<typeof createRig>[0],
): Journey {
  let browser: Browser | undefined
  let rig: Rig | undefined
  beforeAll(async () => {
    browser = await start()
    rig = await createRig(change)
  })
  afterAll(async () => {
    await browser?.close()
    await rig?.stop()
  })
  const ready = (): Rig => {
    if (rig === undefined) throw new Error('The company is not there yet.')
    return rig
  }
  const open: Journey['open'] = async (options = {}) => {
    const desk = await ready().startDesk(null)
    if (browser === undefined) throw new Error('There is no browser yet.')
    return { desk, screen: await openScreen(browser, desk.url(), options) }
  }
  return {
    rig: ready,
    open,
    begin: async ({ says, turns, shows, options }) => {
      const { control } = ready().sandbox
      await control.script({ contains: says, turns })
      const opened = await open(options)
      const externalId = await control.inject({ text: says })
      await armed(opened.screen, shows)
      return { ...opened, externalId }
    },
  }
}

/** The arguments of a goodwill credit, and the call that asks for it. */
export const credit = (amount: number) => ({ customer_id: 'C-2012', amount, reason: 'The parcel came late.' })
export const creditCall = (id: string, amount: number) => ({
  id,
  name: 'issue_store_credit',
  arguments: credit(amount),
})
