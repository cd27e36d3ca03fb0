import type { Cost, KeyHealth, ModelList, Usage } from '#contract/model.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { modelTable, modelWords, thousands } from '#main/hosts/cli/model-words.ts'
import { oneLine, quoted, table, time } from '#main/hosts/cli/print.ts'

/** Models, tokens and keys on the command line, and a stored agent asked once. */
function listWords(list: ModelList): string {
  const said = list.at === null ? 'The service was never asked.' : `As the service said at ${time(list.at)}.`
  const trouble = list.trouble === null ? '' : `\nNot newer: ${oneLine(list.trouble.message)}`
  return `${modelTable(list.models)}\n${said}${trouble}`
}

const models: Command = {
  words: 'models',
  operands: ['[ID]'],
  options: { refresh: { type: 'boolean', help: 'ask the service, and keep what it says' } },
  help: 'Models with their prices, as kept here with their age; with ID, one of them, asked for now.',
  workspace: 'any',
  run: async (desk, call) => {
    const [id] = call.operands
    if (id !== undefined) {
      const model = await desk.models.get({ id })
      return { json: model, text: modelWords(model) }
    }
    const kept = await desk.models.list({})
    const list = call.flag('refresh') || kept.at === null ? await desk.models.refresh({}) : kept
    return { json: list, text: listWords(list) }
  },
}

const verdicts: Readonly<Record<KeyHealth['verdict'], string>> = {
  unchecked: 'not asked',
  usable: 'usable',
  short: 'lacks a permission',
  refused: 'refused',
  unreachable: 'no answer',
  missing: 'missing',
}

function keyWords(key: KeyHealth): string {
  const lacking = key.permissions.filter((one) => one.need === 'needed' && !one.granted).map(({ label }) => label)
  const more = key.permissions.filter((one) => one.need === 'more').map(({ label }) => label)
  return [
    ...(key.summary === '' ? [] : [`    ${oneLine(key.summary)}`]),
    ...(lacking.length === 0 ? [] : [`    lacks: ${oneLine(lacking.join(', '))}`]),
    ...(more.length === 0 ? [] : [`    more than needed: ${oneLine(more.join(', '))}`]),
  ].join('\n')
}

const keys: Command = {
  words: 'keys',
  operands: [],
  options: { check: { type: 'boolean', help: 'ask each service about its key now' } },
  help: 'What each key is good for and when it was used; never a value.',
  workspace: 'any',
  run: async (desk, call) => {
    const { keys: known } = await desk.models.keys({})
    const asked = call.flag('check')
      ? await Promise.all(
          known.map(async (key) => (key.verdict === 'missing' ? key : desk.models.checkKey({ name: key.name }))),
        )
      : known
    const rows = asked.map((key) => [
      key.name,
      key.standIn === null ? key.status.state : `${key.standIn} stands in`,
      key.status.hint === '' ? '-' : `…${key.status.hint}`,
      verdicts[key.verdict],
      key.latencyMs === null ? '-' : `${Math.round(key.latencyMs)} ms`,
      time(key.use.lastAt),
    ])
    const details = asked.flatMap((key) => {
      const words = keyWords(key)
      return words === '' || key.verdict === 'missing' ? [] : [`${key.name}\n${words}`]
    })
    const head = table(['KEY', 'STATE', 'ENDS WITH', 'HEALTH', 'ANSWERED IN', 'LAST USED'], rows)
    return { json: { keys: asked }, text: [head, ...details].join('\n') }
  },
}

const tokens: Command = {
  words: 'tokens',
  operands: ['TEXT'],
  options: { model: { type: 'string', value: 'ID', help: 'by which model (the default one)' } },
  help: 'How many tokens a text has, and what it would cost as a prompt. TEXT "-" is read from standard input.',
  workspace: 'any',
  run: async (desk, call) => {
    const [given = ''] = call.operands
    const text = given === '-' ? await call.standardInput() : given
    const model = call.option('model')
    const found = await desk.models.tokenize(model === undefined ? { text } : { text, model })
    const cost =
      found.promptCost === null ? 'no price is known; see: models --refresh' : `$${found.promptCost.toFixed(6)}`
    return { json: found, text: `${thousands(found.count)} tokens by ${found.model}, as a prompt: ${cost}` }
  },
}

const sources: Readonly<Record<Cost['source'], string>> = {
  service: 'as the service says',
  list: 'by the list of models',
  unknown: '',
}

const costWords = (usage: Usage | null, cost: Cost): string => {
  const used =
    usage === null
      ? 'no count of tokens'
      : `${thousands(usage.inputTokens)} tokens in, ${thousands(usage.outputTokens)} out`
  return cost.amount === null ? `${used}, cost unknown` : `${used}, $${cost.amount.toFixed(6)} ${sources[cost.source]}`
}

const runAgent: Command = {
  words: 'agents run',
  operands: ['AGENT_ID', 'TEXT'],
  options: { model: { type: 'string', value: 'ID', help: 'the model that answers (the default one)' } },
  help: 'Ask a stored agent once, by its instructions and tools; what it asks for is shown, nothing is executed.',
  workspace: 'any',
  run: async (desk, call) => {
    const [agentId = '', text = ''] = call.operands
    if (text === '') throw new AppError('invalid_input', 'TEXT is empty.')
    const model = call.option('model')
    const result = await desk.playground.runAgent(model === undefined ? { agentId, text } : { agentId, text, model })
    const calls = result.calls.map((one) => `Asks for ${oneLine(one.name)}; not executed:\n${quoted(one.arguments)}`)
    const words = [result.refusal, result.text].filter((one) => one !== '').map(quoted)
    const cut =
      result.end === 'done'
        ? []
        : [`The answer ${result.end === 'cut' ? 'was cut off' : 'was held back'}: ${oneLine(result.why ?? '')}`]
    const parts = [...words, ...calls, ...cut, `${result.model}: ${costWords(result.usage, result.cost)}`]
    return { json: result, text: parts.join('\n') }
  },
}

export const modelCommands: readonly Command[] = [models, keys, tokens, runAgent]
