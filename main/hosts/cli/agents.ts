import { AgentFieldSchema, type AgentConfiguration, type AgentField, type AgentRow } from '#contract/agent.ts'
import { AppError } from '#main/kernel/errors.ts'
import { actOnAgent, actOptions, typedOption } from '#main/hosts/cli/act.ts'
import { readAgentFile, withFile } from '#main/hosts/cli/agent-file.ts'
import type { Call, Command, Desk, Option } from '#main/hosts/cli/command.ts'
import { chosen, required, wholeNumber } from '#main/hosts/cli/read.ts'
import { oneNamed } from '#main/hosts/cli/named.ts'
import { clip, lostWords, oneLine, quoted, readableJson, table, time } from '#main/hosts/cli/print.ts'

/** agents list · get · templates · create · update · delete · versions · diff · restore */

/** By its id, or by a name that only one has. */
export async function agentNamed(desk: Desk, word: string | undefined): Promise<AgentRow> {
  const wanted = required(word, 'AGENT')
  return oneNamed((await desk.agents.list({})).agents, wanted, 'agent')
}

const list: Command = {
  words: 'agents list',
  operands: [],
  options: {},
  help: 'List the voice agents of the account.',
  workspace: 'any',
  run: async (desk) => {
    const page = await desk.agents.list({})
    const rows = page.agents.map((one) => [
      one.id,
      clip(one.name, 32),
      one.voiceId,
      `${one.gatedTools}+${one.providerTools}`,
      one.numbers.map(({ number }) => number).join(' ') || '-',
      time(one.updatedAt),
      one.changedOutside === null ? '' : 'changed elsewhere',
    ])
    return {
      json: page,
      text:
        table(['ID', 'NAME', 'VOICE', 'TOOLS (HERE+PROVIDER)', 'NUMBERS', 'CHANGED', ''], rows) +
        lostWords(page.unreadable),
    }
  },
}

const get: Command = {
  words: 'agents get',
  operands: ['AGENT'],
  options: {},
  help: 'Show an agent, by id or name, with what was noticed about it.',
  workspace: 'any',
  run: async (desk, call) => {
    const view = await desk.agents.get({ id: (await agentNamed(desk, call.operands[0])).id })
    const { row, configuration, base, findings } = view
    const { voice } = configuration
    const text = [
      `${row.id}  ${oneLine(row.name)}  version ${base.version}`,
      voice === null
        ? 'The service chooses the voice.'
        : `Voice ${oneLine(voice.voiceId)}, threshold ${voice.vadThreshold}, silence ${voice.vadSilenceMs} ms`,
      ...row.numbers.map(({ number, name }) => `Number ${number}  ${oneLine(name)}`),
      ...configuration.collectionIds.map((id) => `Collection ${oneLine(id)}`),
      ...configuration.tools.map((tool) =>
        tool.kind === 'function' ? `Tool ${oneLine(tool.name)}` : `Tool ${oneLine(tool.type)}, at the provider`,
      ),
      'Instructions',
      quoted(configuration.instructions),
      ...findings.map(({ level, message }) => `${level}  ${oneLine(message)}`),
      ...row.open.map((act) => `Under way: ${act.proposalId}  ${act.state}  ${oneLine(act.sentence)}`),
    ]
    return { json: view, text: text.join('\n') }
  },
}

const templates: Command = {
  words: 'agents templates',
  operands: [],
  options: {},
  help: 'List what an agent can be begun with.',
  workspace: 'any',
  run: async (desk) => {
    const answer = await desk.agents.templates({})
    const rows = answer.templates.map(({ id, summary }) => [id, summary])
    return { json: answer, text: table(['TEMPLATE', 'FOR'], rows) }
  },
}

const written: Readonly<Record<string, Option>> = {
  name: { type: 'string', value: 'TEXT', help: 'its name' },
  instructions: { type: 'string', value: 'TEXT', help: 'its instructions' },
  file: { type: 'string', value: 'FILE', help: 'an agent as JSON, bare or under "agent" ("-": standard input)' },
}

const withWords = (draft: AgentConfiguration, call: Call): AgentConfiguration => ({
  ...draft,
  name: call.option('name') ?? draft.name,
  instructions: call.option('instructions') ?? draft.instructions,
})

const create: Command = {
  words: 'agents create',
  operands: [],
  options: {
    ...written,
    template: { type: 'string', value: 'TEMPLATE', help: 'what to begin with (blank)' },
    ...actOptions,
  },
  help: 'Create an agent, from options, a file or a template.',
  workspace: 'any',
  run: async (desk, call) => {
    const all = (await desk.agents.templates({})).templates
    const wanted = chosen(
      call.option('template') ?? 'blank',
      all.map(({ id }) => id),
      '--template',
    )
    const begun = all.find(({ id }) => id === wanted)
    if (begun === undefined) throw new AppError('internal', 'The template is missing.')
    const file = await readAgentFile(call)
    const draft = withWords(file === null ? begun.configuration : withFile(begun.configuration, file), call)
    const template = wanted === 'blank' ? null : wanted
    return actOnAgent(desk, call, { act: 'create', draft, template })
  },
}

