import { z } from 'zod'
import { SuggestionAheadSchema, type AheadBudget, type SuggestionAhead } from '#contract/answering.ts'
import type { Conversation } from '#contract/conversation.ts'
import { isCall } from '#main/domain/call.ts'
import { standsInHelpdesk } from '#main/domain/own-conversation.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { askBot, partOf } from '#main/services/bot/answering.ts'
import { jsonOf } from '#main/services/bot/kept.ts'
import type { Desk } from '#main/services/desk.ts'

/**
 * Answers the bot suggests for conversations that a person answers, before that person opens them. One after the other and
 * behind everybody who waits for the bot; never more than the budget, which is on disk before a question leaves. Nothing
 * here proposes or sends.
 */
const nameOf = (conversationId: number): string => `suggestion.${conversationId}`
const budgetName = 'bot_ahead'
const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** How soon a suggestion that was skipped is tried again, once there is room. */
const lookAgainMs = 60_000

const SpentSchema = z
  .object({
    asked: z.array(z.number()).default([]),
    /** Conversation and when. */
    skipped: z.array(z.tuple([z.number(), z.number()])).default([]),
  })
  .prefault({})
type Spent = z.infer<typeof SpentSchema>

async function readSpent({ store, clock }: Desk): Promise<Spent> {
  const { asked, skipped } = SpentSchema.catch({ asked: [], skipped: [] }).parse(
    (await store.settings.get(budgetName)) ?? {},
  )
  const since = clock.now() - dayMs
  return { asked: asked.filter((at) => at > since), skipped: skipped.filter(([, at]) => at > since) }
}

export async function readBudget(desk: Desk): Promise<AheadBudget> {
  const { on, perHour, perDay } = desk.configuration().answering.ahead
  const { asked, skipped } = await readSpent(desk)
  const lastHour = asked.filter((at) => at > desk.clock.now() - hourMs).length
  return {
    on,
    hour: { used: lastHour, limit: perHour },
    day: { used: asked.length, limit: perDay },
    skipped: skipped.length,
  }
}

const readKept = async ({ store }: Desk, id: number): Promise<SuggestionAhead | null> =>
  SuggestionAheadSchema.safeParse(await store.settings.get(nameOf(id))).data ?? null

/** Of the newest words of the customer, while nobody has answered them. */
export async function readSuggestion(desk: Desk, id: number): Promise<SuggestionAhead | null> {
  const kept = await readKept(desk, id)
  if (kept === null || kept.afterMessage !== (await desk.store.conversations.newestCustomerMessage(id))) return null
  return (await desk.store.conversations.get(id)).waitingSince === null ? null : kept
}

export function createAhead(desk: Desk): {
  readonly suggest: (conversation: Conversation, signal: AbortSignal) => void
  readonly rest: () => Promise<void>
} {
  const waiting = new Set<number>()
  /** Conversations whose suggestion was skipped. */
  const skippedOnes = new Set<number>()
  let looksAgain = false
  let chain = Promise.resolve()

  const keep = async (id: number, suggestion: SuggestionAhead): Promise<void> => {
    await desk.store.settings.put(nameOf(id), jsonOf(suggestion))
    // Whoever looks at the conversation hears that something changed.
    await desk.record.patch(id, {})
  }

  const lookAgain = async (signal: AbortSignal): Promise<void> => {
    if (looksAgain) return
    looksAgain = true
    try {
      while (skippedOnes.size > 0) {
        await desk.clock.sleep(lookAgainMs, signal)
        const { hour, day } = await readBudget(desk)
        const room = Math.max(0, Math.min(hour.limit - hour.used, day.limit - day.used))
        for (const id of [...skippedOnes].slice(0, room)) {
          skippedOnes.delete(id)
          desk.lanes.wake(id)
        }
      }
    } catch (error) {
      if (!signal.aborted) desk.log('warn', 'bot.not_looked_again', { error })
    } finally {
      looksAgain = false
    }
  }

  const suggestOne = async (id: number, signal: AbortSignal): Promise<void> => {
    const conversation = await desk.store.conversations.get(id)
    const { answering } = desk.configuration()
    if (!answering.ahead.on || desk.connections().bot === null || desk.pause.now() !== null) return
    if (conversation.state !== 'open' || conversation.waitingSince === null) return
    const afterMessage = await desk.store.conversations.newestCustomerMessage(id)
    const before = await readKept(desk, id)
    const isSame = before?.afterMessage === afterMessage
    if (afterMessage === 0 || (isSame && before.state !== 'asking' && before.state !== 'skipped')) return
    const now = desk.clock.now()
    const about = { afterMessage, at: now, part: null }
    // What a stop broke off was counted when it left.
    if (!isSame || before.state !== 'asking') {
      const spent = await readSpent(desk)
      const lastHour = spent.asked.filter((at) => at > now - hourMs).length
      const full = lastHour >= answering.ahead.perHour ? 'hour' : 'day'
      if (lastHour >= answering.ahead.perHour || spent.asked.length >= answering.ahead.perDay) {
        skippedOnes.add(id)
        void lookAgain(signal)
        if (isSame) return
        const skipped = [...spent.skipped.filter(([other]) => other !== id), [id, now] as const]
        await desk.store.settings.put(budgetName, jsonOf({ ...spent, skipped }))
        return keep(id, { ...about, state: 'skipped', why: `The suggestions for this ${full} are used up.` })
      }
      const skipped = spent.skipped.filter(([other]) => other !== id)
      await desk.store.settings.put(budgetName, jsonOf({ asked: [...spent.asked, now], skipped }))
      await keep(id, { ...about, state: 'asking', why: '' })
    }
    try {
      const asked = await askBot(desk, conversation, { as: 'background', again: false, signal })
      const part = partOf(asked, answering.line)
      await keep(id, { ...about, state: 'suggested', why: part.why, part })
    } catch (thrown) {
      if (signal.aborted) return
      await keep(id, { ...about, state: 'failed', why: asAppError(thrown).message })
    }
  }

  return {
    suggest: (conversation, signal) => {
      const { id } = conversation
      if (!desk.configuration().answering.ahead.on || waiting.has(id)) return
      if (!standsInHelpdesk(conversation) || isCall(conversation)) return
      waiting.add(id)
      chain = chain.then(async () => {
        waiting.delete(id)
        if (signal.aborted) return
        await suggestOne(id, signal).catch((error: unknown) => {
          if (!signal.aborted) desk.log('warn', 'bot.not_suggested', { conversationId: id, error })
        })
      })
    },
    rest: () => chain,
  }
}
