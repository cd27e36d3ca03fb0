import { expect, test } from 'vitest'
import type { Configuration } from '#contract/settings.ts'
import { throughChatwoot } from '#test/support/chatwoot-desk.ts'
import { prepareJourney } from '#test/support/journey.ts'
import { appears, armed, startBrowser } from '#test/support/page.ts'

/** A desk on Chatwoot that looks by itself only every ten minutes: what comes sooner came over the live line. */
function seldom(configuration: Configuration): Configuration {
  const there = throughChatwoot(configuration)
  const { helpdesk } = there.connections
  if (helpdesk === undefined) return there
  return { ...there, connections: { ...there.connections, helpdesk: { ...helpdesk, pollSeconds: 600 } } }
}
const journey = prepareJourney(startBrowser, seldom)

test('through Chatwoot: a message comes in live, its reply is signed, and arrives there once', async () => {
  const { control } = journey.rig().sandbox
  const says = 'Can I have the soles stitched?'
  const reply = 'Yes, in the Workshop, within five days.'
  await control.script({ contains: says, turns: [{ text: reply }] })
  const { screen } = await journey.open()
  await expect.poll(() => control.listeners(), { timeout: 20_000 }).toBeGreaterThan(0)
  const id = await control.inject({ text: says })
  await armed(screen, /./)
  await appears(screen.timeline.getByText(says).first())
  await screen.page.keyboard.press('Control+Enter')
  await appears(screen.timeline.getByText(/^Countersigned by /).first())
  await expect.poll(async () => JSON.stringify(await control.conversation(id)), { timeout: 20_000 }).toContain(reply)
  expect((await control.counters()).parts['comment']).toBe(1)
  await screen.close()
})
