import { expect, test } from 'vitest'
import { proposalOf } from '#test/support/desk-rig.ts'
import { credit, creditCall, prepareJourney, type Begun } from '#test/support/journey.ts'
import { appears, armed, reject } from '#test/support/page.ts'

/** What was refused comes again word for word: it is marked, leads to what was refused, and no rule lets it through. */

const journey = prepareJourney()

const because = 'Returns are 14 days, not 30.'

test('refused words are marked when they come again, and shown against what they replace when they do not', async () => {
  const draft = 'You may return it within 30 days.'
  const begun = await journey.begin({
    says: 'How long may I keep the boots before I return them?',
    turns: [{ text: draft }, { text: `You may  return it\nwithin 30 days.` }, { text: draft.replace('30', '14') }],
    shows: /^Reply to /,
  })
  const { desk, screen, externalId } = begun
  const { dock, page } = screen
  const mark = (title: string) => dock.getByRole('note').filter({ hasText: title })
  await reject(screen, { reason: 'policy', words: because, picture: 'look-alike-draft' })
  await appears(mark('Rejected before.').getByText(because))
  await armed(screen, /^Reply to /)
  await reject(screen, { reason: 'policy', words: `As I said: ${because}`, picture: 'look-alike-draft-again' })

  await appears(mark('Proposed anew after a rejection.').getByText(`As I said: ${because}`))
  const since = dock.getByRole('group', { name: 'Changed since the rejection' })
  await appears(since.locator('del').filter({ hasText: '30' }))
  await appears(since.locator('ins').filter({ hasText: '14' }))
  await armed(screen, /^Reply to /)
  await screen.screenshot('look-alike-corrected')
  await page.keyboard.press('Control+Enter')
  const sent = await proposalOf(desk, externalId, 'send_reply', ['succeeded'])
  expect(sent.arguments['text']).toBe(draft.replace('30', '14'))
  const parts = JSON.stringify(await journey.rig().sandbox.control.conversation(externalId))
  expect(parts).toContain('within 14 days')
  expect(parts).not.toContain('within 30 days')
  await screen.close()
})

/** From here on everything goes by rule that may. */
async function allowAll({ desk }: Begun): Promise<void> {
  const { configuration } = await desk.desk().settings.get({})
  const defaultDecisions = { R0: 'allow', R1: 'allow', R2: 'allow', R3: 'allow', R4: 'ask' } as const
  await desk.desk().settings.import({ configuration: { ...configuration, defaultDecisions } })
}

test('the same call again is marked and asks, although a rule allows its like', async () => {
  const begun = await journey.begin({
    says: 'Can I have a little credit for my trouble?',
    turns: [
      { calls: [creditCall('call_1', 80)] },
      { calls: [creditCall('call_2', 80)] },
      { calls: [creditCall('call_3', 15)] },
      { text: 'Done, 15 dollars are yours.' },
    ],
    shows: /\$80\.00/,
  })
  const { desk, screen, externalId } = begun
  const { control } = journey.rig().sandbox
  const { dock, queue } = screen
  const first = await proposalOf(desk, externalId, 'issue_store_credit', ['pending'])
  await allowAll(begun)
  await reject(screen, { reason: 'policy', words: because, picture: 'look-alike-refused' })
  await proposalOf(desk, externalId, 'issue_store_credit', ['rejected'])
  const again = await proposalOf(desk, externalId, 'issue_store_credit', ['pending'])
  expect(again.id).not.toBe(first.id)
  expect(again.policy.verdict).toBe('ask')
  expect(again.rejectedBefore).toEqual({ proposalId: first.id, reason: because })

  await armed(screen, /\$80\.00/)
  const mark = dock.getByRole('note').filter({ hasText: 'Rejected before.' })
  await appears(mark.getByText(because))
  await appears(dock.getByText('The same again, nothing changed since.'))
  await appears(dock.getByText('Same call was rejected before'))
  await appears(queue.getByRole('option', { name: /rejected before/i }))
  await screen.screenshot('look-alike')
  expect(await control.effects()).toEqual([])

  // It leads to what was refused, and the way back is the timeline's or the queue's.
  await mark.getByRole('button', { name: 'Open it' }).click()
  await appears(dock.getByText('Rejected', { exact: true }).first())
  await appears(dock.getByText(because).first())
  await queue.getByRole('option', { name: /rejected before/i }).click()
  await armed(screen, /\$80\.00/)
  await reject(screen, { reason: 'duplicate', words: 'I said no.', picture: 'look-alike-again' })

  // What is not the same goes by the rule: it was the likeness that held the other back.
  const done = await proposalOf(desk, externalId, 'issue_store_credit', ['succeeded'])
  expect(done.decision?.signer.by).toBe('rule')
  expect((await control.effects()).map(({ input }) => input)).toEqual([credit(15)])
  await screen.close()
})
