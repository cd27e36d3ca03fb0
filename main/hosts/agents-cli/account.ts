import { ownDoor } from '#main/clients/http/egress-address.ts'
import type { AgentPorts } from '#main/clients/xai/agents.ts'
import { createVoiceAgents, type VoiceAgents } from '#main/clients/xai/agents.ts'
import { createModelCatalog, type ModelCatalog } from '#main/clients/xai/catalog.ts'
import { createChatEngine } from '#main/clients/xai/chat.ts'
import { createPhoneNumbers, type PhoneNumbers } from '#main/clients/xai/numbers.ts'
import type { RealtimePorts } from '#main/clients/xai/realtime-states.ts'
import type { TextEngine } from '#main/clients/text-engine.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import type { Environment } from '#main/hosts/profile.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { AppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'

/** The account behind the key in XAI_API_KEY: its agents, numbers and models, without a desk. The key is read at each request. */
export type Account = {
  readonly agents: VoiceAgents
  readonly numbers: PhoneNumbers
  readonly models: ModelCatalog
  readonly chat: TextEngine
  readonly realtime: RealtimePorts
  readonly close: () => Promise<void>
}

export const serviceUrl = 'https://api.x.ai/v1'

const isHere = (host: string): boolean => /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)

/** With `/v1` where no path is given. A key does not travel in the clear, but to this very machine. */
export function readBaseUrl(given: string | undefined): string {
  const text = given ?? serviceUrl
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    throw new AppError('invalid_input', '--base-url must be an address that begins with https:// or http://.')
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new AppError('invalid_input', '--base-url must not carry a user, a password, a query or a fragment.')
  if (url.protocol === 'http:' && !isHere(url.hostname))
    throw new AppError(
      'invalid_input',
      '--base-url over http:// is only taken for this machine: the key would be readable.',
    )
  const path = url.pathname.replace(/\/+$/, '')
  return `${url.origin}${path === '' ? '/v1' : path}`
}

export function openAccount(baseUrl: string, environment: Environment): Account {
  const log = () => {}
  const http = createHttpClient({ clock: systemClock, random: systemRandom, log })
  const key = async (): Promise<Secret> => {
    const value = environment['XAI_API_KEY']?.trim() ?? ''
    if (value === '') throw new AppError('missing_secret', 'XAI_API_KEY is not set.', { data: { sent: false } })
    return new Secret(value)
  }
  const ports: AgentPorts = { http, baseUrl, key }
  return {
    agents: createVoiceAgents(ports),
    numbers: createPhoneNumbers(ports),
    models: createModelCatalog(ports),
    chat: createChatEngine({ ...ports, clock: systemClock }),
    realtime: {
      ...ports,
      clock: systemClock,
      random: systemRandom,
      log,
      allowedHosts: () => [ownDoor(baseUrl)],
      authentication: 'key',
    },
    close: http.close,
  }
}
