import { expect, test } from 'vitest'
import { prepareJourney } from '#test/support/journey.ts'
import { appears } from '#test/support/page.ts'

/** A voice agent is changed, published and read back; a number is bought with its area code typed; all by keyboard. */
const journey = prepareJourney()

test('a voice and a line of the instructions are published as a proposal and read back; a purchase is typed', async () => {
  const { desk, screen } = await journey.open()
  const { page } = screen
  const toAgents = async (): Promise<void> => {
    await appears(page.getByText('Desk connected'))
    await page.keyboard.press('g')
    await page.keyboard.press('a')
  }
  await toAgents()
  const list = page.getByRole('navigation', { name: 'Agents' })
  await list.getByRole('button', { name: /^Shop Line/ }).press('Enter')
  const agent = page.getByRole('region', { name: 'Shop Line' })
  await agent.getByRole('tab', { name: 'Instructions' }).click()
  const text = agent.getByRole('textbox', { name: 'Instructions' })
  await text.press('Control+End')
  await page.keyboard.type('\nGoodbyes are short.')
  await agent.getByRole('tab', { name: 'Voice & phone' }).click()
  await agent.getByRole('radio', { name: /Leo/ }).focus()
  await page.keyboard.press('Space')
  await agent.getByRole('textbox', { name: 'Speech threshold' }).fill('0.65')

  // The draft says what it is, and outlasts a reload.
  const dock = page.getByRole('region', { name: 'Publish' })
  await appears(dock.getByText('3 changes'))
  await appears(dock.getByText('instructions, voice', { exact: true }))
  await appears(dock.getByText('+1 line'))
  expect(await dock.getByRole('listitem').filter({ hasText: 'voice.vad_silence_duration_ms' }).innerText()).toMatch(
    /sent unchanged/,
  )
  await screen.screenshot('agents-voice')
  expect(await screen.axe()).toEqual([])
  await page.reload()
  await toAgents()
  await list.getByRole('button', { name: /^Shop Line.*not published/ }).press('Enter')
  await appears(dock.getByText('3 changes'))

  // Somebody else is faster: both sides, field by field.
  const { agents } = await desk.desk().agents.list({})
  const id = agents.find(({ name }) => name === 'Shop Line')?.id ?? ''
  const before = await desk.desk().agents.get({ id })
  const draft = { ...before.configuration, instructions: `Greet first.\n${before.configuration.instructions}` }
  await desk.desk().agents.propose({
    act: { act: 'publish', change: { id, base: before.base.version, draft, clear: [], restores: null } },
    consent: { typed: '' },
  })
  await appears(dock.getByText('Somebody else changed this agent.'))
  await screen.screenshot('agents-conflict')
  expect(await screen.axe()).toEqual([])
  await dock
    .getByRole('radiogroup', { name: /^Instructions/ })
    .getByRole('radio', { name: 'Mine' })
    .focus()
  await page.keyboard.press('Space')
  await dock.getByRole('button', { name: 'Go on with this', disabled: false }).press('Enter')

  await dock.getByRole('button', { name: /^Publish Shop Line/, disabled: false }).waitFor()
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => agent.getByRole('list', { name: 'Under way' }).getByText('Done').count()).toBe(2)
  await expect.poll(() => dock.count()).toBe(0)
  const { configuration, base } = await desk.desk().agents.get({ id })
  expect(configuration.instructions).toMatch(/^You answer[^]*\nGoodbyes are short\.$/)
  expect(configuration.voice).toMatchObject({ voiceId: 'leo', vadThreshold: 0.65 })
  expect(base).toMatchObject({ origin: 'published', changed: ['instructions', 'voice'] })

  await page.keyboard.press('[')
  await appears(agent.getByRole('tab', { name: 'Versions', selected: true }))
  await appears(agent.getByText(/^published here by .*: instructions, voice$/))

  await list.getByRole('button', { name: /^Phone numbers/ }).press('Enter')
  const telephone = page.getByRole('region', { name: 'Telephone' })
  await telephone.getByRole('button', { name: /^Buy a number/ }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Buy a phone number' })
  await dialog.getByRole('textbox', { name: 'Area code', exact: true }).fill('206')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Pop-up')
  const typed = dialog.getByRole('textbox', { name: /^Type/ })
  await typed.fill('20')
  const buy = dialog.getByRole('button', { name: /^Buy/ })
  expect(await buy.getAttribute('aria-disabled')).toBe('true')
  expect(await screen.axe()).toEqual([])
  await typed.fill('206')
  await dialog.getByRole('button', { name: /^Buy/, disabled: false }).waitFor()
  await page.keyboard.press('Control+Enter')
  await appears(telephone.getByRole('row', { name: /\+1 206 .*Pop-up.*nobody/ }))
  await screen.screenshot('agents-numbers')
  expect(await screen.axe()).toEqual([])
  await screen.close()
})
