import type { AppContract } from '#contract/index.ts'
import type { KnowledgeAct, SyncRun } from '#contract/knowledge.ts'
import type { Signer } from '#contract/proposal.ts'
import { isKnowledgeAct } from '#main/domain/knowledge/acts.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { createFeed, snapshotThenEvents } from '#main/kernel/feed.ts'
import { proposeAct, reviewAct } from '#main/services/acts/acting.ts'
import { requireBot } from '#main/services/bot/requiring.ts'
import type { ConversationTopic } from '#main/services/conversation-view.ts'
import type { Desk } from '#main/services/desk.ts'
import type { Joining } from '#main/services/joining.ts'
import { createKnowledgeDrafts } from '#main/services/knowledge/drafts.ts'
import { createGapLog } from '#main/services/knowledge/gap-log.ts'
import { prepareKnowledgeAct } from '#main/services/knowledge/preparing.ts'
import type { KeptKnowledge, KeptRun } from '#main/services/knowledge/kept-knowledge.ts'
import { createRetests } from '#main/services/knowledge/retests.ts'
import { resolve } from '#main/services/resolutions.ts'
import type { Context, Handlers } from '#rpc/serve.ts'

/** The knowledge workshop, as windows and the command line ask for it, and what it does by itself. */
export type KnowledgeOfDesk = {
  readonly handlers: (signer: (context: Context) => Signer) => Handlers<AppContract['knowledge']>
  /** Asks published questions again, until the signal aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>
}

type Changed = { type: 'ready' | 'changed' }

export function createKnowledgeOfDesk(
  desk: Desk,
  { knowledge: kept, folderSync: sync }: Pick<Joining, 'knowledge' | 'folderSync'>,
  recorded: ConversationTopic,
): KnowledgeOfDesk {
  const log = createGapLog(desk, kept)
  const drafts = createKnowledgeDrafts(desk, kept, log)
  const retests = createRetests(desk, kept)
  const changed = createFeed<null>()
  kept.changed.subscribe(() => changed.publish(null))
  recorded.subscribe(({ value }) => {
    if (value.type !== 'proposal' || !isKnowledgeAct(value.proposal.tool)) return
    retests.follow(value.proposal)
    changed.publish(null)
  })
  const prepare = (act: KnowledgeAct, signal: AbortSignal) => prepareKnowledgeAct({ desk, drafts, sync }, act, signal)
  return {
    run: async (signal) => {
      await Promise.all([lookAtStopped(desk, kept, signal), retests.run(signal)])
    },
    handlers: (signer) => ({
      gaps: async (wish, { signal }) => {
        const { gaps, counts, read, trouble } = await log.list(wish, signal)
        return { gaps, counts, read, trouble }
      },
      setGap: async ({ id, state }, { signal }) => {
        await log.set(id, state, signal)
        return {}
      },
      drafts: async () => ({ drafts: [...(await kept.drafts.all())] }),
      draft: ({ id }) => drafts.view(id),
      draftGap: ({ id }, { signal }) => drafts.fromGap(id, signal),
      beginDraft: ({ documentId }, { signal }) => drafts.begin(documentId, signal),
      keepDraft: ({ id, text }) => drafts.keep(id, text),
      removeDraft: async ({ id }) => {
        await kept.drafts.remove(id)
        return {}
      },
      retests: async () => ({ retests: [...(await kept.retests.all())] }),
      planSync: ({ folder }, { signal }) => sync.plan(folder, requireBot(desk), signal),
      syncs: async () => {
        const runs = await kept.runs.all()
        const [last] = await kept.plans.all()
        return { runs: await Promise.all(runs.map((run) => viewRun(desk, run))), folder: last?.folder ?? '' }
      },
      review: async (act, { signal }) => reviewAct(desk, await prepare(act, signal)),
      propose: async ({ act, consent }, context) => {
        const { signal } = context
        // What the bot says without the document is asked while that is still so.
        if (act.act === 'publish') await drafts.askBefore(act.draftId, signal)
        const proposal = await proposeAct(desk, await prepare(act, signal), consent, signer(context))
        if (act.act === 'publish') await drafts.published(act.draftId, proposal.id)
        return proposal
      },
      watch: (_, { signal }) =>
        snapshotThenEvents(
          signal,
          (): Changed => ({ type: 'ready' }),
          changed,
          (): Changed => ({ type: 'changed' }),
        ),
    }),
  }
}

/** A run nobody carries out any more has stopped, whatever was last written of it. */
async function viewRun(desk: Desk, { id, jobs: _jobs, over: _over, ...run }: KeptRun): Promise<SyncRun> {
  if (run.state !== 'running') return run
  const proposal = await desk.store.ledger.get(id).catch(() => null)
  return proposal?.state === 'executing' ? run : { ...run, state: 'stopped' }
}

/** What the last stop cut short is looked at, which sends nothing: how far it came is known, and signing again sends the rest. */
async function lookAtStopped(desk: Desk, kept: KeptKnowledge, signal: AbortSignal): Promise<void> {
  for (const { id, state } of await kept.runs.all()) {
    if (state !== 'running' || signal.aborted) continue
    await resolve(desk, { id, how: 'check' }, 'the desk', signal).catch((thrown: unknown) => {
      const { code, message } = asAppError(thrown)
      if (!signal.aborted) desk.log('info', 'knowledge.stopped_sync', { proposalId: id, code, message })
    })
  }
}
