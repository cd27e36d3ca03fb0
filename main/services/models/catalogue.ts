import { ModelListSchema, type Model, type ModelList, type Tokens } from '#contract/model.ts'
import type { ModelCatalog } from '#main/clients/xai/catalog.ts'
import { modelNamed } from '#main/clients/xai/catalog.ts'
import { promptCost } from '#main/domain/model-cost.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Clock, Log } from '#main/kernel/ports.ts'
import type { SettingsStore } from '#main/store/store.ts'

/**
 * The list of models with its age. It stands in the database, so that names and prices are there with the network away; a
 * refusal leaves it as it was and is told beside it.
 */
export type Catalogue = {
  readonly list: () => Promise<ModelList>
  readonly refresh: (signal: AbortSignal) => Promise<ModelList>
  readonly get: (id: string, signal: AbortSignal) => Promise<Model>
  /** What is known of it without asking; null: nothing. */
  readonly known: (id: string) => Promise<Model | null>
  readonly tokenize: (
    input: { readonly text: string; readonly model?: string | undefined },
    signal: AbortSignal,
  ) => Promise<Tokens>
}

/** What the seed's examples speak to, until the service has named others. */
export const defaultModel = 'grok-4-1-fast-non-reasoning'
const setting = 'model_list'
const never: ModelList = { models: [], at: null, trouble: null }

export function createCatalogue(ports: {
  readonly catalog: () => ModelCatalog
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly log: Log
}): Catalogue {
  const { settings, clock } = ports
  let trouble: ModelList['trouble'] = null

  const kept = async (): Promise<ModelList> => ({
    ...(ModelListSchema.safeParse(await settings.get(setting)).data ?? never),
    trouble,
  })
  const known = async (id: string): Promise<Model | null> => modelNamed((await kept()).models, id)

  return {
    list: kept,
    refresh: async (signal) => {
      try {
        const models = [...(await ports.catalog().list(signal))]
        const list: ModelList = { models, at: clock.now(), trouble: null }
        trouble = null
        await settings.put(setting, list)
        return list
      } catch (thrown) {
        const error = asAppError(thrown)
        if (error.code === 'cancelled') throw error
        trouble = { code: error.code, message: error.message, at: clock.now() }
        ports.log('info', 'models.not_read', { code: error.code })
        return kept()
      }
    },
    get: (id, signal) => ports.catalog().get(id, signal),
    known,
    tokenize: async ({ text, model = defaultModel }, signal) => {
      if (text === '') return { model, count: 0, tokens: [], promptCost: 0 }
      const { count, tokens } = await ports.catalog().tokenize({ text, model }, signal)
      const price = (await known(model))?.price ?? null
      return { model, count, tokens: tokens.map((token) => ({ ...token })), promptCost: promptCost(count, price) }
    },
  }
}
