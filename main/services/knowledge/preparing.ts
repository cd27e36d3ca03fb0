import type { BotDocument, BotDocumentDraft } from '#contract/bot.ts'
import type { FieldDifference } from '#contract/agent.ts'
import type { DocumentText, KnowledgeAct, KnowledgeDraft } from '#contract/knowledge.ts'
import type { Check } from '#contract/proposal.ts'
import { knowledgeActs } from '#main/domain/knowledge/acts.ts'
import { hashPlan } from '#main/domain/knowledge/sync-plan.ts'
import { lintDocument } from '#main/domain/knowledge/writing.ts'
import { conversationOfKnowledge } from '#main/domain/own-conversation.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import { passed, plainAct, warned, type Prepared } from '#main/services/acts/prepared.ts'
import { requireBot } from '#main/services/bot/requiring.ts'
import { jsonOf } from '#main/services/bot/kept.ts'
import type { Desk } from '#main/services/desk.ts'
import type { KnowledgeDrafts } from '#main/services/knowledge/drafts.ts'
import type { FolderSync } from '#main/services/knowledge/folder-sync.ts'

/** What somebody does to the knowledge of the bot, worked out in full as the service has things now. */
const plain = {
  ...plainAct,
  place: { externalId: conversationOfKnowledge, subject: 'Knowledge of the bot', name: 'Knowledge of the bot' },
} as const

export async function prepareKnowledgeAct(
  parts: { readonly desk: Desk; readonly drafts: KnowledgeDrafts; readonly sync: FolderSync },
  act: KnowledgeAct,
  signal: AbortSignal,
): Promise<Prepared> {
  const { desk, drafts, sync } = parts
  switch (act.act) {
    case 'publish': {
      const draft = await drafts.get(act.draftId)
      const now = draft.documentId === null ? null : await requireBot(desk).kb.get(draft.documentId, { signal })
      return publishing(draft, now)
    }
    case 'delete_document':
      return removing(await requireBot(desk).kb.get(act.id, { signal }))
    case 'reindex': {
      const [id] = act.ids
      const one = act.ids.length === 1 && id !== undefined ? await requireBot(desk).kb.get(id, { signal }) : null
      const title = one?.title ?? (act.ids.length === 0 ? 'all documents' : `${act.ids.length} documents`)
      return indexing(act.ids, title)
    }
    case 'sync':
      return syncing(act, await sync.find(act.planId, act.deletes))
    default:
      return assertNever(act)
  }
}

const documentOf = ({ text }: Pick<KnowledgeDraft, 'text'>): BotDocumentDraft => ({
  ...text,
  contentType: 'text/markdown',
})

function publishing(draft: KnowledgeDraft, now: BotDocument | null): Prepared {
  const { text, documentId, version } = draft
  const findings = lintDocument(text)
  const document = jsonOf(documentOf(draft))
  const isMoved = now !== null && version !== null && now.version !== version
  const [error] = findings.filter(({ level }) => level === 'error')
  return {
    ...plain,
    tool: knowledgeActs.publish,
    arguments: {
      draft_id: draft.id,
      document_id: documentId,
      version: documentId === null ? null : version,
      title: text.title,
      document,
      gap_ids: draft.botGapIds,
      questions: draft.questions,
    },
    request:
      documentId === null
        ? { method: 'POST', path: '/v1/kb/documents', body: document }
        : { method: 'PUT', path: `/v1/kb/documents/${encodeURIComponent(documentId)}`, body: document },
    differences: differencesOf(now, text),
    checks: [
      ...(findings.length === 0 ? [passed('lint', 'No personal data found in it')] : []),
      ...findings.map(({ level, message, line }): Check => ({
        id: 'lint',
        result: level === 'error' ? 'fail' : 'warn',
        label: line === null ? message : `Line ${line}: ${message}`,
        detail: null,
      })),
      ...(draft.questions.length === 0
        ? []
        : [
            passed(
              'context',
              `${draft.questions.length} questions are asked before and after; they count against the quota`,
            ),
          ]),
    ],
    obstacles: error === undefined ? [] : [error.message],
    refusal: isMoved
      ? new AppError('conflict', `${now.title} was changed elsewhere since this was begun. Look at it again.`)
      : null,
  }
}

function differencesOf(now: BotDocument | null, text: DocumentText): FieldDifference[] {
  const line = (field: FieldDifference['field'], label: string, before: string | null, after: string) =>
    before === after ? [] : [{ field, label, before, after, clears: false }]
  return [
    ...line('name', 'Title', now === null ? null : now.title, text.title),
    ...line('instructions', 'Content', now === null ? null : (now.content ?? ''), text.content),
  ]
}

const removing = (now: BotDocument): Prepared => ({
  ...plain,
  tool: knowledgeActs.remove,
  arguments: { document_id: now.id, title: now.title, version: now.version },
  request: { method: 'DELETE', path: `/v1/kb/documents/${encodeURIComponent(now.id)}`, body: null },
  checks: [warned('cleared', 'The bot answers from it no more')],
})

const indexing = (ids: readonly string[], title: string): Prepared => ({
  ...plain,
  tool: knowledgeActs.reindex,
  arguments: { title, document_ids: [...ids] },
  request: { method: 'POST', path: '/v1/kb/reindex', body: { document_ids: [...ids] } },
  checks: [passed('context', 'What the documents say stays as it is')],
})

function syncing(
  { planId, deletes }: Extract<KnowledgeAct, { act: 'sync' }>,
  { plan, changes }: Awaited<ReturnType<FolderSync['find']>>,
): Prepared {
  const count = (kind: 'add' | 'change' | 'delete') => changes.filter((one) => one.kind === kind).length
  const planned = hashPlan(plan.folder, changes)
  return {
    ...plain,
    tool: knowledgeActs.sync,
    arguments: {
      folder: plan.folder,
      plan_id: planId,
      plan_hash: planned,
      adds: count('add'),
      changes: count('change'),
      deletes: count('delete'),
      deleted: [...deletes],
    },
    request: {
      method: 'POST',
      path: '/v1/kb/documents:batch',
      body: { operations: changes.length, plan: planned },
    },
    checks: [
      count('delete') === 0
        ? passed('context', 'Nothing is deleted')
        : warned('cleared', `${count('delete')} documents are deleted`),
    ],
    obstacles: changes.length === 0 ? ['Nothing differs.'] : [],
  }
}
