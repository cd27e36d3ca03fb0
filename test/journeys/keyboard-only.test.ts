import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { proposalOf, until } from '#test/support/desk-rig.ts'
import { creditCall } from '#test/support/journey.ts'
import { appears, armed, type Screen } from '#test/support/page.ts'
import { prepareScene } from '#test/support/second-thoughts.ts'

/** Scenario 9: a whole shift by keyboard at 200 %, typed into while ten decisions arrive. */
const scene = prepareScene()

/** What has the focus: it shows that it has, it is in the window, and nothing lies over it. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement
    if (element === null || element === document.body) return 'nothing has the focus'
    const { left, top, right, bottom } = element.getBoundingClientRect()
    const [fromX, toX] = [Math.max(0, left), Math.min(innerWidth, right)]
    const [fromY, toY] = [Math.max(0, top), Math.min(innerHeight, bottom)]
    if (fromX >= toX || fromY >= toY) return `${element.outerHTML.slice(0, 120)} is out of sight`
    const onTop = document.elementFromPoint((fromX + toX) / 2, (fromY + toY) / 2)
    const seen = element.contains(onTop) || onTop?.contains(element) === true
    if (!seen) return `${element.outerHTML.slice(0, 120)} is covered by ${onTop?.outerHTML.slice(0, 120)}`
    // A list keeps the focus and shows it on the row it is about.
    const row = document.getElementById(element.getAttribute('aria-activedescendant') ?? '')
    const styles = [element, row ?? element].flatMap((one) =>
      [null, '::after', '::before'].map((part) => getComputedStyle(one, part)),
    )
    const drawn = styles.some(({ outlineStyle, boxShadow }) => outlineStyle !== 'none' || boxShadow !== 'none')
    const shows = element.matches(':focus-visible') && drawn
    return shows ? 'seen' : `${element.outerHTML.slice(0, 120)} does not show its focus`
  })

/** Everything that was read aloud from now on. */
const listen = (page: Page) =>
  page.evaluate(() => {
    const said: string[] = []
    const region = document.querySelector('[data-live-announcer] [role=status]')
    if (region === null) throw new Error('Nothing is read aloud.')
    new MutationObserver(() => said.push(region.textContent)).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    })
    Object.assign(window, { said })
  })
const said = (page: Page) => page.evaluate(() => (window as unknown as { said: readonly string[] }).said)

const names = ['Ada', 'Ben', 'Cleo', 'Dora', 'Emil', 'Fay', 'Gus', 'Hal', 'Ivy']

/** The helpdesk's id of the one that is about money. */
async function tenArrive(): Promise<string> {
  const { control } = scene.rig().sandbox
  for (const [at, name] of names.entries()) {
    const text = `Case of ${name}: the receipt, please.`
    const args = { order_id: '10433', email: `${name.toLowerCase()}@people.example` }
    await control.script({
      contains: text,
      turns: [{ calls: [{ id: `c${at}`, name: 'resend_receipt', arguments: args }] }],
    })
    await control.inject({ text, customer: { name, email: args.email } })
  }
  await control.script({ contains: 'Case of Jon', turns: [{ calls: [creditCall('c9', 25)] }] })
  return control.inject({ text: 'Case of Jon: a voucher?', customer: { name: 'Jon', email: 'jon@people.example' } })
}

const rowOf = ({ queue }: Screen) => queue.getByRole('option', { selected: true })

/** Down the list until this is what is selected. */
async function goTo(screen: Screen, name: RegExp): Promise<void> {
  const { page } = screen
  await page.keyboard.press('Home')
  for (let step = 0; step < 12; step += 1) {
    if (name.test((await rowOf(screen).textContent()) ?? '')) return
    await page.keyboard.press('ArrowDown')
  }
  throw new Error(`No row reads like ${name}.`)
}
async function toList({ page }: Screen): Promise<void> {
  for (let step = 0; step < 8; step += 1) {
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    if (label === 'Decisions') return
    await page.keyboard.press('F6')
  }
  throw new Error('F6 does not lead to the list.')
}

