import { create } from 'zustand'
import type { BotDocument } from '#contract/bot.ts'
import type {
  DocumentFinding,
  DocumentText,
  KnowledgeAct,
  KnowledgeDraft,
  KnowledgeGap,
  Retest,
  SyncPlan,
  SyncRun,
} from '#contract/knowledge.ts'
import { failureText, follow, theDesk } from '#renderer/connection.ts'
import { failureOf, type AgentFailure } from '#renderer/state/agents.ts'
import { say } from '#renderer/state/live.ts'
import { go, openProposal } from '#renderer/state/ui.ts'
import { t } from '#renderer/ui/language.ts'

/** The knowledge workshop as it was last read, and where one looks in it. */
export const knowledgeTabs = [
  { id: 'gaps', label: t('Gaps') },
  { id: 'documents', label: t('Documents') },
  { id: 'drafts', label: t('Drafts') },
  { id: 'folder', label: t('Folder') },
  { id: 'tests', label: t('Batch tests') },
] as const
export type KnowledgeTab = (typeof knowledgeTabs)[number]['id']

type Held = {
  readonly tab: KnowledgeTab
  readonly gapState: KnowledgeGap['state']
  readonly order: 'count' | 'cost'
  readonly gaps: readonly KnowledgeGap[] | null
  readonly counts: Readonly<Record<KnowledgeGap['state'], number>>
  readonly read: number
  /** Why gaps of the service are missing. */
  readonly trouble: AgentFailure | null
  readonly chosenGap: string | null
  readonly documents: readonly BotDocument[] | null
  readonly documentsFailure: AgentFailure | null
  readonly next: string | null
  readonly drafts: readonly KnowledgeDraft[]
  readonly chosenDraft: string | null
  readonly findings: readonly DocumentFinding[]
  readonly retests: readonly Retest[]
  readonly folder: string
  readonly plan: SyncPlan | null
  readonly comparing: boolean
  readonly ticked: ReadonlySet<string>
  readonly runs: readonly SyncRun[]
  /** What is looked at before it is signed. */
  readonly act: KnowledgeAct | null
  readonly failure: string | null
}

export const useKnowledge = create<Held>()(() => ({
  tab: 'gaps',
  gapState: 'open',
  order: 'count',
  gaps: null,
  counts: { open: 0, resolved: 0, ignored: 0 },
  read: 0,
  trouble: null,
  chosenGap: null,
  documents: null,
  documentsFailure: null,
  next: null,
  drafts: [],
  chosenDraft: null,
  findings: [],
  retests: [],
  folder: '',
  plan: null,
  comparing: false,
  ticked: new Set(),
  runs: [],
  act: null,
  failure: null,
}))
const set = useKnowledge.setState
const now = useKnowledge.getState

export const openKnowledge = (tab: KnowledgeTab): void => (set({ tab }), go('knowledge'))
export const askKnowledge = (act: KnowledgeAct | null): void => set({ act })

const trying = async (act: () => Promise<void>): Promise<void> => {
  try {
    set({ failure: null })
    await act()
  } catch (error) {
    set({ failure: failureText(error) })
  }
}

let asked = 0
export async function loadGaps(): Promise<void> {
  asked += 1
  const mine = asked
  const { gapState: state, order } = now()
  await trying(async () => {
    const { gaps, counts, read, trouble } = await theDesk().knowledge.gaps({ state, order })
    if (mine !== asked) return
    const { chosenGap } = now()
    const isThere = gaps.some(({ id }) => id === chosenGap)
    set({ gaps, counts, read, trouble, chosenGap: isThere ? chosenGap : (gaps[0]?.id ?? null) })
  })
}

export function showGaps(change: Partial<Pick<Held, 'gapState' | 'order'>>): void {
  set({ ...change, gaps: null, chosenGap: null })
  void loadGaps()
}

