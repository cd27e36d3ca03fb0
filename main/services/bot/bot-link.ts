import { createHash } from 'node:crypto'
import { z } from 'zod'
import { BotLimitsSchema, type BotStatus } from '#contract/bot-status.ts'
import { BotUsageSchema, type BotUsage } from '#contract/bot.ts'
import type { BotConnection } from '#contract/bot-connection.ts'
import type { Configuration } from '#contract/settings.ts'
import { createBotClient, type BotClient } from '#main/clients/bot/bot.ts'
import { createBotPace, type BotPace } from '#main/clients/bot/limits.ts'
import { createUserTokens } from '#main/clients/bot/user-tokens.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import type { AppError } from '#main/kernel/errors.ts'
import { createFeed, type Topic } from '#main/kernel/feed.ts'
import type { Clock, Log, Random, Vault } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'
import type { KeyUseBook } from '#main/services/models/key-use.ts'
import { createBotTasks, type BotTasks } from '#main/services/bot/bot-tasks.ts'
import { jsonOf } from '#main/services/bot/kept.ts'
import type { SettingsStore } from '#main/store/store.ts'

/**
 * The one connection to the bot that all of the desk shares: its clients come and go with the configuration, its pace, quotas and
 * what is known of its use stay, as long as address and key are the same ones. What a quota said is kept over a restart.
 */
export type BotLink = {
  /** Null: there is no address, or no key. */
  readonly connect: (configuration: Configuration) => Promise<BotClient | null>
  /** With what is not stored yet, at a pace of its own; nothing of it is kept. */
  readonly candidate: (connection: BotConnection, key: Secret | null, header: Secret | null) => BotClient
  readonly now: () => BotStatus
  readonly changed: Topic<null>
  readonly noteUsage: (usage: BotUsage) => void
  readonly dismissWarning: () => Promise<void>
  readonly keep: () => Promise<void>
  /** What the bot still works on. */
  readonly tasks: BotTasks
}

const KeptSchema = z.object({
  /** Of address and key; nothing else is about the same quotas. */
  identity: z.string(),
  exhausted: BotLimitsSchema.shape.exhausted,
  warnings: BotLimitsSchema.shape.warnings,
  usage: z.object({ usage: BotUsageSchema, at: z.number() }).nullable(),
  dismissed: z.string(),
})
type Kept = z.infer<typeof KeptSchema>

const setting = 'bot_link'
type State = Pick<BotStatus, 'state' | 'message' | 'lastOkAt'>
const none: State = { state: 'none', message: 'The bot is not connected.', lastOkAt: null }

