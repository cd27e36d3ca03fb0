import type { AppContract } from '#contract/index.ts'
import type { BotUsage } from '#contract/bot.ts'
import type { Signer } from '#contract/proposal.ts'
import type { BotPage } from '#main/clients/bot/bot.ts'
import { AppError } from '#main/kernel/errors.ts'
import { snapshotThenEvents } from '#main/kernel/feed.ts'
import type { Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { proposeAct, reviewAct } from '#main/services/acts/acting.ts'
import type { BotLink } from '#main/services/bot/bot-link.ts'
import { prepareBotRun } from '#main/services/bot/run-preparing.ts'
import { checkBot } from '#main/services/bot/checking.ts'
import { requireBot } from '#main/services/bot/requiring.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** The bot, as windows and the command line ask for it. No procedure here gives a key back. */

export function botHandlers(
  desk: Desk,
  link: BotLink,
  vault: Vault,
  signer: (context: Context) => Signer,
): Handlers<AppContract['bot']> {
  const bot = () => requireBot(desk)
  const page = async <T>(asked: Promise<BotPage<T>>) => {
    const { items, next, unreadable } = await asked
    return { items: [...items], next, unreadable }
  }
  const usage = async (signal: AbortSignal): Promise<BotUsage> => {
    const read = await bot().usage({ signal })
    link.noteUsage(read)
    return read
  }
  return {
    status: async () => link.now(),
    watch: (_, { signal }) => snapshotThenEvents(signal, link.now, link.changed, link.now),
    dismissWarning: async () => {
      await link.dismissWarning()
      return {}
    },
    check: async (_, { signal }) => {
      const secret = await vault.status('bot')
      const connection = desk.configuration().connections.bot
      if (connection === undefined) throw new AppError('not_found', 'This connection is not configured.')
      const check = await checkBot(bot(), desk.clock, signal)
      if (check.usage !== null) link.noteUsage(check.usage)
      return { ...check, secret }
    },
    checkCandidate: async ({ connection, key, header }, { signal }) => {
      const secretOf = (value: string | null) => (value === null ? null : new Secret(value))
      const client = link.candidate(connection, secretOf(key), secretOf(header))
      return { ...(await checkBot(client, desk.clock, signal)), secret: null }
    },
    ask: (question, { signal }) => bot().query(question, { signal }),
    documents: (filter, { signal }) => page(bot().kb.list(filter, { signal })),
    document: ({ id }, { signal }) => bot().kb.get(id, { signal }),
    knowledge: (_, { signal }) => bot().kb.status({ signal }),
    tasks: async () => ({ tasks: [...link.tasks.list()] }),
    clearTasks: async () => {
      await link.tasks.clear()
      return {}
    },
    gaps: (filter, { signal }) => page(bot().gaps.list(filter, { signal })),
    conversations: (filter, { signal }) => page(bot().conversations.list(filter, { signal })),
    conversation: ({ id }, { signal }) => bot().conversations.get(id, { signal }),
    actions: (_, { signal }) => page(bot().actions.list({ signal })),
    runs: ({ id, limit, cursor }, { signal }) => page(bot().actions.runs(id, { limit, cursor }, { signal })),
    reviewRun: async (wish, { signal }) => reviewAct(desk, await prepareBotRun(desk, wish, signal)),
    proposeRun: async ({ wish, consent }, context) =>
      proposeAct(desk, await prepareBotRun(desk, wish, context.signal), consent, signer(context)),
    usage: (_, { signal }) => usage(signal),
  }
}
