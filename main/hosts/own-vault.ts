import type { Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { Environment } from '#main/hosts/profile.ts'
import { withEnvironment } from '#main/hosts/vault-environment.ts'
import { createMemoryVault, createRefusingVault } from '#main/hosts/vault-memory.ts'
import { createSealedVault } from '#main/hosts/vault-sealed.ts'

/**
 * The vault of the web host and the command line, which have no keyring: the environment first; then a sealed file if the
 * operator gave a passphrase; otherwise the memory of a process that stays, or an honest refusal from one that does not.
 */
export function createOwnVault(options: {
  readonly profileDirectory: string
  readonly environment: Environment
  /** Whether this process keeps running after the command. */
  readonly stays: boolean
}): Vault {
  const passphrase = options.environment['COUNTERSIGN_PASSPHRASE']
  const sealed = passphrase !== undefined && passphrase !== ''
  if (sealed) {
    const vault = createSealedVault({ directory: options.profileDirectory, passphrase: new Secret(passphrase) })
    return withEnvironment(vault, options.environment)
  }
  return withEnvironment(options.stays ? createMemoryVault() : createRefusingVault(), options.environment)
}
