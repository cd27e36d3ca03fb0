import { AgentFieldSchema } from '#contract/agent.ts'
import { createBody, patchBody, type StoredVoiceAgent } from '#main/clients/xai/agents.ts'
import { agentOptions, blank, demandSound, readWish } from '#main/hosts/agents-cli/write.ts'
import { demandConsent, yesOption } from '#main/hosts/agents-cli/consent.ts'
import type { Printed, Verb, VerbCall } from '#main/hosts/agents-cli/verb.ts'
import { clip, lostWords, oneLine, quoted, table, time } from '#main/hosts/cli/print.ts'
import { required, wholeNumber } from '#main/hosts/cli/read.ts'
import { AppError } from '#main/kernel/errors.ts'

/** create · list · get · update · delete */

const told = ({ raw }: StoredVoiceAgent) => ({ agent: raw })

const lineOf = (what: string, { id, configuration }: StoredVoiceAgent): string =>
  `${what} ${id}  ${oneLine(configuration.name)}`

function describe(agent: StoredVoiceAgent): string {
  const { id, configuration } = agent
  const { name, voice, tools, collectionIds, instructions } = configuration
  return [
    `${id}  ${oneLine(name)}`,
    `Changed ${time(agent.updatedAt)}`,
    voice === null
      ? 'The service chooses the voice.'
      : `Voice ${oneLine(voice.voiceId)}, threshold ${voice.vadThreshold}, silence ${voice.vadSilenceMs} ms`,
    ...collectionIds.map((one) => `Collection ${oneLine(one)}`),
    ...tools.map((tool) => `Tool ${oneLine(tool.kind === 'function' ? tool.name : `${tool.type}, at the provider`)}`),
    instructions === '' ? 'No instructions' : 'Instructions',
    ...(instructions === '' ? [] : [quoted(instructions)]),
  ].join('\n')
}

/** A file, where one is named, or what is piped in and not asked for otherwise. */
function fileOf(call: VerbCall, operand: string | undefined): string | null {
  const named = call.option('file')
  if (named !== undefined && operand !== undefined) throw new AppError('invalid_input', 'Two files are named.')
  return named ?? operand ?? null
}

const says = (call: VerbCall): boolean =>
  Object.keys(agentOptions).some((name) => call.option(name) !== undefined || call.all(name).length > 0)

const create: Verb = {
  words: 'create',
  operands: ['[FILE]'],
  options: agentOptions,
  help: 'Create an agent from options, from a JSON file, or from JSON on standard input.',
  more: [
    'Options win over the file. Without options and without FILE, standard input is read where it is a file or a pipe.',
  ],
  examples: [
    "agents create --name 'Order Support' --instructions 'Help with orders.' --voice leo",
    'agents create agent.json',
    'jq .agent saved.json | agents --json create',
  ],
  run: async (call) => {
    const file = fileOf(call, call.operands[0]) ?? (!says(call) && call.terminal.hasInput ? '-' : null)
    const draft = (await readWish(call, file)).over(blank)
    demandSound(draft, AgentFieldSchema.options)
    const made = await call.account.agents.create(createBody(draft), call.signal)
    return { json: told(made), text: lineOf('Created', made) }
  },
}

const list: Verb = {
  words: 'list',
  operands: [],
  options: { limit: { type: 'string', value: 'N', help: 'at most so many (all)' } },
  help: 'List the agents of the account, the newest first.',
  run: async (call) => {
    const limit = call.option('limit')
    const most = limit === undefined ? Infinity : wholeNumber(limit, '--limit', 1000)
    const page = await call.account.agents.page(call.signal)
    const agents = page.agents.slice(0, most)
    const rows = agents.map(({ id, configuration: { name, voice, tools }, updatedAt }) => [
      id,
      clip(name, 40),
      voice?.voiceId ?? '-',
      String(tools.length),
      time(updatedAt),
    ])
    return {
      json: { agents: agents.map(({ raw }) => raw), unreadable: page.unreadable },
      text: table(['ID', 'NAME', 'VOICE', 'TOOLS', 'CHANGED'], rows) + lostWords(page.unreadable),
    }
  },
}