test('typed into while ten arrive; then all ten triaged, one changed, three together, one taken back, one found', async () => {
  const { desk, screen } = await scene.fresh(60)
  const { page, dock, rows } = screen
  const open = async () => (await desk.desk().inbox.page({ view: 'all', cursor: null, limit: 50 })).items
  const id = await scene.begin(screen, 'When does it leave?', [{ text: 'It leaves tomorrow.' }], /^Reply to /)
  await page.setViewportSize({ width: 720, height: 450 })
  await page.keyboard.press('e')
  const field = dock.getByRole('textbox', { name: 'Text of the reply' })
  await appears(field)
  await page.keyboard.press('Control+End')
  await listen(page)
  const arriving = tenArrive()
  const typed = 'a  aa r\na w a x e\n z a '.repeat(2)
  await page.keyboard.type(typed, { delay: 83 })
  const jon = await arriving
  await until('ten more', async () => ((await open()).length === 11 ? true : null))
  await page.keyboard.type(typed, { delay: 5 })
  expect(await field.inputValue()).toBe(`It leaves tomorrow.${typed}${typed}`)
  expect(await focus(page)).toBe('seen')
  expect((await open()).map(({ state }) => state)).toEqual(Array.from({ length: 11 }, () => 'pending'))
  for (const words of await said(page)) expect(words).toMatch(/^(\d+ decisions? waits?)?$/)

  // What arrived is taken in by key; each row says its place among all of them.
  await page.keyboard.press('Escape')
  const size = async () => (await page.keyboard.press('.'), rows.first().getAttribute('aria-setsize'))
  await expect.poll(size).toBe('11')
  await toList(screen)
  await page.keyboard.press('Home')
  for (let place = 1; place <= 3; place += 1) {
    const row = rowOf(screen)
    expect([await row.getAttribute('aria-posinset'), await row.getAttribute('aria-setsize')]).toEqual([
      `${place}`,
      '11',
    ])
    expect(await focus(page)).toBe('seen')
    await page.keyboard.press('ArrowDown')
  }

  // Three at once, from a table that is read by keys.
  for (const name of ['Ada', 'Ben', 'Cleo']) {
    await goTo(screen, new RegExp(name))
    await page.keyboard.press('x')
  }
  await page.keyboard.press('Shift+A')
  const sign = page.locator('.together .button-solid[aria-disabled=false]')
  await appears(sign)
  for (let step = 0; step < 15 && !(await sign.evaluate((one) => one === document.activeElement)); step += 1)
    await page.keyboard.press('Tab')
  expect(await focus(page)).toBe('seen')
  await page.keyboard.press('Enter')
  await appears(page.getByRole('dialog', { name: 'Signed together' }))
  await page.keyboard.press('Escape')
  await until('three of them', async () => ((await open()).length === 8 ? true : null))

  // One changed: money, so its key is a chord.
  await toList(screen)
  await goTo(screen, /Jon/)
  await armed(screen, /\$25\.00/)
  await page.keyboard.press('e')
  const amount = dock.getByRole('textbox', { name: 'Amount' })
  for (let step = 0; step < 15 && !(await amount.evaluate((one) => one === document.activeElement)); step += 1)
    await page.keyboard.press('Tab')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('19.5')
  expect(await focus(page)).toBe('seen')
  await armed(screen, /\$19\.50/)
  await page.keyboard.press('Control+Enter')
  await until('the credit', async () => ((await open()).length === 7 ? true : null))
  expect((await proposalOf(desk, jon, 'issue_store_credit', ['succeeded'])).executedArguments).toMatchObject({
    amount: 19.5,
  })

  // The reply is signed and taken back; the others are signed one by one, one is refused.
  await toList(screen)
  await goTo(screen, /Reply/)
  await armed(screen, /^Reply to /)
  await page.keyboard.press('Control+Enter')
  await proposalOf(desk, id, 'send_reply', ['scheduled'])
  await page.keyboard.press('z')
  await proposalOf(desk, id, 'send_reply', ['pending'])
  expect(await scene.said(id)).not.toContain('It leaves tomorrow.')
  for (let left = 7; left > 1; left -= 1) {
    await toList(screen)
    await goTo(screen, /receipt/i)
    await armed(screen, /^Mail the receipt/)
    await page.keyboard.press('a')
    await until(`${left - 1} left`, async () => ((await open()).length === left - 1 ? true : null))
  }
  expect((await open()).map(({ title }) => title)).toEqual([expect.stringMatching(/^Reply/)])
  await page.keyboard.press('/')
  await page.keyboard.type('Case of Ben')
  await appears(page.getByRole('dialog').getByRole('option', { name: /Ben/ }).first())
  await page.keyboard.press('Enter')
  await appears(page.getByRole('region', { name: 'Conversation' }).getByRole('heading', { name: 'Ben' }))

  // The colours of the system take nothing away.
  await page.emulateMedia({ forcedColors: 'active' })
  expect(await screen.axe()).toEqual([])
  await screen.screenshot('forced-colours')
  await screen.close()
})
