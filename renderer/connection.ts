import { create } from 'zustand'
import { contract, type AppContract } from '#contract/index.ts'
import { handshake } from '#contract/handshake.ts'
import { parseAddress } from '#renderer/state/address.ts'
import { connect, RemoteError, type Client } from '#rpc/connect.ts'
import { fromMessagePort, fromWebSocket, type CallFrame, type Wire } from '#rpc/wire.ts'
import { said, t } from '#renderer/ui/language.ts'

/**
 * The page's one line to the desk. In the window of the app it takes over the port that the preload script hands it; in a
 * browser it exchanges the token of the link for a cookie and opens a socket. It comes back by itself after a loss, and
 * feeds opened through `follow` start again with a fresh snapshot.
 */

export type Desk = Client<AppContract>
export type Connection =
  | { readonly state: 'connecting'; readonly desk: null; readonly attempt: number }
  | { readonly state: 'open'; readonly desk: Desk }
  | {
      readonly state: 'lost'
      readonly desk: null
      readonly since: number
      readonly retryAt: number
      readonly attempt: number
    }
  /** The desk will not talk to this page; trying again would not help. */
  | { readonly state: 'refused'; readonly desk: null; readonly reason: string }

export const useConnection = create<Connection>()(() => ({ state: 'connecting', desk: null, attempt: 0 }))
const set = (connection: Connection) => useConnection.setState(connection, true)

/** The desk, now. Throws `unreachable` while there is no connection, so that nothing is lost in silence. */
export function theDesk(): Desk {
  const { desk } = useConnection.getState()
  if (desk === null) throw new RemoteError('unreachable', t('The connection to the desk is lost. Nothing was sent.'))
  return desk
}

/** What went wrong, in a sentence. */
export const failureText = (thrown: unknown): string =>
  thrown instanceof Error ? said(thrown.message) : t('Something went wrong. Nothing is known about the result.')

/**
 * Reads a feed and goes on reading: a new connection or a failing feed means a new snapshot. `fail` hears failures that
 * are not the loss of the connection. Returns the way to stop.
 */
export function follow<E>(
  open: (desk: Desk, signal: AbortSignal) => AsyncIterable<E>,
  take: (event: E) => void,
  fail: (error: unknown) => void = () => {},
): () => void {
  let round = new AbortController()
  let current: Desk | null = null

  const read = async (desk: Desk, signal: AbortSignal): Promise<void> => {
    for (let wait = 500; !signal.aborted; wait = Math.min(wait * 2, 15_000)) {
      try {
        for await (const event of open(desk, signal)) take(event)
      } catch (error) {
        if (signal.aborted || useConnection.getState().desk !== desk) return
        fail(error)
        if (error instanceof RemoteError && ['not_found', 'invalid_input', 'forbidden'].includes(error.code)) return
      }
      await pause(wait, signal)
    }
  }
  const turn = ({ desk }: Connection) => {
    if (desk === current) return
    current = desk
    round.abort()
    round = new AbortController()
    if (desk !== null) void read(desk, round.signal)
  }
  const forget = useConnection.subscribe(turn)
  turn(useConnection.getState())
  return () => {
    forget()
    round.abort()
  }
}

const pause = (milliseconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })

function use(wire: Wire<CallFrame>, whenLost: () => void): void {
  set({ state: 'open', desk: connect(contract, wire) })
  wire.onClose(whenLost)
}

/** The port comes once per load, from our own window, with the nonce the preload script made. */
function startPort(): void {
  window.addEventListener('message', (event) => {
    const [port] = event.ports
    const ours = event.source === window && port !== undefined && isPortOffer(event.data)
    if (!ours) return
    use(fromMessagePort(port), () => set({ state: 'lost', desk: null, since: Date.now(), retryAt: 0, attempt: 0 }))
  })
}

const isPortOffer = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === handshake.message

const takenOver = 4001
const reload = 4002

async function exchangeToken(): Promise<void> {
  const address = parseAddress(location.hash)
  if (address.kind !== 'token') return
  const { token } = address
  // The token leaves the address bar, the history and any copied link before anything else happens.
  history.replaceState(null, '', location.pathname)
  const answer = await fetch('/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  if (!answer.ok) throw new RemoteError('unauthorised', t('This link is no longer valid. Start Countersign again.'))
}

/** Resolves when the socket has closed: its code, and whether it had been open. */
function runSocket(): Promise<{ readonly code: number; readonly opened: boolean }> {
  return new Promise((resolve) => {
    let opened = false
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`)
    socket.addEventListener('open', () => {
      opened = true
      use(fromWebSocket(socket), () => {})
    })
    socket.addEventListener('close', ({ code }) => resolve({ code, opened }))
  })
}

async function startSocket(): Promise<void> {
  try {
    await exchangeToken()
  } catch (error) {
    return set({ state: 'refused', desk: null, reason: failureText(error) })
  }
  let since = 0
  for (let attempt = 1; ; attempt += 1) {
    const { code, opened } = await runSocket()
    if (code === reload) return location.reload()
    if (code === takenOver)
      return set({
        state: 'refused',
        desk: null,
        reason: t('This desk was opened in another window. Only one can act.'),
      })
    if (opened) [attempt, since] = [1, Date.now()]
    const wait = Math.min(250 * 2 ** attempt, 10_000)
    set({ state: 'lost', desk: null, since: since || Date.now(), retryAt: Date.now() + wait, attempt })
    await Promise.race([pause(wait, new AbortController().signal), woken()])
  }
}

const woken = () => new Promise<void>((resolve) => window.addEventListener('online', () => resolve(), { once: true }))

export function startConnection(): void {
  if (location.protocol === 'app:') startPort()
  else void startSocket()
}