const get: Verb = {
  words: 'get',
  operands: ['AGENT_ID'],
  options: {},
  help: 'Show an agent. With --json, what comes out is what update takes in.',
  run: async (call) => {
    const agent = await call.account.agents.get(required(call.operands[0], 'AGENT_ID'), call.signal)
    return { json: told(agent), text: describe(agent) }
  },
}

const isFile = (word: string): boolean => word === '-' || word.endsWith('.json') || /[\\/]/.test(word)

const update: Verb = {
  words: 'update',
  operands: ['[AGENT_ID or FILE]'],
  options: {
    ...agentOptions,
    'clear-instructions': { type: 'boolean', help: 'leave it without instructions' },
    clear: {
      type: 'string',
      multiple: true,
      value: 'FIELD',
      help: 'empty instructions, tools, voice or collection_ids',
    },
  },
  help: 'Change an agent: only the fields that are given are sent, and they are the mask.',
  more: [
    'A file names the agent by agent.agentId or agent.agent_id, and may carry field_mask and phone_number_id. Fields are taken in either spelling, snake_case or camelCase. A voice is completed by what the agent has.',
  ],
  examples: [
    "agents update agent_abc --name 'Returns desk'",
    'agents update agent_abc --clear-instructions',
    'agents --json get agent_abc > agent.json && agents update agent.json',
  ],
  run: async (call) => {
    const [word] = call.operands
    const operandIsFile = word !== undefined && isFile(word)
    const given = operandIsFile ? undefined : word
    const file =
      fileOf(call, operandIsFile ? word : undefined) ?? (word === undefined && call.terminal.hasInput ? '-' : null)
    const wish = await readWish(call, file)
    if (given !== undefined && wish.id !== null && given !== wish.id)
      throw new AppError('invalid_input', `The file is about ${wish.id}, not about ${given}.`)
    const id = required(given ?? wish.id ?? undefined, 'AGENT_ID')
    const mask = wish.mask ?? wish.fields
    if (mask.length === 0 && wish.phoneNumberId === undefined)
      throw new AppError('invalid_input', 'Nothing is given that would change. Try: agents update --help')
    const { configuration } = await call.account.agents.get(id, call.signal)
    const draft = wish.over(configuration)
    // A field the mask names and nobody gave is cleared: that is what a mask says. The name never is.
    const sent = mask
      .filter((field) => field !== 'name' && !wish.fields.includes(field))
      .reduce(
        (one, field) => ({ ...one, [field === 'collection_ids' ? 'collectionIds' : field]: emptyOf[field] }),
        draft,
      )
    demandSound(sent, mask)
    const phone = wish.phoneNumberId === undefined ? {} : { phoneNumberId: wish.phoneNumberId }
    const after = await call.account.agents.patch(id, patchBody({ configuration: sent, mask, ...phone }), call.signal)
    return {
      json: { ...told(after), field_mask: { paths: mask } },
      text: `${lineOf('Updated', after)}  ${mask.join(', ')}`,
    }
  },
}

const emptyOf = { name: '', instructions: '', tools: [], voice: null, collection_ids: [] } as const

const remove: Verb = {
  words: 'delete',
  operands: ['AGENT_ID'],
  options: yesOption,
  help: 'Delete an agent for good.',
  run: async (call): Promise<Printed> => {
    const id = required(call.operands[0], 'AGENT_ID')
    const { configuration } = await call.account.agents.get(id, call.signal)
    await demandConsent(call, `Delete ${configuration.name} (${id}) for good?`)
    await call.account.agents.remove(id, call.signal)
    return { json: { deleted: id }, text: `Deleted ${id}  ${oneLine(configuration.name)}` }
  },
}

export const agentVerbs: readonly Verb[] = [create, list, get, update, remove]
