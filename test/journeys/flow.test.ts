import { expect, test } from 'vitest'
import { proposalOf } from '#test/support/desk-rig.ts'
import { appears, armed } from '#test/support/page.ts'
import { look, prepareScene } from '#test/support/second-thoughts.ts'

/** Work flows through the queue: the same ask signed in one go, a filter that gets a name, what sleeps is found again. */

const scene = prepareScene()
const people = ['Ana Ruiz', 'Wanjiru Kamau', 'Elif Demir', 'Hideo Tanabe']

test('one look signs the same ask of several people, and takes all of it back', async () => {
  const { desk, screen } = await scene.fresh(60)
  const { page, rows } = screen
  const { control } = scene.rig().sandbox
  const ids: string[] = []
  for (const [index, name] of people.entries()) {
    const says = `Is parcel ${4000 + index} on its way?`
    await control.script({ contains: says, turns: [{ text: `Hi ${name}, parcel ${4000 + index} is on its way.` }] })
    ids.push(await control.inject({ text: says, customer: { name, email: `p${index}@mail.example` } }))
    await proposalOf(desk, ids[index] ?? '', 'send_reply', ['pending'])
  }
  // What comes while somebody works waits to be let in.
  await expect.poll(async () => (await page.keyboard.press('.'), rows.count())).toBe(4)
  await appears(rows.first().getByText(/reply due in \d+ min/))
  await appears(page.getByRole('button', { name: /4 × Reply/ }))

  // One of them is picked out by hand first, then all that ask the same are looked at together.
  await page.keyboard.press('x')
  await appears(page.getByRole('button', { name: /1 decision picked/ }))
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+A')
  const table = page.getByRole('dialog', { name: 'Sign together' })
  await appears(table.getByRole('rowheader', { name: 'Hideo Tanabe' }))
  await look(screen, 'together')
  // The customer of one writes while the table is open: that line is not signed, the others are.
  const moved = ids[3] ?? ''
  await control.inject({ conversation: moved, text: 'Never mind.' })
  await proposalOf(desk, moved, 'send_reply', ['superseded'])
  await page.locator('.together .button-solid[aria-disabled=false]').click()
  const done = page.getByRole('dialog', { name: 'Signed together' })
  await expect.poll(() => done.getByText(/Signed\. Sending in/).count()).toBe(3)
  await appears(done.getByText(/Not run\./))
  await look(screen, 'together-done')
  await done.getByRole('button', { name: /Take back 3/ }).click()
  await expect.poll(() => done.getByText(/Taken back/).count()).toBe(3)
  await page.keyboard.press('Escape')
  for (const id of ids.slice(0, 3)) {
    expect((await proposalOf(desk, id, 'send_reply', ['pending'])).note).toContain('took the signature back')
    expect(await scene.said(id)).not.toContain('is on its way.')
  }
  await screen.close()
})

test('a filter gets a name and a count, another name, an end, and that is undone; what sleeps is woken', async () => {
  const { desk, screen } = await scene.fresh()
  const { page, queue, rows, dock } = screen
  await scene.begin(screen, 'When do you open?', [{ text: 'At nine.' }], /^Reply to /)
  await page.keyboard.press('f')
  await queue.getByRole('button', { name: 'Filter', exact: true }).click()
  await page.getByRole('menuitem', { name: 'R2 Customer-visible' }).click()
  await appears(queue.getByRole('button', { name: 'Remove R2 Customer-visible' }))
  await expect.poll(() => rows.count()).toBe(1)
  await queue.getByRole('textbox', { name: 'Name of the view' }).fill('Words')
  await page.keyboard.press('Enter')
  await appears(queue.getByRole('tab', { name: /^Words ?1$/, selected: true }))
  await look(screen, 'filters')
  await queue.getByRole('textbox', { name: 'Name of the view' }).fill('What we say')
  await queue.getByRole('button', { name: 'Rename' }).click()
  await appears(queue.getByRole('tab', { name: /^What we say ?1$/ }))
  await queue.getByRole('button', { name: 'Delete' }).click()
  await expect.poll(() => queue.getByRole('tab', { name: /^What we say ?1$/ }).count()).toBe(0)
  await queue.getByRole('button', { name: 'Undo' }).click()
  await appears(queue.getByRole('tab', { name: /^What we say ?1$/ }))
  expect((await desk.desk().settings.get({})).configuration.queue.splits).toMatchObject([{ name: 'What we say' }])

  await queue.getByRole('button', { name: /^Order: Most urgent first/ }).click()
  await page.getByRole('menuitem', { name: 'Highest risk first' }).click()
  await appears(queue.getByText('By risk', { exact: true }))
  await queue.getByRole('button', { name: /^Order: Highest risk first/ }).click()
  await page.getByRole('menuitem', { name: 'Most urgent first' }).click()

  await armed(screen, /^Reply to /)
  await page.keyboard.press('h')
  await page.getByRole('menuitem', { name: 'Until a date and time…' }).click()
  await appears(page.getByLabel('Date and time'))
  await page.keyboard.press('Enter')
  await expect.poll(() => rows.count()).toBe(0)
  // Beside a saved view there is no room for it in the line.
  await queue.getByRole('button', { name: /^More/ }).press('Enter')
  await page.getByRole('menuitem', { name: 'Later' }).press('Enter')
  await appears(rows.first().getByText(/^until tomorrow/))
  await look(screen, 'asleep')
  await rows.first().click()
  await dock.getByRole('button', { name: /Take up again|Wake/ }).click()
  await queue.getByRole('tab', { name: /^Later ?0$/ }).waitFor()
  await screen.close()
})
