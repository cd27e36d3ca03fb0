import type { Desk } from '#main/services/desk.ts'
import type { Judged } from '#main/services/policies/policies.ts'
import type { OnCall } from '#main/services/proposing.ts'
import type { Tool } from '#main/tools/registry.ts'

/**
 * In which calls reads need no signature, and who said so. Kept for as long as the call is under way; what is signed under it
 * carries it as its rule.
 */
export type Lookups = {
  readonly allow: (conversationId: number, by: string) => void
  readonly forbid: (conversationId: number) => void
  /** Who allowed them; null: nobody. */
  readonly by: (conversationId: number) => string | null
  /** The rule in words; null: there is none. */
  readonly rule: (conversationId: number) => string | null
}

export function createLookups(): Lookups {
  const allowed = new Map<number, string>()
  return {
    allow: (conversationId, by) => void allowed.set(conversationId, by),
    forbid: (conversationId) => void allowed.delete(conversationId),
    by: (conversationId) => allowed.get(conversationId) ?? null,
    rule: (conversationId) => {
      const by = allowed.get(conversationId)
      return by === undefined ? null : lookupRule(by)
    },
  }
}

export const lookupRule = (by: string): string => `Lookups allowed for this call by ${by}`

/** A read that would only be asked about goes by what was allowed for its call; nothing stricter gives way. */
export function allowedOnCall(
  desk: Pick<Desk, 'pause'>,
  call: OnCall | null,
  tool: Tool | null,
  judged: Judged,
): Judged {
  const rule = call?.lookups ?? null
  const isPlain = judged.line.verdict === 'ask' && tool?.access === 'read'
  if (rule === null || !isPlain || desk.pause.now() !== null) return judged
  const { line } = judged
  const runnersUp = [{ rule: line.rule, verdict: line.verdict }, ...(line.runnersUp ?? [])]
  return { line: { ...line, verdict: 'allow', rule, ruleId: null, runnersUp }, claims: judged.claims }
}

/** Something a call cannot have, whatever the rules say. */
export const refusedLine = (why: string): Judged => ({ line: { verdict: 'deny', rule: why }, claims: [] })