export function createBotLink(ports: {
  readonly vault: Vault
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly settings: SettingsStore
  readonly keyUse: KeyUseBook
}): BotLink {
  const { vault, http, clock, random, log, settings } = ports
  const changed = createFeed<null>()
  const pace = createBotPace(clock)
  let identity = ''
  let state = none
  let usage: BotStatus['usage'] = null
  let dismissed = ''
  let written = ''
  let client: BotClient | null = null
  let loading: Promise<void> | null = null
  const tasks = createBotTasks({
    settings,
    client: () => client,
    clock,
    log,
    changed: () => changed.publish(null),
  })

  const keep = async (): Promise<void> => {
    const { exhausted, warnings } = pace.now()
    const kept: Kept = { identity, exhausted, warnings, usage, dismissed }
    const text = JSON.stringify(kept)
    if (text === written || identity === '') return
    written = text
    await settings.put(setting, jsonOf(kept)).catch((error: unknown) => log('warn', 'bot.limits_not_kept', { error }))
  }
  const warned = (): string =>
    JSON.stringify(pace.now().warnings.map(({ quota, limit, raw }) => quota ?? `${raw} ${limit}`))
  let heard = ''
  pace.onChange(() => {
    const { exhausted } = pace.now()
    const now = JSON.stringify([exhausted, warned()])
    if (now !== heard) {
      heard = now
      void keep()
    }
    changed.publish(null)
  })

  const outcome = (error: AppError | null): void => {
    const before = state
    if (error === null) state = { state: 'ok', message: '', lastOkAt: clock.now() }
    else if (isOfConnection(error)) state = { ...state, state: 'trouble', message: error.message }
    if (before.state !== state.state || before.message !== state.message) changed.publish(null)
  }
  const clientOf = (
    connection: BotConnection,
    parts: {
      readonly http: HttpClient
      readonly pace: BotPace
      readonly key: () => Promise<Secret | null>
      readonly header: () => Promise<Secret | null>
      readonly onOutcome?: (error: AppError | null) => void
    },
  ): BotClient =>
    createBotClient({
      http: parts.http,
      clock,
      random,
      log,
      pace: parts.pace,
      baseUrl: connection.baseUrl,
      key: parts.key,
      extraHeader: connection.extraHeader === undefined ? null : { name: connection.extraHeader, value: parts.header },
      tokens: createUserTokens({
        http,
        clock,
        url: connection.tokenUrl ?? null,
        key: () => vault.get('bot_backend'),
      }),
      streaming: connection.streaming,
      ...(parts.onOutcome === undefined ? {} : { onOutcome: parts.onOutcome }),
    })

  /** Another address or key has quotas of its own. */
  const adopt = async (next: string): Promise<void> => {
    if (next === identity) return
    if (identity !== '') pace.forget()
    usage = null
    dismissed = ''
    identity = next
    const kept = KeptSchema.safeParse(await settings.get(setting)).data
    if (kept?.identity !== next) return
    pace.restore(kept)
    ;({ usage, dismissed } = kept)
  }

  return {
    connect: async ({ connections }) => {
      await (loading ??= tasks.load())
      const connection = connections.bot
      const key = connection === undefined ? null : await vault.get('bot').catch(() => null)
      if (connection === undefined || key === null || key.reveal() === '') {
        state = connection === undefined ? none : { ...none, state: 'no_key', message: 'No key is stored for the bot.' }
        client = null
        changed.publish(null)
        return null
      }
      await tasks.moved(connection.baseUrl.replace(/\/+$/, '').replace(/\/v1$/, ''))
      await adopt(createHash('sha256').update(`${connection.baseUrl}\n${key.reveal()}`).digest('hex'))
      state = { state: 'unchecked', message: 'Not asked yet.', lastOkAt: state.lastOkAt }
      changed.publish(null)
      client = clientOf(connection, {
        http: ports.keyUse.meter(http, 'bot'),
        pace,
        key: () => vault.get('bot'),
        header: () => vault.get('bot_header'),
        onOutcome: outcome,
      })
      return client
    },
    candidate: (connection, key, header) =>
      clientOf(connection, {
        http,
        pace: createBotPace(clock),
        key: async () => key ?? vault.get('bot'),
        header: async () => header ?? vault.get('bot_header'),
      }),
    now: () => ({
      ...state,
      limits: pace.now(),
      tasks: [...tasks.list()],
      usage,
      bannerDismissed: dismissed !== '' && dismissed === warned(),
    }),
    changed,
    tasks,
    noteUsage: (read) => {
      usage = { usage: read, at: clock.now() }
      if (read.requestsPerMinute !== null) pace.learn(read.requestsPerMinute)
      if (hasRoom(read.queries)) pace.opened('query')
      if (hasRoom(read.knowledgeBytes)) pace.opened('knowledge')
      if (hasRoom(read.connectedActions)) pace.opened('actions')
      changed.publish(null)
    },
    dismissWarning: async () => {
      dismissed = warned()
      changed.publish(null)
      await keep()
    },
    keep,
  }
}

const hasRoom = (meter: BotUsage['queries'] | BotUsage['knowledgeBytes']): boolean =>
  meter !== null && (meter.limit === null || meter.used < meter.limit)

/** What says something about the connection, and not about the one thing that was asked. */
function isOfConnection({ code, data }: AppError): boolean {
  if (code === 'unauthorised') return !String(data?.['code']).includes('user_token')
  if (code === 'forbidden') return data?.['reason'] === 'plan'
  return ['missing_secret', 'unreachable', 'timed_out', 'remote_failed', 'rate_limited', 'quota_exhausted'].includes(
    code,
  )
}
