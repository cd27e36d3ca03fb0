import type { KeyName } from '#contract/model.ts'
import type { KeyNeeds } from '#main/clients/xai/key.ts'
import { chatNeeds } from '#main/clients/xai/key.ts'
import type { Vault } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

/** Which keys there are, which one stands in for a missing one, and what each has to be good for. */
export const keyNames: readonly KeyName[] = ['support_agent', 'xai', 'voice', 'management', 'helpdesk', 'bot']

export function standInFor(name: KeyName): KeyName | null {
  return name === 'support_agent' || name === 'voice' ? 'xai' : null
}

type Reading = Pick<Vault, 'get'>

const isThere = (secret: Secret | null): secret is Secret => secret !== null && secret.reveal() !== ''

/** The key somebody works with: their own, or the one that stands in. */
export async function keyFor(vault: Reading, name: KeyName): Promise<Secret | null> {
  const own = await vault.get(name)
  const other = standInFor(name)
  return isThere(own) || other === null ? own : vault.get(other)
}

/** By which name that key stands in the vault. */
export async function heldAs(vault: Reading, name: KeyName): Promise<KeyName> {
  const other = standInFor(name)
  return other === null || isThere(await vault.get(name)) ? name : other
}

/** The names of other endpoints than `chat` stand in no documentation, so that none of them can be asked for. */
export function needsOf(name: KeyName, models: readonly string[]): KeyNeeds {
  return name === 'voice' ? { endpoints: [], models } : { ...chatNeeds, models }
}