const update: Command = {
  words: 'agents update',
  operands: ['AGENT'],
  options: {
    ...written,
    'clear-instructions': { type: 'boolean', help: 'leave it without instructions' },
    clear: {
      type: 'string',
      multiple: true,
      value: 'FIELD',
      help: 'empty it on purpose: instructions, tools, voice, collection_ids',
    },
    ...actOptions,
  },
  help: 'Publish a change of an agent: only what differs is sent.',
  workspace: 'any',
  run: async (desk, call) => {
    const { id } = await agentNamed(desk, call.operands[0])
    const { configuration, base } = await desk.agents.get({ id })
    const file = await readAgentFile(call)
    if (file !== null && file.id !== null && file.id !== id)
      throw new AppError('invalid_input', `The file is about ${file.id}, not about ${id}.`)
    const clear = cleared(call)
    const draft = emptied(withWords(file === null ? configuration : withFile(configuration, file), call), clear)
    return actOnAgent(desk, call, { act: 'publish', change: { id, base: base.version, draft, clear, restores: null } })
  },
}

function cleared(call: Call): AgentField[] {
  const named = call.all('clear').map((word) => chosen(word, AgentFieldSchema.options, '--clear'))
  return [...new Set([...named, ...(call.flag('clear-instructions') ? (['instructions'] as const) : [])])]
}

function emptied(draft: AgentConfiguration, clear: readonly AgentField[]): AgentConfiguration {
  return {
    ...draft,
    ...(clear.includes('instructions') ? { instructions: '' } : {}),
    ...(clear.includes('tools') ? { tools: [] } : {}),
    ...(clear.includes('voice') ? { voice: null } : {}),
    ...(clear.includes('collection_ids') ? { collectionIds: [] } : {}),
  }
}

const remove: Command = {
  words: 'agents delete',
  operands: ['AGENT'],
  options: { ...typedOption('the name of the agent'), ...actOptions },
  help: 'Delete an agent at the service. Its versions stay here.',
  workspace: 'any',
  run: async (desk, call) =>
    actOnAgent(desk, call, { act: 'delete', id: (await agentNamed(desk, call.operands[0])).id }),
}

/** Of an agent that is gone only its id is left. */
const idOf = async (desk: Desk, word: string | undefined): Promise<string> => {
  const wanted = required(word, 'AGENT')
  return agentNamed(desk, wanted)
    .then(({ id }) => id)
    .catch(() => wanted)
}

const versions: Command = {
  words: 'agents versions',
  operands: ['AGENT'],
  options: { limit: { type: 'string', value: 'N', help: 'how many, at most 200 (50)' } },
  help: 'List the versions this desk keeps of an agent, the newest first. Deleted agents keep theirs.',
  workspace: 'any',
  run: async (desk, call) => {
    const id = await idOf(desk, call.operands[0])
    const limit = wholeNumber(call.option('limit') ?? '50', '--limit', 200)
    const page = await desk.agents.versions({ id, before: null, limit })
    const rows = page.versions.map((one) => [
      String(one.version),
      time(one.at),
      one.origin,
      clip(one.by ?? '', 24),
      one.changed.join(', '),
      one.hash.slice(0, 12),
    ])
    return { json: page, text: table(['VERSION', 'AT', 'ORIGIN', 'BY', 'CHANGED', 'HASH'], rows) }
  },
}

const version = (call: Call, name: string): number =>
  wholeNumber(required(call.option(name), `--${name}`), `--${name}`, 999_999_999)

const diff: Command = {
  words: 'agents diff',
  operands: ['AGENT'],
  options: {
    from: { type: 'string', value: 'VERSION', help: 'the older one' },
    to: { type: 'string', value: 'VERSION', help: 'the newer one' },
  },
  help: 'Show what lies between two versions of an agent.',
  workspace: 'any',
  run: async (desk, call) => {
    const id = await idOf(desk, call.operands[0])
    const answer = await desk.agents.diff({ id, from: version(call, 'from'), to: version(call, 'to') })
    const text = answer.differences.flatMap(({ label, before, after }) => [
      oneLine(label),
      quoted(`- ${before ?? '(nothing)'}`),
      quoted(`+ ${after ?? '(nothing)'}`),
    ])
    return { json: answer, text: text.length === 0 ? 'Nothing is different.' : text.join('\n') }
  },
}

const restore: Command = {
  words: 'agents restore',
  operands: ['AGENT'],
  options: { version: { type: 'string', value: 'VERSION', help: 'the one to go back to' }, ...actOptions },
  help: 'Publish an earlier version of an agent again, as a change like any other.',
  workspace: 'any',
  run: async (desk, call) => {
    const { id } = await agentNamed(desk, call.operands[0])
    const { change } = await desk.agents.restore({ id, version: version(call, 'version') })
    return actOnAgent(desk, call, { act: 'publish', change })
  },
}

const show: Command = {
  words: 'agents version',
  operands: ['AGENT'],
  options: { version: { type: 'string', value: 'VERSION', help: 'which one' } },
  help: 'Print a version of an agent as JSON.',
  workspace: 'any',
  run: async (desk, call) => {
    const id = await idOf(desk, call.operands[0])
    const answer = await desk.agents.version({ id, version: version(call, 'version') })
    return { json: answer, text: readableJson(answer.configuration) }
  },
}

export const agentCommands: readonly Command[] = [
  list,
  get,
  templates,
  create,
  update,
  remove,
  versions,
  show,
  diff,
  restore,
]
