import type { AskedAnswer } from '#contract/knowledge.ts'
import type { BotPriority } from '#main/clients/bot/limits.ts'
import type { BotClient } from '#main/clients/bot/bot.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'

const longest = 4_000

/** One question in a conversation of its own; in the background it lets everybody go first. What fails is told, not thrown. */
export async function askBot(
  client: BotClient,
  clock: Clock,
  question: string,
  signal: AbortSignal,
  as: BotPriority = 'background',
): Promise<AskedAnswer> {
  const none = { question, at: clock.now(), text: '', answered: null, confidence: null, sources: [] }
  try {
    const answer = await client.query({ message: question.slice(0, longest) }, { signal, as })
    return {
      ...none,
      at: clock.now(),
      text: answer.text,
      answered: answer.answered,
      confidence: answer.confidence,
      sources: answer.sources,
      trouble: null,
    }
  } catch (thrown) {
    const { code, message } = asAppError(thrown)
    if (code === 'cancelled') throw thrown
    return { ...none, trouble: message }
  }
}
