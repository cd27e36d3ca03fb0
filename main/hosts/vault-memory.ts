import type { SecretName } from '#contract/settings.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Vault } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

/** Secrets that live as long as this process and are never written. */
export function createMemoryVault(initial: Iterable<readonly [SecretName, Secret]> = []): Vault {
  const kept = new Map<SecretName, Secret>(initial)
  const status: Vault['status'] = async (name) => {
    const secret = kept.get(name)
    return {
      name,
      state: secret === undefined ? 'missing' : 'session',
      hint: secret?.hint ?? '',
      backend: secret === undefined ? '' : 'memory of this process',
    }
  }
  return {
    get: async (name) => kept.get(name) ?? null,
    put: async (name, value) => {
      kept.set(name, value)
      return status(name)
    },
    remove: async (name) => void kept.delete(name),
    status,
  }
}

const advice =
  'This command would end and forget the key. Set COUNTERSIGN_PASSPHRASE to keep keys in a sealed file of the profile, ' +
  'or give the key in XAI_API_KEY or INTERCOM_ACCESS_TOKEN, or save it in a desk that keeps running.'

/** The vault of a command that ends at once: it keeps nothing, and says so instead of pretending. */
export function createRefusingVault(): Vault {
  return {
    ...createMemoryVault(),
    put: async () => {
      throw new AppError('vault_refused', advice)
    },
  }
}
