import type { GapSignal, KnowledgeGap } from '#contract/knowledge.ts'
import type { WireError } from '#contract/errors.ts'
import type { BotGap } from '#contract/bot.ts'
import { gatherGaps, rankGaps, type GapMark } from '#main/domain/knowledge/gaps.ts'
import { signalsOf } from '#main/domain/knowledge/signals.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { requireBot } from '#main/services/bot/requiring.ts'
import type { Desk } from '#main/services/desk.ts'
import type { KeptKnowledge } from '#main/services/knowledge/kept-knowledge.ts'

/** Gaps of the service and of this desk as one list. Where the service cannot be asked, the desk's own stand and it is said why. */
export type GapLog = {
  readonly read: (signal: AbortSignal) => Promise<ReadGaps>
  readonly list: (
    wish: { readonly state: KnowledgeGap['state']; readonly order: 'count' | 'cost' },
    signal: AbortSignal,
  ) => Promise<Omit<ReadGaps, 'gaps'> & { readonly gaps: KnowledgeGap[]; readonly counts: Counts }>
  readonly find: (id: string, signal: AbortSignal) => Promise<KnowledgeGap & { readonly names: readonly string[] }>
  readonly set: (id: string, state: KnowledgeGap['state'], signal: AbortSignal) => Promise<void>
}
type Counts = Record<KnowledgeGap['state'], number>
type ReadGaps = {
  readonly gaps: readonly KnowledgeGap[]
  readonly names: ReadonlyMap<string, string>
  readonly read: number
  readonly trouble: WireError | null
}

const mostReplies = 2_000
const mostPages = 5
const mostShown = 300

export function createGapLog(desk: Desk, kept: KeptKnowledge): GapLog {
  const ofService = async (signal: AbortSignal): Promise<readonly Theirs[]> => {
    const bot = requireBot(desk)
    const found: BotGap[] = []
    let cursor: string | null = null
    for (let page = 0; page < mostPages; page += 1) {
      const { items, next } = await bot.gaps.list({ limit: 200, cursor }, { signal })
      found.push(...items)
      if (next === null) break
      cursor = next
    }
    return found.map(signalOfBot)
  }

  const read = async (signal: AbortSignal): Promise<ReadGaps> => {
    const replies = await desk.store.lessons.replies(mostReplies)
    let trouble: ReadGaps['trouble'] = null
    let theirs: readonly Theirs[] = []
    try {
      theirs = await ofService(signal)
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      if (code === 'cancelled') throw thrown
      trouble = { code, message }
    }
    const marks = new Map<string, GapMark>((await kept.marks.all()).map((mark) => [mark.key, mark]))
    for (const { signal: one, mark } of theirs) marks.set(one.key, mark)
    const drafts = new Map(
      (await kept.drafts.all()).flatMap(({ id, gapKeys }) => gapKeys.map((key) => [key, id] as const)),
    )
    const own = replies.flatMap(signalsOf)
    return {
      gaps: gatherGaps([...own, ...theirs.map((one) => one.signal)], marks, drafts),
      names: new Map(replies.map(({ proposalId, customer }) => [proposalId, customer])),
      read: replies.length,
      trouble,
    }
  }

  const find = async (id: string, signal: AbortSignal) => {
    const { gaps, names } = await read(signal)
    const gap = gaps.find((one) => one.id === id)
    if (gap === undefined) throw new AppError('not_found', 'This gap is not there any more: look at the list again.')
    const customers = gap.signals.flatMap(({ proposalId }) => names.get(proposalId ?? '') ?? [])
    return { ...gap, names: [...new Set(customers)] }
  }

  return {
    read,
    list: async ({ state, order }, signal) => {
      const { gaps, ...rest } = await read(signal)
      const counts: Counts = { open: 0, resolved: 0, ignored: 0 }
      for (const gap of gaps) counts[gap.state] += 1
      const shown = rankGaps(
        gaps.filter((gap) => gap.state === state),
        order,
      ).slice(0, mostShown)
      return { ...rest, gaps: shown.map((gap) => ({ ...gap, signals: gap.signals.slice(0, 30) })), counts }
    },
    find,
    set: async (id, state, signal) => {
      const gap = await find(id, signal)
      for (const { botGapId } of gap.signals) {
        if (botGapId === null) continue
        const write = { signal, idempotencyKey: `gap.${botGapId}.${state}.${desk.random.id('')}` }
        await requireBot(desk).gaps.change(botGapId, { state, documentId: null }, write)
      }
      const at = desk.clock.now()
      await kept.marks.put(...gap.signals.map(({ key }) => ({ key, state, documentId: null, at })))
    },
  }
}

type Theirs = { readonly signal: GapSignal; readonly mark: GapMark }

function signalOfBot(gap: BotGap): Theirs {
  const at = gap.lastSeenAt ?? gap.firstSeenAt ?? 0
  const signal: GapSignal = {
    key: `bot:${gap.id}`,
    kind: 'bot',
    question: gap.question,
    times: Math.max(1, gap.count),
    at,
    conversationId: null,
    proposalId: null,
    botGapId: gap.id,
    confidence: gap.bestConfidence?.value ?? null,
    effortMs: null,
    tokens: null,
    humanAnswer: null,
  }
  // What the service says of its own gap holds.
  return { signal, mark: { state: gap.state, documentId: gap.documentId } }
}
