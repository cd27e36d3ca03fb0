import type { SecretName, SecretStatus } from '#contract/settings.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { Environment } from '#main/hosts/profile.ts'

/** Secrets the operator's environment holds come first, and are never written anywhere. */

const variables: Partial<Record<SecretName, string>> = { xai: 'XAI_API_KEY', helpdesk: 'INTERCOM_ACCESS_TOKEN' }

export function withEnvironment(vault: Vault, environment: Environment): Vault {
  const found = (name: SecretName): Secret | null => {
    const variable = variables[name]
    const value = variable === undefined ? undefined : environment[variable]?.trim()
    return value === undefined || value === '' ? null : new Secret(value)
  }
  const refuseFor = (name: SecretName) => {
    if (found(name) !== null)
      throw new AppError('vault_refused', `This key comes from the environment (${variables[name]}). Change it there.`)
  }
  const statusOf = (name: SecretName, secret: Secret): SecretStatus => ({
    name,
    state: 'environment',
    hint: secret.hint,
    backend: `environment (${variables[name]})`,
  })
  return {
    get: async (name) => found(name) ?? (await vault.get(name)),
    put: async (name, value) => {
      refuseFor(name)
      return vault.put(name, value)
    },
    remove: async (name) => {
      refuseFor(name)
      return vault.remove(name)
    },
    status: async (name) => {
      const secret = found(name)
      return secret === null ? vault.status(name) : statusOf(name, secret)
    },
  }
}
