import type { BotClient } from '#main/clients/bot/bot.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'

/** The bot as it is connected now; every other service reaches it through this, and so shares its pace. */
export function requireBot(desk: Pick<Desk, 'connections' | 'configuration'>): BotClient {
  const { bot } = desk.connections()
  if (bot !== null) return bot
  const isNamed = desk.configuration().connections.bot !== undefined
  throw new AppError(
    'missing_secret',
    isNamed
      ? 'No key is stored for the bot. Add it under Settings.'
      : 'The bot is not connected. Add it under Settings.',
    { data: { secret: 'bot', sent: false } },
  )
}
