import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { WebSocket } from 'ws'
import { plant } from '#test/support/canaries.ts'
import { appears, openScreen, startBrowser } from '#test/support/page.ts'
import { witness } from '#test/support/page-witness.ts'
import { spawnSandbox } from '#test/support/sandbox-spawn.ts'
import { startWorld, type World } from '#test/support/world.ts'

/** A key goes in through the screen and never comes out again: not to the page, not over the wire, not to any file. */

let browser: Browser
let world: World
beforeAll(async () => {
  browser = await startBrowser()
  world = await startWorld({ environment: { COUNTERSIGN_PASSPHRASE: 'only for this test' } })
})
afterAll(async () => {
  await browser?.close()
  await world?.stop()
})

const canary = plant('the key of this journey', 'xai-CANARY0f3c9b7d51e2QwErTy77c4')

test('only status and the last four characters are left', async () => {
  const screen = await openScreen(browser, world.url())
  const { page } = screen
  const card = page.getByRole('article', { name: 'xAI key', exact: true })
  await page.getByRole('button', { name: 'Settings' }).click()
  await card.getByRole('button', { name: 'Add…' }).click()
  const field = card.getByLabel('New xAI key')
  expect(await field.getAttribute('type')).toBe('password')
  await field.fill(canary)
  await card.getByRole('button', { name: 'Save key' }).click()
  await appears(card.getByText('…77c4'))
  expect(await field.count()).toBe(0)
  await screen.screenshot('settings-key')

  const contents = async () => [
    await page.content(),
    ...(await page.locator('input, textarea').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))),
    await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), location.href, history.state]),
    ),
  ]
  for (const text of await contents()) expect(text).not.toContain(canary)

  await page.reload()
  await page.getByRole('button', { name: 'Settings' }).click()
  await appears(card.getByText('…77c4'))
  await card.getByRole('button', { name: 'Replace…' }).click()
  expect(await field.inputValue()).toBe('')
  for (const name of ['Connections', 'Backup & data', 'Accounts & keys']) {
    await page.getByRole('navigation', { name: 'Settings' }).getByRole('button', { name }).click()
    for (const text of await contents()) expect(text).not.toContain(canary)
  }

  expect(screen.received.length).toBeGreaterThan(5)
  expect(screen.received.some((frame) => frame.includes('77c4'))).toBe(true)
  await screen.close()

  await world.desk().backup.create({})
  await world.search()
})

/** Each of these leaves the key where a page of the desk never may. */
const leaks = {
  'a cookie': (key: string) => {
    document.cookie = `kept=${btoa(key)}`
  },
  'lasting storage': (key: string) => localStorage.setItem('kept', key),
  'passing storage': (key: string) => sessionStorage.setItem('kept', key),
  'a file that is saved': (key: string) => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob([`"key": "${key}"`]))
    link.download = 'kept.json'
    link.click()
  },
  'a field': (key: string) => {
    document.body.append(Object.assign(document.createElement('input'), { value: key }))
  },
} as const

test.each(Object.entries(leaks))('the search of a page finds a secret in %s', async (where, leak) => {
  const context = await browser.newContext()
  await context.route('http://desk.test/', (route) => route.fulfill({ contentType: 'text/html', body: '<p>desk' }))
  const page = await context.newPage()
  const { look, verify } = witness(page)
  await page.goto('http://desk.test/')
  await look()
  expect(verify).not.toThrow()
  const saved = where === 'a file that is saved' ? page.waitForEvent('download') : Promise.resolve(null)
  await page.evaluate(leak, canary)
  await saved
  await look()
  await context.close()
  expect(verify).toThrow('the key of this journey')
})

test('the search of what services were sent finds a secret in an address, a header, a body and a frame', async () => {
  const honest = await spawnSandbox()
  const authorization = (key = '') => ({ authorization: `Bearer ${key}` })
  await fetch(`${honest.baseUrls.helpdesk}/me`, { headers: authorization(honest.keys['helpdesk']) })
  await fetch(`${honest.baseUrls.xai}/models`, { method: 'POST', headers: authorization(honest.keys['xai']) })
  await honest.stop()

  const told = await spawnSandbox()
  const { baseUrls, keys } = told
  await fetch(`${baseUrls.company}/orders/${encodeURIComponent(canary)}`)
  await fetch(`${baseUrls.helpdesk}/me`, { headers: authorization(keys['xai']) })
  await fetch(`${baseUrls.xai}/responses`, { method: 'POST', body: `{"input":"${keys['xai']}"}` })
  const line = new WebSocket(`${baseUrls.helpdesk.replace('http', 'ws')}/cable`)
  await once(line, 'open')
  line.send(JSON.stringify({ heard: btoa(`${'a long sentence before it '.repeat(8)}${canary}`) }))
  line.close()
  await once(line, 'close')
  const found = await told.stop().then(
    () => [],
    ({ message }: Error) => message.split('\n'),
  )
  expect(found.map((words) => words.replace(/-\d+:/, ':')).toSorted()).toEqual([
    'Secrets stand in what services were sent:',
    'company: the key of this journey, as it is',
    'helpdesk: the key "xai", as it is',
    'helpdesk: the key of this journey, as base64',
    'xai: the key "xai", as it is',
  ])
})
