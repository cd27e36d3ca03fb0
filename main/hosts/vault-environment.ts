import type { SecretName, SecretStatus } from '#contract/settings.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { Environment } from '#main/hosts/profile.ts'

/** Secrets the operator's environment holds come first, and are never written anywhere. */

const variables: Partial<Record<SecretName, readonly string[]>> = {
  xai: ['XAI_API_KEY'],
  management: ['XAI_MANAGEMENT_KEY'],
  helpdesk: ['INTERCOM_ACCESS_TOKEN', 'CHATWOOT_ACCESS_TOKEN'],
}

export function withEnvironment(vault: Vault, environment: Environment): Vault {
  /** The first of its variables that says anything. */
  const variableOf = (name: SecretName): string | undefined =>
    variables[name]?.find((variable) => (environment[variable]?.trim() ?? '') !== '')
  const found = (name: SecretName): Secret | null => {
    const variable = variableOf(name)
    return variable === undefined ? null : new Secret(environment[variable]?.trim() ?? '')
  }
  const refuseFor = (name: SecretName) => {
    if (found(name) !== null)
      throw new AppError('vault_refused', `This key comes from the environment (${variableOf(name)}). Change it there.`)
  }
  const statusOf = (name: SecretName, secret: Secret): SecretStatus => ({
    name,
    state: 'environment',
    hint: secret.hint,
    backend: `environment (${variableOf(name)})`,
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
