import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { plant } from '#test/support/canaries.ts'
import { proposalOf } from '#test/support/desk-rig.ts'
import { startFakeDesk } from '#test/support/fake-desk.ts'
import { creditCall } from '#test/support/journey.ts'
import { pressOn, tabTo } from '#test/support/keyboard.ts'
import { appears, armed, openScreen } from '#test/support/page.ts'
import { look, prepareScene } from '#test/support/second-thoughts.ts'

/** What a signature is worth: with a reason, with a colleague's beside it, undone by another, or only rehearsed. */

const scene = prepareScene()
const pins = {
  kwame: plant('a PIN', 'rowan-246810'),
  jo: plant('a PIN', 'alder-135790'),
  marisol: plant('a PIN', 'hazel-975310'),
}

/** Chooses the one whose name begins so, in a list that the keyboard opens. */
async function choose(page: Page, within: Locator, label: RegExp, name: string): Promise<void> {
  await pressOn(page, within.getByRole('button', { name: label }))
  await appears(page.getByRole('option', { name }))
  await page.keyboard.type(name.slice(0, 2))
  await page.keyboard.press('Enter')
}

test('two people and a reason: the same person cannot sign twice, another one can', async () => {
  const { desk, screen } = await scene.fresh()
  const { document, version } = await desk.desk().policies.get({})
  const when = [{ field: 'tool' as const, in: ['issue_store_credit'] }]
  const rule = { id: 'two', name: 'Credit', when, verdict: 'ask_two' as const, with: { requireReason: true } }
  await desk.desk().policies.save({ document: { ...document, rules: [rule] }, basedOn: version })
  const { page, dock, primary } = screen
  const says = 'Credit for a broken zip?'
  await scene.rig().sandbox.control.script({ contains: says, turns: [{ calls: [creditCall('c2', 33)] }] })
  const id = await scene.rig().sandbox.control.inject({ text: says })
  await appears(dock.getByRole('heading', { level: 2, name: /\$33\.00/ }))
  await appears(dock.getByText('Asks two people:'))
  await appears(dock.getByText('Say why you approve it'))
  await look(screen, 'reason')
  // Pressed without a reason it leads to the field, and signs nothing.
  const why = dock.getByRole('textbox', { name: 'Why you approve it' })
  const isIn = () => why.evaluate((field) => field.matches(':focus'))
  await expect.poll(async () => (await primary.click({ force: true }), isIn())).toBe(true)
  await page.keyboard.type('The zip is known to break.')
  await armed(screen, /\$33\.00/)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'issue_store_credit', ['awaiting_second'])
  await appears(dock.getByText('waits for a second person', { exact: false }))
  await appears(dock.getByText('Nobody else has a PIN at this desk yet.'))
  expect(await primary.getAttribute('aria-disabled')).toBe('true')
  await page.keyboard.press('Escape')
  await pressOn(page, dock.getByRole('button', { name: 'Add people…' }))
  await pressOn(page, page.getByRole('button', { name: 'Add a person' }))
  await tabTo(page, page.getByRole('textbox', { name: 'Name', exact: true }))
  await page.keyboard.type('Kwame Asante')
  await tabTo(page, page.getByLabel('PIN, typed by them'))
  await page.keyboard.type(pins.kwame)
  await page.keyboard.press('Enter')
  await page.keyboard.type(pins.kwame)
  await page.keyboard.press('Enter')
  await appears(page.getByRole('heading', { level: 3, name: 'Kwame Asante' }))
  await look(screen, 'people')
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await appears(dock.getByLabel('Their PIN'))
  await look(screen, 'second-person')
  await dock.getByRole('button', { name: 'Take my signature back' }).click()
  await proposalOf(desk, id, 'issue_store_credit', ['pending'])
  await why.fill('Known to break.')
  await armed(screen, /\$33\.00/)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'issue_store_credit', ['awaiting_second'])
  await desk.desk().people.add({ name: 'Jo Lindqvist', pin: pins.jo })
  await desk.desk().people.add({ name: 'Marisol Keane', pin: pins.marisol })
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.keyboard.press('g')
  await page.keyboard.press('i')
  await choose(page, dock, /^Who signs second/, 'Jo Lindqvist')
  await appears(dock.getByText('Jo Lindqvist signed first; the second signature has to be another person’s'))
  await choose(page, dock, /Who signs second/, 'Kwame Asante')
  await tabTo(page, dock.getByLabel('PIN of Kwame Asante'))
  await page.keyboard.type('999999')
  await armed(screen, /\$33\.00/)
  await page.keyboard.press('Enter')
  await appears(dock.getByText('This is not Kwame Asante’s PIN. Nothing was signed.', { exact: false }))
  await look(screen, 'second-person-wrong-pin')
  await proposalOf(desk, id, 'issue_store_credit', ['awaiting_second'])
  const saved = page.waitForEvent('download')
  await pressOn(page, dock.getByRole('button', { name: 'Save a request file…' }))
  const file = await (await saved).path()
  await appears(dock.getByText('Your colleague opens it on their desk', { exact: false }))
  expect(await readFile(file, 'utf8')).toContain('"countersign request"')
  const asked = page.waitForEvent('filechooser')
  await pressOn(page, dock.getByRole('button', { name: 'Open a signed file…' }))
  await (await asked).setFiles(file)
  await appears(dock.getByText('This is not an answer to a request, or it was changed on the way.'))
  await tabTo(page, dock.getByLabel('PIN of Kwame Asante'))
  await page.keyboard.type(pins.kwame)
  await armed(screen, /\$33\.00/)
  await page.keyboard.press('Enter')
  const done = await proposalOf(desk, id, 'issue_store_credit', ['succeeded'])
  expect(done.decision).toMatchObject({ signer: { name: 'Kwame Asante' }, reason: 'Known to break.' })
  await screen.timeline.getByRole('button', { name: /countersigned by Kwame Asante/ }).click()
  await appears(dock.getByText('signed first'))
  await appears(dock.getByText('Approved because', { exact: false }))
  await screen.close()
})

