import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findElectronBinary, whyNoElectron } from '#test/support/electron-binary.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const reason = whyNoElectron()
const title =
  reason === null
    ? 'the built program in Electron'
    : `ELECTRON LIVE TESTS DID NOT RUN: ${reason}. S1–S9 and S14 are checked against a double only`

test.runIf(process.env['COUNTERSIGN_NEEDS_ELECTRON'] !== undefined)('Electron is here, where it has to be', () => {
  expect(reason).toBeNull()
})

describe.skipIf(reason !== null)(title, () => {
  let application: ElectronApplication
  let page: Page
  let profile: string
  let elsewhere: Server
  let visited: string[]
  let address: string

  beforeAll(async () => {
    await promisify(execFile)(
      process.execPath,
      [join(root, 'node_modules/electron-vite/bin/electron-vite.js'), 'build'],
      {
        cwd: root,
      },
    )
    visited = []
    elsewhere = createServer((request, response) => {
      visited.push(request.url ?? '')
      response.writeHead(200, { 'content-type': 'text/html', 'access-control-allow-origin': '*' }).end('elsewhere')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`
    profile = await mkdtemp(join(tmpdir(), 'electron-live-'))
    application = await _electron.launch({
      executablePath: findElectronBinary() ?? '',
      args: [root, '--profile', profile, '--sandbox'],
    })
    page = await application.firstWindow()
    await page.waitForSelector('#root > *')
  })
  afterAll(async () => {
    await application?.close()
    elsewhere?.close()
    if (profile !== undefined) await rm(profile, { recursive: true, force: true })
  })
  const stillHere = async () => {
    expect(page.url()).toMatch(/^app:\/\/desk\//)
    expect(visited).toEqual([])
  }

  test('S1 the page has neither Node nor Electron', async () => {
    const found = await page.evaluate(() =>
      ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer'].filter((name) => name in window),
    )
    expect(found).toEqual([])
  })

  test('S2 the preload script adds nothing to the page', async () => {
    const added = await page.evaluate(() => {
      const known = /^(\d+|on[a-z]+|__playwright.*|__pw.*|__REACT.*)$/
      return Object.keys(window).filter((name) => !known.test(name) && typeof Reflect.get(window, name) === 'function')
    })
    expect(added.filter((name) => /desk|countersign|bridge|api|ipc/i.test(name))).toEqual([])
  })

  test('S3 files and other origins cannot be fetched', async () => {
    const results = await page.evaluate(
      (addresses) =>
        Promise.all(
          addresses.map((url) =>
            fetch(url).then(
              () => 'answered',
              () => 'refused',
            ),
          ),
        ),
      ['file:///etc/hosts', `${address}/fetch`, 'app://evil/index.html'],
    )
    expect(results).toEqual(['refused', 'refused', 'refused'])
    const outside = await page.evaluate(() => fetch('app://desk/..%2f..%2fpackage.json').then((r) => r.status))
    expect(outside).toBeGreaterThanOrEqual(400)
    await stillHere()
  })

  test('S4 inline scripts, eval, remote images and handlers are violations', async () => {
    const violated = await page.evaluate(async (remote) => {
      const directives: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => directives.push(event.effectiveDirective))
      const image = document.createElement('img')
      image.src = `${remote}/image`
      document.body.append(image)
      const script = document.createElement('script')
      try {
        script.append(document.createTextNode('window.injected = true'))
        document.body.append(script)
      } catch {
        // Trusted Types may refuse before the policy does.
      }
      let evaluated = true
      try {
        const evaluate = Reflect.get(window, 'eval') as (code: string) => unknown
        evaluate('1')
      } catch {
        evaluated = false
      }
      for (let turn = 0; turn < 50 && directives.length < 3; turn += 1) await new Promise((r) => setTimeout(r, 20))
      return { directives, evaluated, injected: 'injected' in window }
    }, address)
    expect(violated.directives).toEqual(expect.arrayContaining(['img-src']))
    expect(violated.directives.some((directive) => /script/.test(directive))).toBe(true)
    expect([violated.evaluated, violated.injected]).toEqual([false, false])
    await stillHere()
  })

  test.each([
    ['a link', (to: string) => Object.assign(document.createElement('a'), { href: to }).click()],
    ['an assignment', (to: string) => void (location.href = to)],
    [
      'a form',
      (to: string) => {
        const form = Object.assign(document.createElement('form'), { method: 'post', action: to })
        document.body.append(form)
        form.submit()
      },
    ],
    ['a frame', (to: string) => document.body.append(Object.assign(document.createElement('iframe'), { src: to }))],
    [
      'a refresh',
      (to: string) =>
        document.head.append(
          Object.assign(document.createElement('meta'), { httpEquiv: 'refresh', content: `0; url=${to}` }),
        ),
    ],
  ])('S5 %s leads nowhere', async (_, act) => {
    await page.evaluate(act, `${address}/away`)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    await stillHere()
  })

  test('S6 no window opens', async () => {
    expect(await page.evaluate((to) => window.open(to), `${address}/opened`)).toBeNull()
    expect(application.windows()).toHaveLength(1)
    await stillHere()
  })

  test('S8 devices and media are denied', async () => {
    const answer = await page.evaluate(() =>
      navigator.mediaDevices.getUserMedia({ audio: true }).then(
        () => 'granted',
        (error: Error) => error.name,
      ),
    )
    expect(answer).not.toBe('granted')
  })

  test('S9 S14 the page reaches the desk over its port, also after a reload; a second process does not open the profile', async () => {
    await page.reload()
    await page.waitForSelector('#root > *')
    const second = await promisify(execFile)(findElectronBinary() ?? '', [root, '--profile', profile], {
      timeout: 30_000,
    })
    expect(second.stderr).not.toMatch(/Error:/)
    expect(application.windows()).toHaveLength(1)
  })
})
