import { readFile } from 'node:fs/promises'
import type { Page, WebSocket } from 'playwright-core'
import { contract } from '#contract/index.ts'
import { canariesIn, expectNone } from '#test/support/canaries.ts'

/**
 * Everything a page asks for, sends, receives, says and saves. A secret may go up in a call that is marked as sensitive, and the token of the
 * link in the exchange for a cookie; anywhere else it is a leak, and so it is in what the page keeps.
 */
export type Witness = {
  /** Every address the page asked for, in order. */
  readonly requested: readonly string[]
  /** Every frame that came over the page's sockets, in order. */
  readonly received: readonly string[]
  /** Looks at the page itself, as long as it is there. */
  readonly look: () => Promise<void>
  /** Fails where a secret was seen. */
  readonly verify: () => void
}

export function witness(page: Page): Witness {
  const requested: string[] = []
  const received: string[] = []
  const sent: string[] = []
  const said: string[] = []
  const kept: string[] = []
  const saved: Promise<Buffer>[] = []
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(String(error.stack ?? error)))
  page.on('request', (request) => {
    requested.push(request.url())
    const { pathname, search } = new URL(request.url())
    const body = request.method() === 'POST' && pathname === '/session' ? '' : (request.postData() ?? '')
    said.push(`${pathname}${search}`, body, JSON.stringify(request.headers()))
  })
  page.on('download', (download) => {
    const read = download.path().then((path) => readFile(path))
    // One that is under way when its page closes is saved nowhere.
    saved.push(read.catch(() => Buffer.alloc(0)))
  })
  page.on('websocket', (socket: WebSocket) => {
    requested.push(socket.url())
    said.push(socket.url())
    socket.on('framereceived', ({ payload }) => received.push(payload.toString()))
    socket.on('framesent', ({ payload }) => sent.push(payload.toString()))
  })
  return {
    requested,
    received,
    look: async () => {
      for (const file of await Promise.all(saved.splice(0))) kept.push(file.toString('latin1'))
      if (page.isClosed()) return
      kept.push(JSON.stringify(await page.context().cookies()))
      kept.push(
        await page
          .evaluate(() => {
            const { localStorage: lasting, sessionStorage: passing, location: at, history: past } = window
            const fields = [...document.querySelectorAll('input, textarea')].map(
              (field) => (field as HTMLInputElement).value,
            )
            const stored = [lasting, passing].flatMap((store) => Object.entries(store))
            return JSON.stringify([stored, fields, at.href, past.state, document.documentElement.outerHTML])
          })
          .catch(() => ''),
      )
    },
    verify: () => {
      expectNone('frames that came to a page', canariesIn(received.join('\n')))
      expectNone('requests and complaints of a page', canariesIn(said.join('\n')))
      expectNone('what a page keeps, saves and shows', canariesIn(kept.join('\n')))
      if (canariesIn(sent.join('\n')).length > 0)
        for (const frame of sent) if (!mayCarry(frame)) expectNone('a frame that a page sent', canariesIn(frame))
    },
  }
}

/** Whether a frame is a call whose input is never logged. */
function mayCarry(frame: string): boolean {
  const { path } = JSON.parse(frame) as { readonly path?: string }
  const found = (path ?? '')
    .split('.')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], contract)
  return (found as { readonly sensitive?: boolean } | undefined)?.sensitive === true
}