export function moveGap(by: 1 | -1): void {
  const { gaps, chosenGap } = now()
  const at = gaps?.findIndex(({ id }) => id === chosenGap) ?? -1
  const next = gaps?.[Math.max(0, Math.min(gaps.length - 1, at + by))]
  if (next !== undefined) set({ chosenGap: next.id })
}

export const draftGap = (id: string): Promise<void> =>
  trying(async () => {
    const draft = await theDesk().knowledge.draftGap({ id })
    await loadDrafts()
    await openDraft(draft.id)
    say(t('A draft was begun.'))
  })

const gapSaid: Readonly<Record<KnowledgeGap['state'], string>> = {
  open: t('The gap is open again.'),
  resolved: t('The gap is resolved.'),
  ignored: t('The gap is ignored.'),
}

export const setGap = (id: string, state: KnowledgeGap['state']): Promise<void> =>
  trying(async () => {
    await theDesk().knowledge.setGap({ id, state })
    await loadGaps()
    say(gapSaid[state])
  })

export async function loadDrafts(): Promise<void> {
  const { knowledge } = theDesk()
  const [{ drafts }, { retests }] = await Promise.all([knowledge.drafts({}), knowledge.retests({})])
  set({ drafts, retests })
}

export async function openDraft(id: string): Promise<void> {
  set({ tab: 'drafts', chosenDraft: id })
  await trying(async () => set({ findings: (await theDesk().knowledge.draft({ id })).findings }))
}

export const beginDraft = (documentId: string | null): Promise<void> =>
  trying(async () => {
    const draft = await theDesk().knowledge.beginDraft({ documentId })
    await loadDrafts()
    await openDraft(draft.id)
  })

/** On disk with every change; what was typed meanwhile stays in sight. */
export async function keepDraft(id: string, text: DocumentText): Promise<void> {
  set(({ drafts }) => ({ drafts: drafts.map((one) => (one.id === id ? { ...one, text } : one)) }))
  await trying(async () => {
    const { findings } = await theDesk().knowledge.keepDraft({ id, text })
    if (now().chosenDraft === id) set({ findings })
  })
}

export const removeDraft = (id: string): Promise<void> =>
  trying(async () => {
    await theDesk().knowledge.removeDraft({ id })
    set({ chosenDraft: null })
    await loadDrafts()
  })

export async function loadDocuments(more = false): Promise<void> {
  try {
    const cursor = more ? now().next : null
    const { items, next } = await theDesk().bot.documents({ limit: 50, cursor })
    set({ documents: more ? [...(now().documents ?? []), ...items] : items, next, documentsFailure: null })
  } catch (error) {
    set({ documentsFailure: failureOf(error) })
  }
}

export async function loadRuns(): Promise<void> {
  const { runs, folder } = await theDesk().knowledge.syncs({})
  set({ runs, ...(now().folder === '' ? { folder } : {}) })
}

export async function compareFolder(): Promise<void> {
  set({ comparing: true, plan: null, ticked: new Set() })
  await trying(async () => set({ plan: await theDesk().knowledge.planSync({ folder: now().folder.trim() }) }))
  set({ comparing: false })
}

/** The proposal, where it stands among what was done to the knowledge. */
export const openAct = (proposalId: string): Promise<void> =>
  trying(async () => {
    const { proposal } = await theDesk().proposals.get({ id: proposalId })
    openProposal(proposalId, proposal.conversationId)
  })

export function tick(externalId: string): void {
  const ticked = new Set(now().ticked)
  if (!ticked.delete(externalId)) ticked.add(externalId)
  set({ ticked })
}

/** While the section is on screen. */
export function followKnowledge(): () => void {
  return follow(
    (desk, signal) => desk.knowledge.watch({}, { signal }),
    () =>
      void trying(async () => {
        await Promise.all([loadDrafts(), loadRuns(), loadGaps()])
        if (now().tab === 'documents') await loadDocuments()
      }),
  )
}
