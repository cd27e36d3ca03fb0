/** Asks the management host whether it takes a key, by the smallest list there is: it has no question about keys themselves. */
import type { KeyPermission } from '#contract/model.ts'
import { createCollections, type CollectionPorts } from '#main/clients/xai/collections.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'

export type ManagementAnswer = {
  readonly verdict: 'usable' | 'short' | 'refused' | 'unreachable'
  readonly summary: string
  readonly latencyMs: number
  readonly permissions: KeyPermission[]
}

const permission = (granted: boolean): KeyPermission => ({
  label: 'Collections',
  acl: null,
  need: 'needed',
  granted,
})

export async function askAboutManagementKey(
  ports: CollectionPorts & { readonly clock: Clock },
  signal: AbortSignal,
): Promise<ManagementAnswer> {
  const began = ports.clock.now()
  const answer = (rest: Omit<ManagementAnswer, 'latencyMs'>) => ({ ...rest, latencyMs: ports.clock.now() - began })
  try {
    await createCollections(ports).ask(signal)
    return answer({
      verdict: 'usable',
      summary: 'The management host accepts this key.',
      permissions: [permission(true)],
    })
  } catch (thrown) {
    const error = asAppError(thrown)
    if (error.code === 'cancelled') throw error
    const verdict = error.code === 'forbidden' ? 'short' : error.code === 'unauthorised' ? 'refused' : 'unreachable'
    return answer({
      verdict,
      summary: error.message,
      permissions: verdict === 'short' ? [permission(false)] : [],
    })
  }
}
