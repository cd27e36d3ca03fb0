import type { AppContract } from '#contract/index.ts'
import type { Catalogue } from '#main/services/models/catalogue.ts'
import type { KeyHealthDesk } from '#main/services/models/key-health.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Models, tokens and keys. No procedure here gives a secret back. */
export function modelHandlers(parts: {
  readonly catalogue: Catalogue
  readonly keys: KeyHealthDesk
}): Handlers<AppContract['models']> {
  const { catalogue, keys } = parts
  return {
    list: () => catalogue.list(),
    refresh: (_, { signal }) => catalogue.refresh(signal),
    get: ({ id }, { signal }) => catalogue.get(id, signal),
    tokenize: (input, { signal }) => catalogue.tokenize(input, signal),
    keys: async () => ({ keys: [...(await keys.all())] }),
    checkKey: ({ name }, { signal }) => keys.check(name, signal),
    rotate: ({ name, value }, { signal }) => keys.rotate(name, value, signal),
  }
}
