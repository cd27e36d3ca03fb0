/**
 * HTTP for tools that operators declare and models fill in: hosts from the list only, names resolved once and judged, the
 * connection pinned to what was judged, no redirects, nothing but text, bounded in size and time. No cookies, no proxy.
 */
import { isIP } from 'node:net'
import { buildConnector } from 'undici'
import { judgeUrl } from '#main/clients/http/egress-address.ts'
import { askSystem, guardedLookup, type Resolve } from '#main/clients/http/egress-lookup.ts'
import type { HttpAnswer, HttpPorts, HttpRequest } from '#main/clients/http/http.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { header, nonsense, parseJson } from '#main/clients/http/errors.ts'
import { asAppError } from '#main/kernel/errors.ts'

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
    readonly resolve?: Resolve
  },
): GuardedHttp {
  const connect: buildConnector.connector = (options, callback) => {
    const host = isIP(options.hostname) === 6 ? `[${options.hostname}]` : options.hostname
    const port = options.port === '' ? '' : `:${options.port}`
    try {
      const door = judgeUrl(`${options.protocol}//${host}${port}/`, ports.allowedHosts())
      const lookup = guardedLookup(door, ports.resolve ?? askSystem)
      buildConnector({ timeout: 10_000, allowH2: false, lookup })(options, callback)
    } catch (thrown) {
      callback(asAppError(thrown), null)
    }
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
