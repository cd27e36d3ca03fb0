import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, type Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { browserArguments, installedBrowser } from '#test/support/browser.ts'
import { openDoorForTests, type DoorForTests } from '#test/support/door.ts'

describe('a page from another port', () => {
  let web: DoorForTests
  let browser: Browser
  let stranger: { readonly origin: string; readonly close: () => void }
  beforeAll(async () => {
    web = await openDoorForTests()
    const program = await installedBrowser()
    if (program === null) throw new Error('No browser is installed; npm test installs one.')
    browser = await chromium.launch({ executablePath: program, args: [...browserArguments] })
    const server = createServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>stranger</title>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    stranger = { origin: `http://127.0.0.1:${port}`, close: () => server.close() }
  })
  afterAll(async () => {
    stranger.close()
    await browser.close()
    await web.stop()
  })

  test('gets nothing by fetch, form, image, script, frame or socket, though the cookie is there', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    // The operator's own session, in the same browser.
    await page.goto(web.origin)
    const own = await page.evaluate(async (secret) => {
      const answer = await fetch('/session', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token: secret }),
      })
      const opened = await new Promise((resolve) => {
        const socket = new WebSocket(`ws://${location.host}/rpc`)
        socket.onopen = () => resolve(true)
        socket.onerror = () => resolve(false)
      })
      return { status: answer.status, opened, cookie: document.cookie }
    }, web.token)
    expect(own).toEqual({ status: 204, opened: true, cookie: '' })

    const before = web.wires.length
    await page.goto(stranger.origin)
    const tried = await page.evaluate(
      async ({ origin, address, secret }) => {
        const attempt = (work: Promise<unknown>) => work.then(() => 'through').catch(() => 'refused')
        const loads = (element: HTMLElement) =>
          new Promise((resolve, reject) => {
            element.onload = resolve
            element.onerror = reject
            document.body.append(element)
          })
        const body = JSON.stringify({ token: secret })
        return {
          fetch: await attempt(fetch(`${origin}/`, { credentials: 'include' })),
          exchange: await attempt(fetch(`${origin}/session`, { method: 'POST', credentials: 'include', body })),
          blind: await fetch(`${origin}/session`, {
            method: 'POST',
            mode: 'no-cors',
            credentials: 'include',
            body,
          }).then(
            (answer) => answer.type,
            () => 'refused',
          ),
          image: await attempt(loads(Object.assign(new Image(), { src: `${origin}/mark.svg` }))),
          script: await attempt(
            loads(Object.assign(document.createElement('script'), { src: `${origin}/assets/index-1.js` })),
          ),
          socket: await new Promise((resolve) => {
            const socket = new WebSocket(`ws://${address}/rpc`)
            socket.onopen = () => resolve('through')
            socket.onerror = () => resolve('refused')
          }),
        }
      },
      { origin: web.origin, address: web.host, secret: web.token },
    )
    expect(tried).toEqual({
      fetch: 'refused',
      exchange: 'refused',
      blind: expect.stringMatching(/opaque|refused/),
      image: 'refused',
      script: 'refused',
      socket: 'refused',
    })
    expect(web.wires).toHaveLength(before)

    // A form that posts what a text field allows ends on a refusal, and no new session replaced ours.
    const posted = page.waitForResponse(`${web.origin}/session`)
    await page.evaluate(
      ({ origin, secret }) => {
        const form = document.createElement('form')
        form.method = 'POST'
        form.action = `${origin}/session`
        form.enctype = 'text/plain'
        const field = document.createElement('input')
        field.name = `{"token":"${secret}","x":"`
        field.value = '"}'
        form.append(field)
        document.body.append(form)
        form.submit()
      },
      { origin: web.origin, secret: web.token },
    )
    expect((await posted).status()).toBe(403)
    await page.waitForURL(`${web.origin}/session`)
    await page.goto(web.origin)
    const still = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const socket = new WebSocket(`ws://${location.host}/rpc`)
          socket.onopen = () => resolve(true)
          socket.onerror = () => resolve(false)
        }),
    )
    expect(still).toBe(true)
    await context.close()
  })
})