test('what was done is undone by a decision of its own', async () => {
  const { desk, screen } = await scene.fresh()
  const { page, dock, timeline } = screen
  const args = { order_id: '10460', address: '9 Mill Lane, Kendal' }
  const turns = [{ calls: [{ id: 'c3', name: 'update_address', arguments: args }] }, { text: 'Changed.' }]
  const id = await scene.begin(screen, 'Please send it to 9 Mill Lane.', turns, /9 Mill Lane/)
  await page.keyboard.press('Control+Enter')
  const done = await proposalOf(desk, id, 'update_address', ['succeeded'])
  await timeline.getByRole('button', { name: /^Send order 10460 to 9 Mill Lane/ }).click()
  await dock.getByRole('button', { name: 'Undo…' }).click()
  await appears(dock.getByText('This is to undo:'))
  const inverse = await proposalOf(desk, id, 'update_address', ['pending'])
  expect(inverse.compensates).toBe(done.id)
  await look(screen, 'undoing')
  await page.keyboard.press('e')
  await dock.getByRole('textbox', { name: 'Address' }).fill('1 Old Street, Kendal')
  await armed(screen, /1 Old Street/)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'update_address', ['undone'])
  await timeline.getByRole('button', { name: /9 Mill Lane.* undone$/ }).click()
  await appears(dock.getByText('Undone', { exact: true }))
  await appears(dock.getByText('It has been undone since.', { exact: false }))
  await look(screen, 'undone')
  await screen.close()
})

