import { useMemo } from 'react'
import type { AgentConfiguration, AgentFinding, AgentProblem, AgentView } from '#contract/agent.ts'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { theDesk } from '#renderer/connection.ts'
import { useAgents } from '#renderer/state/agents.ts'
import { changeDraft, draftFrom, draftOf, useAgentDrafts, type AgentDraft } from '#renderer/state/agents-drafts.ts'

/** The agent in sight: what the service has, what was changed of it, and what the desk says of that. */
export type Edited = {
  readonly key: string
  /** Null: it is new. */
  readonly view: AgentView | null
  readonly readAt: number | null
  readonly draft: AgentDraft
  readonly isDirty: boolean
  readonly problems: readonly AgentProblem[]
  readonly findings: readonly AgentFinding[]
  readonly change: (to: (before: AgentConfiguration) => AgentConfiguration) => void
}

const restMs = 300

/** Null while nothing is known of it yet. */
export function useEdited(key: string): Edited | null {
  const read = useAgents(({ views }) => views[key])
  const kept = useAgentDrafts(({ drafts }) => drafts[key])
  const draft = kept ?? (read === undefined ? null : draftFrom(read.view))
  const written = useMemo(() => (kept === undefined ? null : JSON.stringify(kept.draft)), [kept])
  const inspected = useAnswer(
    written,
    () => theDesk().agents.inspect({ draft: (kept ?? { draft: undefined }).draft ?? blank }),
    restMs,
  )
  if (draft === null) return null
  const said = kept === undefined ? read?.view : inspected.answer
  return {
    key,
    view: read?.view ?? null,
    readAt: read?.readAt ?? null,
    draft,
    isDirty: kept !== undefined,
    problems: said?.problems ?? [],
    findings: said?.findings ?? [],
    change: (to) => changeDraft(draftOf(key) ?? draft, to),
  }
}

const blank: AgentConfiguration = { name: '', instructions: '', tools: [], voice: null, collectionIds: [] }
