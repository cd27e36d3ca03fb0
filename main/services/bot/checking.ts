import type { BotCheck } from '#contract/bot-status.ts'
import { BotScopeSchema, type BotKey, type BotScope, type BotUsage } from '#contract/bot.ts'
import type { BotClient } from '#main/clients/bot/bot.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'

/**
 * Whether the bot takes a key, and for what. The service is asked to describe it; where it has no such door its use is asked
 * for, and where there is none either, a question of one word.
 */
export const scopeUses: Readonly<Record<BotScope, string>> = {
  query: 'Ask the bot: answers, triage, batch tests',
  'kb:read': 'See what it knows, and how far a write is',
  'kb:write': 'Publish documents, close gaps',
  'conversations:read': 'Read its conversations and the gap log',
  'actions:read': 'See its actions and their runs',
  'actions:write': 'Run its actions, with your signature',
}

type Found = Pick<BotCheck, 'by' | 'key' | 'usage'>

export async function checkBot(
  client: BotClient,
  clock: Clock,
  signal: AbortSignal,
): Promise<Omit<BotCheck, 'secret'>> {
  const began = clock.now()
  try {
    const found = await askInTurn(client, signal)
    const held = found.key === null ? null : new Set(found.key.scopes)
    const scopes = BotScopeSchema.options.map((scope) => ({
      scope,
      held: held === null ? null : held.has(scope),
      use: scopeUses[scope],
    }))
    const missing = scopes.filter(({ held: has }) => has === false).map(({ scope }) => scope)
    const known: readonly string[] = BotScopeSchema.options
    return {
      ...found,
      ok: true,
      summary: summaryOf(found, missing),
      latencyMs: clock.now() - began,
      scopes,
      more: (found.key?.scopes ?? []).filter((scope) => !known.includes(scope)),
    }
  } catch (thrown) {
    const error = asAppError(thrown)
    if (error.code === 'cancelled') throw error
    const latencyMs = clock.now() - began
    return { ok: false, summary: error.message, latencyMs, by: null, key: null, scopes: [], more: [], usage: null }
  }
}

async function askInTurn(client: BotClient, signal: AbortSignal): Promise<Found> {
  const key = await unlessAbsent<BotKey>(() => client.key({ signal }))
  const usage = await unlessAbsent<BotUsage>(() => client.usage({ signal }))
  if (key !== null) return { by: 'key', key, usage }
  if (usage !== null) return { by: 'usage', key, usage }
  await client.query({ message: 'Hello' }, { signal })
  return { by: 'query', key, usage }
}

/** Null: the service has no such door, or nothing anybody can read behind it. */
async function unlessAbsent<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask()
  } catch (thrown) {
    if (thrown instanceof AppError && isAbsent(thrown)) return null
    throw thrown
  }
}

const isAbsent = ({ code, data }: AppError): boolean =>
  code === 'not_found' || code === 'protocol' || data?.['status'] === 405 || data?.['status'] === 501

function summaryOf({ by, key, usage }: Found, missing: readonly BotScope[]): string {
  const name = key?.name ?? key?.prefix ?? null
  const who = name === null ? 'The bot answers' : `The bot answers to the key ${name}`
  const plan = usage?.plan === null || usage === null ? '' : `, plan ${usage.plan}`
  if (by !== 'key') return `${who}${plan}. It does not tell what the key may do.`
  return missing.length === 0 ? `${who}${plan}.` : `${who}${plan}. It lacks ${missing.join(', ')}.`
}
