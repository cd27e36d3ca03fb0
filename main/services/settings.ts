import type { AppContract } from '#contract/index.ts'
import type { Configuration, HelpdeskChoice, SecretName, SecretStatus } from '#contract/settings.ts'
import { HelpdeskSchema } from '#contract/settings.ts'
import { checkKey } from '#main/clients/xai/key.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { schemaFault } from '#main/domain/schema.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock, Random, Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { beginRules } from '#main/services/policies/beginning.ts'
import { parseConfiguration } from '#main/services/configuration.ts'
import { requireHelpdesk, type Desk } from '#main/services/desk.ts'
import { checkHelpdesk } from '#main/services/helpdesk/helpdesks.ts'
import { keyFor } from '#main/services/models/keys.ts'
import type { Handlers } from '#rpc/serve.ts'

type Connection = 'xai' | 'support_agent' | 'helpdesk'

export type SettingsPorts = {
  readonly desk: Desk
  readonly vault: Vault
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
  /** Makes a new document the one in force. */
  readonly adopt: (configuration: Configuration) => Promise<void>
  /** A key came or went: connections are made anew. */
  readonly keysChanged: () => Promise<void>
}

const named: readonly SecretName[] = [
  'xai',
  'support_agent',
  'helpdesk',
  'voice',
  'management',
  'bot',
  'bot_header',
  'bot_backend',
]

/** Settings, keys and connection checks. No procedure here gives a secret back. */
export function settingsHandlers(ports: SettingsPorts): Handlers<AppContract['settings']> {
  const { desk, vault } = ports
  const check = async (
    {
      connection,
      baseUrl,
      helpdesk,
    }: { connection: Connection; baseUrl: string; helpdesk?: HelpdeskChoice | undefined },
    secret: Secret | null,
    signal: AbortSignal,
  ) => {
    const key = async () => secret
    if (connection === 'helpdesk') {
      const settings = HelpdeskSchema.parse({
        ...(helpdesk ?? desk.configuration().connections.helpdesk ?? { kind: 'intercom' }),
        baseUrl,
      })
      return checkHelpdesk({ ...ports, log: desk.log, token: key }, settings, signal)
    }
    return checkKey({ http: ports.http, clock: ports.clock, baseUrl, key }, signal)
  }
  return {
    get: async () => ({
      configuration: desk.configuration(),
      tools: desk
        .connections()
        .tools.views()
        .map((view) => ({ ...view })),
    }),
    import: async ({ configuration, begin }) => {
      await ports.adopt(withUsableTools(parseConfiguration(configuration)))
      if (begin !== undefined) await beginRules(desk, begin)
      return {}
    },
    secrets: async () => ({
      secrets: await Promise.all(secretNames(desk.configuration()).map((name) => vault.status(name))),
    }),
    saveSecret: async ({ name, value }): Promise<SecretStatus> => {
      const status = await vault.put(name, new Secret(value))
      await ports.keysChanged()
      return status
    },
    removeSecret: async ({ name }) => {
      await vault.remove(name)
      await ports.keysChanged()
      return vault.status(name)
    },
    check: async ({ connection }, { signal }) => {
      const secret = await keyFor(vault, connection)
      return check({ connection, baseUrl: addressOf(desk.configuration(), connection) }, secret, signal)
    },
    checkCandidate: ({ value, ...where }, { signal }) => check(where, new Secret(value), signal),
    admins: async (_, { signal }) => ({
      admins: (await requireHelpdesk(desk).people(signal)).map((person) => ({ ...person })),
    }),
  }
}

/** A tool whose schema lets nothing through is refused here, where somebody can mend it, and not at its first call. */
function withUsableTools(configuration: Configuration): Configuration {
  const fields = configuration.tools.flatMap(({ name, parameters }, index) => {
    const fault = schemaFault(parameters)
    return fault === null ? [] : [{ path: `tools.${index}.parameters`, message: `the schema of ${name}: ${fault}` }]
  })
  const [first] = fields
  if (first === undefined) return configuration
  throw new AppError('invalid_input', `${first.path}: ${first.message}`, { data: { fields } })
}

function addressOf(configuration: Configuration, connection: Connection): string {
  const address =
    connection === 'helpdesk' ? configuration.connections.helpdesk?.baseUrl : configuration.connections.xai?.baseUrl
  if (address === undefined) throw new AppError('not_found', 'This connection is not configured.')
  return address
}

/** The fixed ones, and those the tools' headers name. */
export function secretNames(configuration: Configuration): SecretName[] {
  const text = JSON.stringify(configuration.tools)
  const tools = [...text.matchAll(/\{\{secret\.(tool:[A-Za-z0-9_-]{1,64})\}\}/g)].map((match) => match[1] as SecretName)
  return [...new Set([...named, ...tools])]
}
