import { ActList } from '#renderer/app/Agents/RunningActs.tsx'
import { isOfCollection, useActs, type HeldAct } from '#renderer/state/agents-acts.ts'
import { useCollections } from '#renderer/state/collections.ts'

/** What is under way about collections and their documents; nothing on the screen waits for it. */
export function CollectionActs() {
  const acts = useActs((state) => state.acts)
  const rows = useCollections((state) => state.rows)
  const held = Object.values(acts).filter(({ act }) => isOfCollection(act))
  const known = new Set(held.map(({ act }) => act.proposalId))
  const rest = (rows ?? [])
    .flatMap(({ open }) => open)
    .filter(({ proposalId }) => !known.has(proposalId))
    .map((act): HeldAct => ({ act, agentId: null, numberId: null, message: null }))
  return <ActList all={[...held, ...rest]} />
}
