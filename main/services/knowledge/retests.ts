import type { Retest } from '#contract/knowledge.ts'
import type { Proposal } from '#contract/proposal.ts'
import { knowledgeActs } from '#main/domain/knowledge/acts.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import { createRepeating } from '#main/kernel/repeating.ts'
import { pollAfter } from '#main/services/bot/bot-tasks.ts'
import { askBot } from '#main/services/knowledge/asking.ts'
import type { Desk } from '#main/services/desk.ts'
import type { KeptKnowledge } from '#main/services/knowledge/kept-knowledge.ts'

/**
 * Once a published document is in the index, the questions it was written for are asked again, after everybody who waits. Each
 * answer is on disk before the next question leaves, so a stop in the middle goes on where it was. Then the gaps are closed, where
 * every question has its answer.
 */
export type Retests = {
  readonly follow: (proposal: Proposal) => void
  readonly run: (signal: AbortSignal) => Promise<void>
}

const idleMs = 60_000
/** How often a question is asked that could not be. */
const mostTries = 8

export function createRetests(desk: Desk, kept: KeptKnowledge): Retests {
  const { clock, log } = desk
  const repeating = createRepeating(clock)
  const looks = new Map<string, number>()

  const begin = async (proposal: Proposal): Promise<void> => {
    if (proposal.tool !== knowledgeActs.publish || proposal.state !== 'succeeded' || proposal.mode !== 'live') return
    if ((await kept.retests.find(proposal.id)) !== null) return
    const { draft_id: draftId, title } = proposal.arguments
    const draft = typeof draftId === 'string' ? await kept.drafts.find(draftId) : null
    const documentId = proposal.outcome?.receipt?.remoteId ?? null
    if (draft === null || documentId === null) return
    const before = new Map(draft.before.map((one) => [one.question, one]))
    await kept.retests.put({
      id: proposal.id,
      proposalId: proposal.id,
      draftId: draft.id,
      documentId,
      title: typeof title === 'string' ? title : draft.text.title,
      state: 'indexing',
      trouble: null,
      startedAt: clock.now(),
      endedAt: null,
      gapKeys: draft.gapKeys,
      botGapIds: draft.botGapIds,
      questions: draft.questions.map((question) => ({ question, before: before.get(question) ?? null, after: null })),
    })
    // What is written in it from now on is a change of that document.
    await kept.drafts.put({ ...draft, documentId, version: null })
    repeating.wake()
  }

  /** One step of it; false: there is nothing to do before some time has gone by. */
  const advance = async (retest: Retest, signal: AbortSignal): Promise<boolean> => {
    const client = desk.connections().bot
    if (client === null) return false
    if (retest.state === 'indexing') {
      looks.set(retest.id, (looks.get(retest.id) ?? 0) + 1)
      const { state, error } = await client.kb.get(retest.documentId, { signal, as: 'background' })
      if (state === 'failed') {
        const trouble = error ?? 'The service could not index the document.'
        await kept.retests.put({ ...retest, state: 'failed', trouble, endedAt: clock.now() })
        return true
      }
      if (state === 'queued' || state === 'processing') return false
      await kept.retests.put({ ...retest, state: 'asking', trouble: null })
      return true
    }
    const open = retest.questions.findIndex(({ after }) => after === null)
    if (open >= 0) {
      const after = await askBot(client, clock, retest.questions[open]?.question ?? '', signal)
      if (after.trouble !== null && (looks.get(retest.id) ?? 0) < mostTries)
        throw new AppError('remote_failed', after.trouble)
      looks.delete(retest.id)
      const questions = retest.questions.map((one, at) => (at === open ? { ...one, after } : one))
      await kept.retests.put({ ...retest, questions, trouble: null })
      return true
    }
    const { documentId } = retest
    const unanswered = retest.questions.filter(({ after }) => after?.trouble !== null || after.answered === false)
    if (unanswered.length > 0) {
      const of = `${unanswered.length} of ${retest.questions.length}`
      const open = `The document does not answer ${of} questions yet. The gap stays open.`
      await kept.retests.put({ ...retest, state: 'done', trouble: open, endedAt: clock.now() })
      return true
    }
    let trouble: string | null = null
    for (const id of retest.botGapIds) {
      const write = { signal, as: 'background' as const, idempotencyKey: `gap.${id}.${retest.id}` }
      await client.gaps.change(id, { state: 'resolved', documentId }, write).catch((thrown: unknown) => {
        const { code, message } = asAppError(thrown)
        if (code !== 'forbidden' && code !== 'not_found') throw thrown
        trouble = `The gap could not be closed at the service. ${message}`
      })
    }
    const at = clock.now()
    await kept.marks.put(...retest.gapKeys.map((key) => ({ key, state: 'resolved' as const, documentId, at })))
    await kept.retests.put({ ...retest, state: 'done', trouble, endedAt: at })
    return true
  }

  const pass = async (retest: Retest, signal: AbortSignal): Promise<boolean> => {
    try {
      return await advance(retest, signal)
    } catch (thrown) {
      const { code, message } = asAppError(thrown)
      if (code === 'cancelled' || signal.aborted) return false
      looks.set(retest.id, (looks.get(retest.id) ?? 0) + 1)
      if (retest.trouble !== message) await kept.retests.put({ ...retest, trouble: message })
      return false
    }
  }

  return {
    follow: (proposal) =>
      void begin(proposal).catch((error: unknown) => log('warn', 'knowledge.retest_not_begun', { error })),
    run: async (signal) => {
      for (const { proposalId } of await kept.drafts.all())
        if (proposalId !== null) await desk.store.ledger.get(proposalId).then(begin, () => undefined)
      await repeating.run(signal, async () => {
        for (;;) {
          const open = (await kept.retests.all()).filter(({ state }) => state === 'indexing' || state === 'asking')
          let moved = false
          for (const retest of open) if (!signal.aborted) moved = (await pass(retest, signal)) || moved
          if (moved && !signal.aborted) continue
          return Math.min(idleMs, ...open.map(({ id }) => pollAfter(looks.get(id) ?? 0)))
        }
      })
    },
  }
}
