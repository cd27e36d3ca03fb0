import { z } from 'zod'
import { ErrorCodeSchema } from '#contract/errors.ts'
import { ConsentSchema, ReviewSchema } from '#contract/agent-act.ts'
import {
  DocumentFindingSchema,
  DocumentTextSchema,
  KnowledgeActSchema,
  KnowledgeDraftSchema,
  KnowledgeGapSchema,
  RetestSchema,
  SyncPlanSchema,
  SyncRunSchema,
} from '#contract/knowledge.ts'
import { command, feed, query, sensitive } from '#contract/procedure.ts'
import { ProposalSchema } from '#contract/proposal.ts'

/**
 * The knowledge workshop. Gaps are read from the service and from what this desk keeps; drafts stand on disk; what changes the
 * knowledge of the bot is an act: `review` shows it, `propose` puts it into the ledger with a person's signature.
 */
const Nothing = z.object({})
const Id = z.string().min(1).max(300)
const Of = z.object({ id: Id })

export const knowledge = {
  /** `trouble`: why those of the service are missing; null: they are there. `read`: how many own replies were looked at. */
  gaps: query(
    z.object({
      state: z.enum(['open', 'resolved', 'ignored']).default('open'),
      order: z.enum(['count', 'cost']).default('count'),
    }),
    z.object({
      gaps: z.array(KnowledgeGapSchema),
      counts: z.object({ open: z.number(), resolved: z.number(), ignored: z.number() }),
      read: z.number().int(),
      trouble: z.object({ code: ErrorCodeSchema, message: z.string() }).nullable(),
    }),
  ),
  /** Also at the service, where it is one of its own. */
  setGap: command(Of.extend({ state: KnowledgeGapSchema.shape.state }), Nothing),
  drafts: query(Nothing, z.object({ drafts: z.array(KnowledgeDraftSchema) })),
  draft: query(Of, z.object({ draft: KnowledgeDraftSchema, findings: z.array(DocumentFindingSchema) })),
  /** From a gap: its question and what a person answered, without what belongs to a customer. There is one for each gap. */
  draftGap: command(Of, KnowledgeDraftSchema),
  /** Null: a new document; otherwise one that the service has. */
  beginDraft: command(z.object({ documentId: Id.nullable() }), KnowledgeDraftSchema),
  keepDraft: sensitive(
    command(
      Of.extend({ text: DocumentTextSchema }),
      z.object({ draft: KnowledgeDraftSchema, findings: z.array(DocumentFindingSchema) }),
    ),
  ),
  removeDraft: command(Of, Nothing),
  /** Newest first. */
  retests: query(Nothing, z.object({ retests: z.array(RetestSchema) })),
  /** Reads the folder and what the service has; nothing is sent by that. */
  planSync: command(z.object({ folder: z.string().min(1).max(4_096) }), SyncPlanSchema),
  syncs: query(Nothing, z.object({ runs: z.array(SyncRunSchema), folder: z.string() })),
  review: query(KnowledgeActSchema, ReviewSchema),
  propose: command(z.object({ act: KnowledgeActSchema, consent: ConsentSchema }), ProposalSchema),
  /** Something of all that is another now. */
  watch: feed(Nothing, z.object({ type: z.enum(['ready', 'changed']) })),
} as const
