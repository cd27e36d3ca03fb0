import type { Model } from '#contract/model.ts'
import type { Verb } from '#main/hosts/agents-cli/verb.ts'
import { modelTable, modelWords } from '#main/hosts/cli/model-words.ts'
import { required } from '#main/hosts/cli/read.ts'

/** models list · get */

const list: Verb = {
  words: 'models list',
  operands: [],
  options: {},
  help: 'List the models this key may see, with prices in dollars per million tokens.',
  run: async ({ account, signal }) => {
    const models = await account.models.list(signal)
    return { json: { models }, text: modelTable(models) }
  },
}

const get: Verb = {
  words: 'models get',
  operands: ['MODEL_ID'],
  options: {},
  help: 'Show one model, by id or alias.',
  run: async ({ account, signal, operands }) => {
    const model: Model = await account.models.get(required(operands[0], 'MODEL_ID'), signal)
    return { json: { model }, text: modelWords(model) }
  },
}

export const modelVerbs: readonly Verb[] = [list, get]
