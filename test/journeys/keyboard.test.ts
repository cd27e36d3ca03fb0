import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { createRig, until, type Rig } from '#test/support/desk-rig.ts'
import { appears, armed, openScreen, startBrowser } from '#test/support/page.ts'

/** No pointer: several decisions in a row. And nothing typed into a field, however fast, is ever taken for a decision. */

let browser: Browser
let rig: Rig
beforeAll(async () => {
  browser = await startBrowser()
  rig = await createRig()
})
afterAll(async () => {
  await browser?.close()
  await rig?.stop()
})

const writes = async (names: readonly string[], tool: string, args: (at: number) => Record<string, unknown>) => {
  const { control } = rig.sandbox
  const ids: string[] = []
  for (const [at, name] of names.entries()) {
    const text = `Case of ${name}: it is about the parcel.`
    await control.script({
      contains: text,
      turns: [{ calls: [{ id: `call_${at}`, name: tool, arguments: args(at) }] }],
    })
    ids.push(await control.inject({ text, customer: { name, email: `${name.toLowerCase()}@people.example` } }))
  }
  return ids
}

/** Where the focus is, for people: the role or tag and the name of the element. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase()} ${element?.getAttribute('aria-label') ?? element?.id}`
  })

test('three decisions and a search without a pointer', async () => {
  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page, rows, dock, queue } = screen
  const receipt = (at: number) => ({ order_id: '10433', email: `box${at}@people.example` })
  await writes(['Ada', 'Ben', 'Cleo'], 'resend_receipt', receipt)
  const pending = async () => (await desk.desk().inbox.page({ view: 'all', cursor: null, limit: 50 })).items
  await until('three proposals', async () => ((await pending()).length === 3 ? true : null))
  const all = async () => (await page.keyboard.press('.'), rows.count())
  await expect.poll(all).toBe(3)

  // Down and up again, then into the decision and back; the list keeps one tab stop.
  for (const key of ['F6', 'F6', 'F6', 'F6', 'F6']) {
    await page.keyboard.press(key)
    if ((await focus(page)) === 'listbox Decisions') break
  }
  expect(await focus(page)).toBe('listbox Decisions')
  const selected = () => queue.getByRole('option', { selected: true }).getAttribute('aria-posinset')
  await page.keyboard.press('Home')
  await expect.poll(selected).toBe('1')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await expect.poll(selected).toBe('3')
  await page.keyboard.press('k')
  await page.keyboard.press('ArrowUp')
  await expect.poll(selected).toBe('1')
  await page.keyboard.press('Enter')
  await armed(screen, /^Mail the receipt/)
  expect(await dock.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.keyboard.press('2')
  await appears(screen.evidence.getByRole('tab', { name: /^Sources/, selected: true }))
  await page.keyboard.press('Escape')
  expect(await focus(page)).toBe('listbox Decisions')

  // One key each: the verb is R2, and what was decided makes room for the next.
  const states: string[] = []
  const proposals = (await pending()).map(({ id }) => id)
  await armed(screen, /^Mail the receipt/)
  await page.keyboard.press('a')
  await expect.poll(() => rows.count()).toBe(2)
  await armed(screen, /^Mail the receipt/)
  await page.keyboard.press('r')
  await page.keyboard.type('Not needed, they have it.')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => rows.count()).toBe(1)
  await armed(screen, /^Mail the receipt/)
  await page.keyboard.press('w')
  await page.keyboard.type('{"sent": true}')
  await page.keyboard.press('Control+Enter')
  await expect.poll(() => rows.count()).toBe(0)
  for (const id of proposals) states.push((await desk.desk().proposals.get({ id })).proposal.state)
  expect(states.toSorted()).toEqual(['answered', 'rejected', 'succeeded'])
  expect((await rig.sandbox.control.effects()).length).toBe(1)

  await page.keyboard.press('/')
  await page.keyboard.type('Case of Ben')
  await appears(page.getByRole('dialog').getByRole('option', { name: /Ben/ }).first())
  await page.keyboard.press('Enter')
  await appears(page.getByRole('region', { name: 'Conversation' }).getByRole('heading', { name: 'Ben' }))
  await page.keyboard.press('?')
  await appears(page.getByRole('dialog', { name: 'Shortcuts of this screen' }))
  await page.keyboard.press('Escape')
  await screen.close()
})

test('typing never decides and the focus is never taken, whatever arrives', async () => {
  const desk = await rig.startDesk(null)
  const screen = await openScreen(browser, desk.url())
  const { page, rows } = screen
  const effects = (await rig.sandbox.control.effects()).length
  const args = (at: number) => ({ order_id: '10433', email: `post${at}@people.example` })
  await writes(['Dora', 'Emil'], 'resend_receipt', args)
  const names = ['Dora', 'Emil', 'Fay', 'Gus', 'Hal', 'Ivy']
  const open = async () => {
    const { items } = await desk.desk().inbox.page({ view: 'all', cursor: null, limit: 50 })
    return items.filter(({ customer }) => names.includes(customer))
  }
  await until('two proposals', async () => ((await open()).length === 2 ? true : null))
  await armed(screen, /^Mail the receipt/)
  const sentence = await screen.dock.getByRole('heading', { level: 2 }).textContent()
  const moreArrive = writes(['Fay', 'Gus', 'Hal', 'Ivy'], 'resend_receipt', args)

  const words = 'a a  aa ra wa e j k .\n'
  const typeFor = async (label: string, name: string) => {
    const field = page.getByRole(label === 'Search or run a command' ? 'combobox' : 'textbox', { name: label })
    await appears(field)
    for (let round = 0; round < 12; round += 1) {
      await page.keyboard.type(words.replace('\n', ''), { delay: 3 })
      if (label !== 'Search or run a command') await page.keyboard.press('Enter')
      expect(await field.evaluate((element) => element === document.activeElement), name).toBe(true)
    }
    return field
  }
  await page.keyboard.press('r')
  const reject = await typeFor('To the agent, word for word', 'reject panel')
  expect(await reject.inputValue()).toBe(words.repeat(12))
  await moreArrive
  await until('six proposals', async () => ((await open()).length === 6 ? true : null))
  expect(await reject.evaluate((element) => element === document.activeElement)).toBe(true)
  expect(await screen.dock.getByRole('heading', { level: 2 }).first().textContent()).toBe(sentence)
  await page.keyboard.press('Escape')

  await page.keyboard.press('e')
  await typeFor('Order id', 'a field of the form')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await typeFor('Search or run a command', 'palette')
  await page.keyboard.press('Escape')

  // What arrived waits above the list; nobody's row moved and nothing was decided.
  expect((await open()).map(({ state }) => state)).toEqual(Array.from({ length: 6 }, () => 'pending'))
  expect(await screen.dock.getByRole('heading', { level: 2 }).first().textContent()).toContain('Mail the receipt')
  expect((await rig.sandbox.control.effects()).length).toBe(effects)
  const shown = async () => (await page.keyboard.press('.'), (await rows.allTextContents()).join(' '))
  await expect.poll(shown).toMatch(/Ivy/)
  await screen.close()
})
