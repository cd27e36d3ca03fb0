/**
 * Opens one socket to the voice service. The key travels in a header and nowhere else; redirects are not followed; names are
 * resolved once and judged; a refused upgrade becomes the error its body says. Nothing thrown leaves a callback.
 */
import { WebSocket } from 'ws'
import { socketDoor, webAddress } from '#main/clients/http/egress-address.ts'
import { askSystem, guardedLookup, type Resolve } from '#main/clients/http/egress-lookup.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { nonsense, refusal } from '#main/clients/http/errors.ts'
import { networkFailure } from '#main/clients/http/failure.ts'
import { bearer, hideSecrets, resolveHeaders } from '#main/clients/http/headers.ts'
import { retryAfter } from '#main/clients/http/retry.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'

export type DialPorts = {
  readonly clock: Clock
  readonly http: HttpClient
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
  /** Asked for each connection: settings change. */
  readonly allowedHosts: () => readonly string[]
  /** key: the API key in the header. ephemeral: a secret that is made for each connection. */
  readonly authentication: 'key' | 'ephemeral'
  readonly connectMs?: number
  readonly resolve?: Resolve
}

const connectMs = 10_000
/** A delta of several seconds fits; anything larger is not speech. */
const largestFrame = 16 * 1024 * 1024
const refusalBytes = 64 * 1024

export type DialledSocket = {
  readonly socket: WebSocket
  readonly secrets: readonly string[]
}

/** A secret that opens sockets for some minutes; `POST /v1/realtime/client_secrets`. */
export async function createClientSecret(ports: DialPorts, seconds: number, signal: AbortSignal): Promise<Secret> {
  const answer = await ports.http.json({
    method: 'POST',
    url: `${ports.baseUrl.replace(/\/+$/, '')}/realtime/client_secrets`,
    headers: { authorization: bearer(ports.key, 'the voice service') },
    body: { expires_after: { seconds } },
    retry: 'never',
    timeoutMs: ports.connectMs ?? connectMs,
    signal,
  })
  const body = answer.json as { value?: unknown; client_secret?: { value?: unknown } } | null
  const value = body?.value ?? body?.client_secret?.value
  if (typeof value !== 'string' || value === '') throw nonsense('The service answered without a secret.', answer)
  return new Secret(value)
}

/** The address of the socket, judged like any other a desk may call. */
export function socketUrl(baseUrl: string, query: Readonly<Record<string, string>>, hosts: readonly string[]) {
  const url = webAddress(`${baseUrl.replace(/\/+$/, '')}/realtime`)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return socketDoor(url, hosts)
}

/** Resolves with an open socket that reads nothing until it is resumed. Until then every way it can fail is one AppError. */
export async function dialRealtime(
  ports: DialPorts,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<DialledSocket> {
  const { url, host, door } = socketUrl(ports.baseUrl, query, ports.allowedHosts())
  const secret = ports.authentication === 'key' ? ports.key : async () => await createClientSecret(ports, 300, signal)
  const authorization = bearer(secret, 'the voice service')
  const { headers, secrets } = await resolveHeaders({ authorization }, false)
  signal.throwIfAborted()
  // `ws` switches Nagle's delay off by itself.
  const socket = new WebSocket(url, {
    headers,
    perMessageDeflate: false,
    maxPayload: largestFrame,
    followRedirects: false,
    handshakeTimeout: ports.connectMs ?? connectMs,
    lookup: guardedLookup(door, ports.resolve ?? askSystem),
  })
  const mark = { started: false }
  return new Promise((resolve, reject) => {
    const fail = (thrown: unknown): void => {
      signal.removeEventListener('abort', abort)
      reject(hideSecrets(asAppError(thrown), secrets))
    }
    const abort = (): void => {
      fail(new AppError('cancelled', 'Cancelled.'))
      socket.terminate()
    }
    signal.addEventListener('abort', abort, { once: true })
    socket.on('error', (error) => {
      const late = /Opening handshake has timed out/.test(error.message)
      fail(
        late ? new AppError('timed_out', `${host} does not open a voice socket.`) : networkFailure(error, host, mark),
      )
    })
    socket.on('close', () => fail(new AppError('unreachable', `${host} closed before the socket was open.`)))
    socket.on('unexpected-response', (request, response) => {
      const parts: Buffer[] = []
      let size = 0
      const answer = (): void => {
        const { statusCode: status = 500, headers: told } = response
        const text = Buffer.concat(parts).toString('utf8')
        fail(refusal({ status, headers: told, text, retryAfterMs: retryAfter(told, status, ports.clock.now()) }))
        request.destroy()
      }
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size <= refusalBytes) parts.push(part)
        else answer()
      })
      response.on('end', answer)
      response.on('error', answer)
    })
    socket.on('open', () => {
      signal.removeEventListener('abort', abort)
      socket.removeAllListeners('close')
      // The service may have spoken in the same packet: nothing is read before somebody listens.
      socket.pause()
      resolve({ socket, secrets })
    })
  })
}
