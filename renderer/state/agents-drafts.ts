import { z } from 'zod'
import { create } from 'zustand'
import {
  AgentConfigurationSchema,
  AgentFieldSchema,
  type AgentConfiguration,
  type AgentField,
  type AgentView,
} from '#contract/agent.ts'
import { mapSecrets, markedSecret } from '#contract/tool-secret.ts'
import { changedFields, isEmptyField } from '#renderer/state/agent-changes.ts'
import { parseKept, readKept, writeKept } from '#renderer/state/kept.ts'

/**
 * Drafts of voice agents, by the agent's id, or `new:…` for one that is not there yet. They outlast the screen and a reload:
 * each change is kept in the browser. What is kept is not believed: what cannot be read is left out.
 */
const DraftSchema = z.object({
  key: z.string().min(1).max(300),
  /** Null: it is a new agent. */
  agentId: z.string().min(1).max(200).nullable(),
  /** `AgentVersion.version` of what it was begun with; 0 for a new one. */
  base: z.number().int(),
  basis: AgentConfigurationSchema,
  draft: AgentConfigurationSchema,
  /** Emptied on purpose. */
  clear: z.array(AgentFieldSchema).max(5),
  /** The version it was taken from. */
  restores: z.number().int().nullable(),
  template: z.string().max(100).nullable(),
  /** Letters that are no JSON yet, by where they stand: "/tools/3/parameters". */
  unread: z.record(z.string().max(100), z.string().max(200_000)),
  /** The proposal that publishes it, or last did; its outcome belongs to the dock. */
  sentAs: z.string().max(100).nullable(),
})
export type AgentDraft = z.infer<typeof DraftSchema>

type Drafts = Readonly<Record<string, AgentDraft>>
const name = 'agents being edited'
const mostText = 4_000_000

export function readAgentDrafts(text: string | null): Drafts {
  if (text === null || text.length > mostText) return {}
  const list = z.array(z.unknown()).safeParse(parseKept(text))
  if (!list.success) return {}
  return Object.fromEntries(
    list.data.flatMap((one) => {
      const draft = DraftSchema.safeParse(one)
      return draft.success ? [[draft.data.key, draft.data] as const] : []
    }),
  )
}

/** A secret that was typed for a tool is in no file: after a reload it has to be typed again. */
export const withoutTyped = (draft: AgentDraft): AgentDraft => ({
  ...draft,
  draft: {
    ...draft.draft,
    tools: draft.draft.tools.map((tool) =>
      tool.kind === 'provider'
        ? { ...tool, settings: mapSecrets(tool.settings, (text) => (markedSecret(text) === null ? '' : text)) }
        : tool,
    ),
  },
  unread: Object.fromEntries(Object.entries(draft.unread).filter(([pointer]) => !pointer.endsWith('/settings'))),
})

let writing: ReturnType<typeof setTimeout> | undefined

/** Instructions are long and typed letter by letter: they are written once it rests, and when the page goes. */
function storeSoon(): void {
  clearTimeout(writing)
  writing = setTimeout(storeNow, 250)
}

export function storeNow(): void {
  clearTimeout(writing)
  writeKept(name, Object.values(useAgentDrafts.getState().drafts).map(withoutTyped))
}

export const useAgentDrafts = create<{ readonly drafts: Drafts }>()(() => ({ drafts: readAgentDrafts(readKept(name)) }))

const put = (drafts: Drafts): void => {
  useAgentDrafts.setState({ drafts })
  storeSoon()
}

export const keepDraft = (draft: AgentDraft): void => put({ ...useAgentDrafts.getState().drafts, [draft.key]: draft })

export const dropDraft = (key: string): void =>
  put(Object.fromEntries(Object.entries(useAgentDrafts.getState().drafts).filter(([held]) => held !== key)))

export const draftOf = (key: string): AgentDraft | null => useAgentDrafts.getState().drafts[key] ?? null

/** A draft that has just been begun: as the service has it. */
export const draftFrom = ({ row, base, configuration }: AgentView): AgentDraft => ({
  key: row.id,
  agentId: row.id,
  base: base.version,
  basis: configuration,
  draft: configuration,
  clear: [],
  restores: null,
  template: null,
  unread: {},
  sentAs: null,
})

/** What it is now. A draft of an existing agent that says nothing new is none. */
export function changeDraft(from: AgentDraft, change: (before: AgentConfiguration) => AgentConfiguration): void {
  const next = change(from.draft)
  const draft = { ...from, draft: next, clear: from.clear.filter((field) => isEmptyField(next, field)) }
  keepOrDrop(draft)
}

function keepOrDrop(draft: AgentDraft): void {
  const saysNothing =
    draft.agentId !== null &&
    changedFields(draft.basis, draft.draft).length === 0 &&
    Object.keys(draft.unread).length === 0
  if (saysNothing) dropDraft(draft.key)
  else keepDraft(draft)
}

/** Letters that are not JSON, kept as they are; null: they have become some. */
export function keepUnread(draft: AgentDraft, pointer: string, text: string | null): void {
  const others = Object.entries(draft.unread).filter(([held]) => held !== pointer)
  keepOrDrop({ ...draft, unread: Object.fromEntries(text === null ? others : [...others, [pointer, text]]) })
}

/** A tool was taken out: letters of those after it move up. */
export const unreadWithout = (unread: AgentDraft['unread'], index: number): AgentDraft['unread'] =>
  Object.fromEntries(
    Object.entries(unread).flatMap(([pointer, text]) => {
      const [, at, rest] = /^\/tools\/(\d+)(.*)$/.exec(pointer) ?? []
      if (at === undefined || Number(at) < index) return [[pointer, text]]
      return Number(at) === index ? [] : [[`/tools/${Number(at) - 1}${rest}`, text]]
    }),
  )

export const clearOnPurpose = (draft: AgentDraft, field: AgentField): void =>
  keepDraft({ ...draft, clear: [...new Set([...draft.clear, field])] })

export function beginNew(template: string, configuration: AgentConfiguration, at: number): AgentDraft {
  const draft: AgentDraft = {
    key: `new:${at.toString(36)}`,
    agentId: null,
    base: 0,
    basis: { name: '', instructions: '', tools: [], voice: null, collectionIds: [] },
    draft: configuration,
    clear: [],
    restores: null,
    template: template === 'blank' ? null : template,
    unread: {},
    sentAs: null,
  }
  keepDraft(draft)
  return draft
}

/**
 * The agent was read: a draft that says the same by now is over, and one that was published goes on from what came of it.
 */
export function settleDraft({ row, base, configuration }: AgentView): void {
  const held = draftOf(row.id)
  if (held === null) return
  if (changedFields(configuration, held.draft).length === 0) return dropDraft(held.key)
  if (held.sentAs !== null && held.sentAs === base.proposalId && held.base !== base.version)
    keepDraft({ ...held, base: base.version, basis: configuration, clear: [], sentAs: null })
}
