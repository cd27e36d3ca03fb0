import type { KeyHealth } from '#contract/model.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'
import type { BotLink } from '#main/services/bot/bot-link.ts'
import { checkBot } from '#main/services/bot/checking.ts'
import type { Desk } from '#main/services/desk.ts'

/** What is found of the key of the bot, as the page of keys tells it. */
export async function checkBotKey(
  ports: { readonly desk: Desk; readonly clock: Clock; readonly link: BotLink },
  secret: Secret,
  signal: AbortSignal,
): Promise<Pick<KeyHealth, 'verdict' | 'summary' | 'latencyMs' | 'title' | 'createdAt' | 'permissions'>> {
  const connection = ports.desk.configuration().connections.bot
  const nothing = { latencyMs: null, title: null, createdAt: null, permissions: [] }
  if (connection === undefined)
    return { ...nothing, verdict: 'unchecked', summary: 'There is no connection yet at which to ask.' }
  const check = await checkBot(ports.link.candidate(connection, secret, null), ports.clock, signal)
  const permissions = check.scopes.flatMap(({ scope, held, use }) =>
    held === null ? [] : [{ label: use, acl: scope, need: 'needed' as const, granted: held }],
  )
  const more = check.more.map((scope) => ({ label: scope, acl: scope, need: 'more' as const, granted: true }))
  const isShort = permissions.some(({ granted }) => !granted)
  return {
    verdict: check.ok ? (isShort ? 'short' : 'usable') : 'refused',
    summary: check.summary,
    latencyMs: check.latencyMs,
    title: check.key?.name ?? null,
    createdAt: check.key?.createdAt ?? null,
    permissions: [...permissions, ...more],
  }
}
