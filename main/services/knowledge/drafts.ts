import type { BotDocument } from '#contract/bot.ts'
import type { DocumentText, KnowledgeDraft } from '#contract/knowledge.ts'
import { draftOf, lintDocument, questionsOf } from '#main/domain/knowledge/writing.ts'
import { AppError } from '#main/kernel/errors.ts'
import { askBot } from '#main/services/knowledge/asking.ts'
import { requireBot } from '#main/services/bot/requiring.ts'
import type { Desk } from '#main/services/desk.ts'
import type { GapLog } from '#main/services/knowledge/gap-log.ts'
import type { KeptKnowledge } from '#main/services/knowledge/kept-knowledge.ts'

/** Documents that somebody writes: on disk with every change, until they are published or thrown away. */
export type KnowledgeDrafts = ReturnType<typeof createKnowledgeDrafts>

const empty: DocumentText = {
  externalId: null,
  title: '',
  content: '',
  url: null,
  language: null,
  tags: [],
  active: true,
}

export function createKnowledgeDrafts(desk: Desk, kept: KeptKnowledge, log: GapLog) {
  const { clock, random } = desk
  const get = async (id: string): Promise<KnowledgeDraft> => {
    const draft = await kept.drafts.find(id)
    if (draft === null) throw new AppError('not_found', 'There is no such draft.')
    return draft
  }
  const make = async (parts: Partial<KnowledgeDraft>): Promise<KnowledgeDraft> => {
    const at = clock.now()
    const id = random.id('kd_')
    const draft: KnowledgeDraft = {
      text: empty,
      documentId: null,
      version: null,
      gapKeys: [],
      botGapIds: [],
      questions: [],
      before: [],
      proposalId: null,
      ...parts,
      id,
      createdAt: at,
      updatedAt: at,
    }
    // A name of its own, so that it is found again wherever its first request got lost.
    const text = {
      ...draft.text,
      externalId: draft.text.externalId ?? (draft.documentId === null ? `desk/${id}` : null),
    }
    await kept.drafts.put({ ...draft, text })
    return { ...draft, text }
  }
  return {
    get,
    view: async (id: string) => {
      const draft = await get(id)
      return { draft, findings: [...lintDocument(draft.text)] }
    },
    fromGap: async (gapId: string, signal: AbortSignal): Promise<KnowledgeDraft> => {
      const gap = await log.find(gapId, signal)
      const begun = gap.draftId === null ? null : await kept.drafts.find(gap.draftId)
      if (begun !== null) return begun
      return make({
        text: draftOf(gap, gap),
        questions: [...questionsOf(gap, gap)],
        gapKeys: gap.signals.map(({ key }) => key).slice(0, 2_000),
        botGapIds: gap.signals.flatMap(({ botGapId }) => botGapId ?? []).slice(0, 200),
      })
    },
    begin: async (documentId: string | null, signal: AbortSignal): Promise<KnowledgeDraft> => {
      if (documentId === null) return make({})
      const known = (await kept.drafts.all()).find((one) => one.documentId === documentId && one.proposalId === null)
      if (known !== undefined) return known
      const document = await requireBot(desk).kb.get(documentId, { signal })
      return make({ documentId, version: document.version, text: textOf(document) })
    },
    keep: async (id: string, text: DocumentText) => {
      const draft = { ...(await get(id)), text, updatedAt: clock.now() }
      await kept.drafts.put(draft)
      return { draft, findings: [...lintDocument(text)] }
    },
    published: async (id: string, proposalId: string): Promise<void> => {
      await kept.drafts.put({ ...(await get(id)), proposalId, updatedAt: clock.now() })
    },
    /** What the bot says to its questions while it does not know the document. */
    askBefore: async (id: string, signal: AbortSignal): Promise<KnowledgeDraft> => {
      const draft = await get(id)
      const client = requireBot(desk)
      const known = new Map(draft.before.filter(({ trouble }) => trouble === null).map((one) => [one.question, one]))
      for (const question of draft.questions) {
        if (!known.has(question)) known.set(question, await askBot(client, clock, question, signal, 'person'))
      }
      const next = { ...(await get(id)), before: draft.questions.flatMap((question) => known.get(question) ?? []) }
      await kept.drafts.put(next)
      return next
    },
  }
}

const textOf = ({ externalId, title, content, url, language, tags, active }: BotDocument): DocumentText => ({
  externalId,
  title,
  content: content ?? '',
  url,
  language,
  tags,
  active,
})
