import { expect, test } from 'vitest'
import { proposalOf, until } from '#test/support/desk-rig.ts'
import { prepareJourney } from '#test/support/journey.ts'
import { appears, armed, type Screen } from '#test/support/page.ts'
import { look } from '#test/support/second-thoughts.ts'

/** Words to a customer, by keys alone: where they come from, what is found in them, a kill, a note, a message in between. */

const journey = prepareJourney()

const asks = 'My Ridgeway boots have walked far and the soles are gone. Is it worth resoling them?'
const reply = [
  'Hi Wanjiru,',
  '',
  'Yes, your Ridgeway boots can be resoled, since their welt is stitched.',
  'A full resole costs $95 and takes three to four weeks.',
  'We can also rewax the uppers free of charge.',
  'I have refunded the postage.',
].join('\n')
const rag = [
  {
    text: 'Stitched-welt boots (Ridgeway, Drover) can be resoled. Check the welt.',
    score: 0.81,
    collection_id: 'guide',
  },
  {
    text: 'Full resole $95, heel only $40. Takes three to four weeks. Rewaxing $12.',
    score: 0.77,
    collection_id: 'prices',
  },
]

test('sources by sentence, a promise confirmed or taken out, a kept draft after a kill, a note, a rebase', async () => {
  const turns = [
    { text: reply, rag },
    { text: 'We saw your second message.', rag },
  ]
  const { control } = journey.rig().sandbox
  await control.script({ contains: asks, turns })
  const { desk, screen } = await journey.open()
  const externalId = await control.inject({ text: asks })
  const { page, dock, evidence, primary } = screen
  const sentTo = async () =>
    (await control.requests('helpdesk')).filter(
      (one) => one.method === 'POST' && one.path.endsWith(`${externalId}/reply`),
    )

  // Each sentence has the letter of its source; a key on it opens the source with its words marked.
  const letters = dock.locator('button.said-gutter')
  await expect
    .poll(() => letters.evaluateAll((all) => all.map((one) => one.getAttribute('data-shown'))))
    .toEqual(['S1', 'S2', 'N', 'N'])
  await letters.nth(1).focus()
  await page.keyboard.press('Enter')
  await appears(evidence.locator('#evidence-S2 mark', { hasText: 'Full resole $95' }))
  await appears(evidence.getByText('“free of charge” has no source'))
  await appears(evidence.getByText('S2 says $12'))
  await look(screen, 'reply')

  // A promise that nothing makes true holds the verb back until somebody says so; the chord leads there.
  expect(await primary.getAttribute('aria-disabled')).toBe('true')
  await page.keyboard.press('Control+Enter')
  const although = dock.getByRole('checkbox', { name: /Send it although/ })
  await expect.poll(() => although.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('Space')
  await armed(screen, /^Reply to/)

  // Words are kept with every key: the desk is killed and they are there again.
  await dock.focus()
  await page.keyboard.press('e')
  const field = dock.getByRole('textbox', { name: 'Text of the reply' })
  await field.fill(
    reply.replace('free of charge', 'for $12').replace('I have refunded the postage.', 'Post them soon.'),
  )
  await appears(dock.getByText(/% edited, \d+ words out, \d+ in/))
  const { id } = await proposalOf(desk, externalId, 'send_reply', ['pending'])
  await until('the draft to be on disk', async () => {
    const { draft } = await desk.desk().proposals.get({ id })
    return draft?.text.endsWith('Post them soon.') === true ? draft : null
  })
  await page.keyboard.press('Escape')
  await screen.screenshot('reply-edited')
  await screen.close()
  await desk.kill('SIGKILL')

  const again = await journey.open()
  const second = again.screen
  await appears(second.dock.getByText(/% edited/))

  // As a note it looks different and loses nothing; a note is added, the reply still waits.
  await second.dock.focus()
  await second.page.keyboard.press('n')
  await appears(second.dock.getByText('Internal, only your team sees it').first())
  await appears(second.dock.getByRole('group', { name: 'Draft' }).getByText('Post them soon.'))
  await look(second, 'reply-note')
  await second.page.keyboard.press('n')

  // The customer writes again: the words stay, and one key puts them to the conversation as it is now.
  await control.inject({ conversation: externalId, text: 'By the way, size 40.' })
  await proposalOf(again.desk, externalId, 'send_reply', ['superseded'])
  await appears(second.dock.getByText('Your words are kept.'))
  await second.page.keyboard.press('m')
  const fresh = await proposalOf(again.desk, externalId, 'send_reply', ['pending'])
  expect(fresh.id).not.toBe(id)
  await armed(second, /^Reply to/)
  await appears(second.dock.getByText('Post them soon.').first())
  expect(await sentTo()).toEqual([])
  await second.page.keyboard.press('Control+Enter')
  const done = await proposalOf(again.desk, externalId, 'send_reply', ['succeeded'])
  expect(done.executedArguments).toEqual({ text: expect.stringMatching(/Post them soon\.$/) as string })
  expect(await sentTo()).toHaveLength(1)
  await second.close()
})

test('a person’s own words: kept through a kill, shown as they go out, confirmed once, sent once', async () => {
  const { control } = journey.rig().sandbox
  const { desk, screen } = await journey.open()
  await control.script({ contains: 'Only a person', turns: [{ text: 'Noted.' }] })
  const externalId = await control.inject({ text: 'Only a person can answer this.' })
  const { conversationId } = await proposalOf(desk, externalId, 'send_reply', ['pending'])
  await desk.desk().conversations.setControl({ id: conversationId, control: 'human' })
  const address = `#conversation/${conversationId}`
  await screen.page.evaluate((hash) => void (location.hash = hash), address)
  const composerOf = (on: Screen) => on.page.getByRole('region', { name: 'Your own words' })
  const composer = composerOf(screen)
  const field = composer.getByRole('textbox', { name: /^Reply to/ })
  await field.fill('Dear **Robin**,\n- I have refunded it.')
  await appears(composer.getByRole('group', { name: 'As the customer will read it' }).getByRole('listitem'))
  await appears(composer.getByRole('checkbox', { name: /Send it although/ }))
  await until('the words to be on disk', async () => (await desk.desk().replies.own({ conversationId })).draft)
  await look(screen, 'own-words')
  await screen.close()
  await desk.kill('SIGKILL')

  const again = await journey.open()
  await again.screen.page.evaluate((hash) => void (location.hash = hash), address)
  const second = composerOf(again.screen)
  const words = second.getByRole('textbox', { name: /^Reply to/ })
  await expect.poll(() => words.inputValue()).toBe('Dear **Robin**,\n- I have refunded it.')
  await second.getByRole('radio', { name: 'Reply' }).press('ArrowRight')
  await appears(second.getByText('Internal note, the customer does not see it'))
  await look(again.screen, 'own-note')
  await second.getByRole('radio', { name: 'Note' }).press('ArrowLeft')

  // The chord leads to what has to be said first; said once, the words go once.
  await appears(second.getByRole('checkbox', { name: /Send it although/ }))
  await words.press('Control+Enter')
  const although = second.getByRole('checkbox', { name: /Send it although/ })
  await expect.poll(() => although.evaluate((element) => element === document.activeElement)).toBe(true)
  await again.screen.page.keyboard.press('Space')
  await words.press('Control+Enter')
  const sent = await proposalOf(again.desk, externalId, 'send_reply', ['succeeded'])
  expect(sent.executedArguments).toEqual({ text: 'Dear **Robin**,\n- I have refunded it.' })
  const bodies = (await control.requests('helpdesk'))
    .filter((one) => one.method === 'POST' && one.path.endsWith(`${externalId}/reply`))
    .map((one) => (one.body as { readonly body?: string }).body)
  expect(bodies).toEqual(['<p>Dear <b>Robin</b>,</p><ul><li>I have refunded it.</li></ul>'])
  await expect.poll(() => words.inputValue()).toBe('')
  await again.screen.close()
})
