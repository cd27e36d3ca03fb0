import { useEffect } from 'react'
import { create } from 'zustand'
import type { AgentCounts } from '#contract/agent.ts'
import { theDesk, useConnection } from '#renderer/connection.ts'
import { t } from '#renderer/ui/language.ts'

/** What this desk has seen of agents and tools lately. Where it cannot be read, nothing is said. */
const useHeld = create<{ readonly counts: AgentCounts | null }>()(() => ({ counts: null }))

/** Reads them while the section is in sight. */
export function useReadCounts(): void {
  const open = useConnection(({ state }) => state === 'open')
  useEffect(() => {
    if (!open) return
    Promise.resolve()
      .then(() => theDesk().agents.counts({}))
      .then(
        (counts) => useHeld.setState({ counts }),
        () => undefined,
      )
  }, [open])
}

/** Null: not known. */
export function useCallsOf(agentId: string | null): { readonly count: number; readonly days: number } | null {
  const counts = useHeld((held) => held.counts)
  if (counts === null || agentId === null) return null
  return { count: counts.calls.find((one) => one.agentId === agentId)?.count ?? 0, days: counts.days }
}

/** "56 in 30 days: 12 approved, 3 edited, 1 rejected, 40 by rule"; null: not known, or it was never asked for. */
export function useToolWords(name: string): string | null {
  const counts = useHeld((held) => held.counts)
  return counts === null ? null : toolWords(counts, name)
}

export function toolWords({ tools, days }: AgentCounts, name: string): string | null {
  const found = tools.find((one) => one.name === name)
  if (found === undefined) return null
  const { approved, edited, rejected, answered, byRule } = found
  const said = [
    ...(approved === 0 ? [] : [t('{{approved}} approved', { approved })]),
    ...(edited === 0 ? [] : [t('{{edited}} edited', { edited })]),
    ...(rejected === 0 ? [] : [t('{{rejected}} rejected', { rejected })]),
    ...(answered === 0 ? [] : [t('{{answered}} answered', { answered })]),
    ...(byRule === 0 ? [] : [t('{{byRule}} by rule', { byRule })]),
  ]
  const all = approved + edited + rejected + answered + byRule
  return t('{{count}} decisions in {{days}} days: {{said}}', { count: all, days, said: said.join(', ') })
}
