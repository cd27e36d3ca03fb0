import type { Beginning } from '#contract/policy.ts'
import { completeDocument } from '#main/domain/policy/document.ts'
import { beginWith } from '#main/domain/policy/presets.ts'
import type { Desk } from '#main/services/desk.ts'

/** The first version of the rules, signed by the operator like any other. Rules that somebody saved before stay. */
export async function beginRules(desk: Desk, { preset, alone }: Beginning): Promise<void> {
  const given = beginWith(preset, alone)
  const { version, document: before } = await desk.store.policies.current()
  if (version !== 0) return
  const by = desk.configuration().operator.name
  const document = completeDocument(given, before, { at: desk.clock.now(), by })
  await desk.store.policies.save({ document, basedOn: version, by })
}