test('a rehearsal looks like one, and nothing leaves', async () => {
  const { desk, screen } = await scene.fresh()
  const { page, dock, primary } = screen
  await page.keyboard.press('Control+k')
  await page.keyboard.type('dry run: rehearse')
  await appears(page.getByRole('option', { name: 'Dry run: rehearse the whole desk', selected: true }))
  await page.keyboard.press('Enter')
  await appears(page.getByRole('contentinfo').getByText('DRY RUN', { exact: true }))
  const before = (await scene.rig().sandbox.control.effects()).length
  const id = await scene.begin(screen, 'Credit for a torn bag?', [{ calls: [creditCall('c4', 21)] }], /\$21\.00/)
  await appears(page.getByRole('banner').getByText('DRY RUN', { exact: true }))
  await appears(dock.getByText('DRY RUN', { exact: true }))
  expect(await primary.textContent()).toContain('Rehearse: ')
  await look(screen, 'rehearsal')
  await page.keyboard.press('Control+Enter')
  const simulated = await proposalOf(desk, id, 'issue_store_credit', ['dry_run'])
  expect(simulated.attempts).toEqual([])
  await screen.timeline.getByRole('button', { name: /simulated, nothing left the desk$/ }).click()
  await appears(dock.getByText('Simulated.', { exact: true }))
  await look(screen, 'simulated')
  expect(await scene.rig().sandbox.control.effects()).toHaveLength(before)
  await screen.close()
})

test('a colleague’s request is read as a card, signed with a PIN, and saved as an answer', async () => {
  const desk = await startFakeDesk({ rendererDirectory: resolve('out/renderer') })
  const screen = await openScreen(scene.browser(), desk.invite())
  const { page, rows } = screen
  await appears(rows.first())
  await page.keyboard.press('Control+k')
  await page.keyboard.type('countersign a colleague')
  await appears(page.getByRole('option', { name: 'Countersign a colleague’s request file', selected: true }))
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Countersign a colleague’s request' })
  const asked = page.waitForEvent('filechooser')
  await pressOn(page, dialog.getByRole('button', { name: 'Open a request file…' }))
  await (await asked).setFiles({ name: 'request.json', mimeType: 'application/json', buffer: Buffer.from('{}') })
  await appears(dialog.getByRole('heading', { name: 'Refund £420.00 to Ana Ruiz' }))
  await choose(page, dialog, /Who signs/, 'Sam Okafor')
  await tabTo(page, dialog.getByLabel('PIN of Sam Okafor'))
  await page.keyboard.type('111111')
  await page.keyboard.press('Enter')
  await appears(dialog.getByText('This is not Sam Okafor’s PIN.', { exact: false }))
  await look(screen, 'request')
  const saved = page.waitForEvent('download')
  await page.keyboard.type('246810')
  await page.keyboard.press('Enter')
  expect((await saved).suggestedFilename()).toBe('countersign-answer-p-refund.json')
  await appears(dialog.getByText('Signed by Sam Okafor.'))
  await screen.close()
  await desk.stop()
})

const faces = ['Expired', 'Second person, your turn', 'Undo waits']

test('faces that only time brings are told apart in both themes', async () => {
  const desk = await startFakeDesk({ rendererDirectory: resolve('out/renderer'), faces: true })
  const screen = await openScreen(scene.browser(), desk.invite())
  const { page, queue, rows } = screen
  await appears(rows.first())
  for (const face of faces) {
    const row = queue.getByRole('option', { name: new RegExp(`^${face}`) })
    await expect
      .poll(async () => {
        if ((await row.count()) > 0) return true
        await queue.getByRole('listbox').evaluate((list) => {
          const isEnd = list.scrollTop + list.clientHeight >= list.scrollHeight - 1
          list.scrollTo(0, isEnd ? 0 : list.scrollTop + 400)
        })
        return false
      })
      .toBe(true)
    await row.click()
    await appears(page.getByRole('heading', { level: 2, name: face }))
    await look(screen, `face-${face.toLowerCase().replaceAll(/\W+/g, '-')}`)
  }
  await appears(screen.dock.getByText('Its undoing waits', { exact: false }))
  await screen.close()
  await desk.stop()
})
