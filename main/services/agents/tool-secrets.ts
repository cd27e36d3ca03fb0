import type { AgentConfiguration } from '#contract/agent.ts'
import type { Json } from '#contract/tool.ts'
import type { Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import { fingerprintOf, hideInDraft, marksIn, plainSecrets, settingsIn } from '#main/kernel/tool-secrets.ts'
import type { Store } from '#main/store/store.ts'

/**
 * Secrets that somebody typed for a tool of an agent. A draft is worked on with marks in their place; the value is held in
 * memory until its change is proposed, in the vault until it was sent, and then by the service alone.
 */
export type ToolSecrets = {
  readonly hide: (draft: AgentConfiguration) => AgentConfiguration
  /** Puts what these arguments ask for into the vault, as far as it was typed here. */
  readonly keep: (args: Json) => Promise<void>
  readonly find: (fingerprint: string) => Promise<string | null>
  readonly forget: (configuration: AgentConfiguration) => Promise<void>
  /** Removes what no open act asks for any more. */
  readonly sweep: () => Promise<void>
}

const listed = 'agents.kept_secrets'
const mostHeld = 200

export function createToolSecrets(store: Pick<Store, 'settings' | 'administration'>, vault: Vault): ToolSecrets {
  const typed = new Map<string, Secret>()
  let queue: Promise<unknown> = Promise.resolve()
  const oneByOne = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }

  const kept = async (): Promise<readonly string[]> => {
    const value = await store.settings.get(listed)
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
  }
  const remove = async (wanted: (fingerprint: string) => boolean): Promise<void> => {
    const all = await kept()
    const going = all.filter(wanted)
    if (going.length === 0) return
    for (const fingerprint of going) await vault.remove(`agent:${fingerprint}`)
    await store.settings.put(
      listed,
      all.filter((one) => !going.includes(one)),
    )
  }

  return {
    hide: (draft) => {
      for (const [fingerprint, value] of plainSecrets(settingsIn(draft))) {
        typed.delete(fingerprint)
        typed.set(fingerprint, new Secret(value))
      }
      for (const oldest of [...typed.keys()].slice(0, Math.max(0, typed.size - mostHeld))) typed.delete(oldest)
      return hideInDraft(draft)
    },
    keep: (args) =>
      oneByOne(async () => {
        for (const fingerprint of marksIn(args)) {
          const value = typed.get(fingerprint)
          if (value === undefined) continue
          // Named first: what is in the vault and in no list would stay there.
          await store.settings.put(listed, [...new Set([...(await kept()), fingerprint])])
          await vault.put(`agent:${fingerprint}`, value)
        }
      }),
    find: async (fingerprint) => {
      const value = (typed.get(fingerprint) ?? (await vault.get(`agent:${fingerprint}`)))?.reveal() ?? null
      return value !== null && fingerprintOf(value) === fingerprint ? value : null
    },
    forget: (configuration) =>
      oneByOne(async () => {
        const marks = new Set(marksIn(settingsIn(configuration)))
        for (const mark of marks) typed.delete(mark)
        await remove((fingerprint) => marks.has(fingerprint))
      }),
    sweep: () =>
      oneByOne(async () => {
        if ((await kept()).length === 0) return
        const open = (await store.administration.unsettled()).map(({ proposal }) => proposal.arguments)
        const asked = new Set(marksIn(open))
        await remove((fingerprint) => !asked.has(fingerprint))
      }),
  }
}
