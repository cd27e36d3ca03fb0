/**
 * HTTP for tools that operators declare and models fill in: hosts from the list only, names resolved once and judged, the
 * connection pinned to what was judged, no redirects, nothing but text, bounded in size and time. No cookies, no proxy.
 */
import { lookup as systemLookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import { isPublicAddress, judgeUrl, refuse } from '#main/clients/egress-address.ts'
import type { HttpAnswer, HttpPorts, HttpRequest } from '#main/clients/http.ts'
import { createHttpClient } from '#main/clients/http.ts'
import { header, nonsense, parseJson } from '#main/clients/http-errors.ts'

export type Address = { readonly address: string; readonly family: number }

type GuardedAnswer = HttpAnswer & {
  /** Undefined where the body is not JSON. */
  readonly json: unknown
}

export type GuardedHttp = {
  /** Throws `egress_refused` with `data.sent = false` before anything leaves. A status outside 2xx throws, a redirect too. */
  readonly request: (request: HttpRequest) => Promise<GuardedAnswer>
  /** The same judgement without a request: for checking a catalogue. */
  readonly judge: (url: string) => void
  readonly close: () => Promise<void>
}

const defaultMaxBytes = 1024 * 1024
const readable =
  /^(application\/([\w.-]+\+)?(json|xml)|application\/(problem\+json|x-ndjson|x-www-form-urlencoded)|text\/)/i

export function createGuardedHttp(
  ports: Omit<HttpPorts, 'connect'> & {
    /** Asked for each request: settings change. */
    readonly allowedHosts: () => readonly string[]
    readonly resolve?: (host: string) => Promise<readonly Address[]>
  },
): GuardedHttp {
  const resolve = ports.resolve ?? ((host) => systemLookup(host, { all: true }))

  /** The addresses a connection may go to. One bad one among them spoils the name. */
  async function admit(protocol: string, hostname: string, port: string): Promise<Address[]> {
    const host = isIP(hostname) === 6 ? `[${hostname}]` : hostname
    const door = judgeUrl(`${protocol}//${host}${port === '' ? '' : `:${port}`}/`, ports.allowedHosts())
    const family = isIP(door.host)
    const addresses = family === 0 ? await resolve(door.host) : [{ address: door.host, family }]
    if (!door.mayBePrivate && !addresses.every(({ address }) => isPublicAddress(address)))
      throw refuse(
        `"${door.host}" leads to a private address. Add "${door.host}:${door.port}" to the allowed hosts to permit this.`,
      )
    if (addresses.length === 0) throw refuse(`"${door.host}" has no address.`)
    return [...addresses]
  }

  const connect: buildConnector.connector = (options, callback) => {
    admit(options.protocol, options.hostname, options.port).then(
      (addresses) => {
        const [first] = addresses
        const pinned = buildConnector({
          timeout: 10_000,
          allowH2: false,
          lookup: (_host, wanted, answer) => {
            if (wanted.all === true) answer(null, addresses)
            else answer(null, first?.address ?? '', first?.family ?? 4)
          },
        })
        pinned(options, callback)
      },
      (reason: unknown) => callback(reason instanceof Error ? reason : new Error(String(reason)), null),
    )
  }

  const http = createHttpClient({ clock: ports.clock, random: ports.random, log: ports.log, connect })

  return {
    judge: (url) => {
      judgeUrl(url, ports.allowedHosts())
    },
    request: async (request) => {
      judgeUrl(request.url, ports.allowedHosts())
      const answer = await http.text({ maxBytes: defaultMaxBytes, ...request })
      const type = header(answer.headers, 'content-type')
      if (answer.text !== '' && type !== null && !readable.test(type))
        throw nonsense(`The tool answered with "${type.slice(0, 100)}", which is not text.`, answer)
      return { ...answer, json: parseJson(answer.text)?.value }
    },
    close: http.close,
  }
}
