import { ConfigurationSchema, SecretNameSchema, type SecretStatus } from '#contract/settings.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { fileOrInput, json, required } from '#main/hosts/cli/read.ts'
import { oneLine, printableJson, table } from '#main/hosts/cli/print.ts'

/** config import · config export · secrets set · secrets list */

const importFile: Command = {
  words: 'config import',
  operands: ['FILE'],
  options: {},
  help: 'Replace the configuration by a JSON document ("-": standard input).',
  workspace: 'own',
  run: async (desk, call) => {
    const text = await fileOrInput(required(call.operands[0], 'FILE'), call.standardInput)
    const parsed = ConfigurationSchema.safeParse(json(text, 'The file'))
    if (!parsed.success) {
      const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
      const [first] = issues
      throw new AppError('invalid_input', `${first?.path || 'The document'}: ${first?.message ?? 'not valid'}.`, {
        data: { issues },
      })
    }
    await desk.settings.import({ configuration: parsed.data })
    const { connections, agent, tools } = parsed.data
    const names = Object.keys(connections).join(', ') || 'none'
    return {
      json: { imported: true, connections: Object.keys(connections), agent: agent?.id ?? null, tools: tools.length },
      text: `Imported. Connections: ${names}. Agent: ${oneLine(agent?.name ?? 'none')}. Tools: ${tools.length}.`,
    }
  },
}

const exportFile: Command = {
  words: 'config export',
  operands: [],
  options: {},
  help: 'Print the configuration as JSON; it never holds a secret.',
  workspace: 'own',
  run: async (desk) => {
    const { configuration } = await desk.settings.get({})
    return { json: configuration, text: printableJson(configuration) }
  },
}

const describe = (status: SecretStatus): string =>
  `${status.name}: ${status.state}${status.hint === '' ? '' : ` …${oneLine(status.hint)}`}${status.backend === '' ? '' : ` (${oneLine(status.backend)})`}`

const setSecret: Command = {
  words: 'secrets set',
  operands: ['NAME'],
  options: {},
  help: 'Store a key read from standard input. NAME: xai, support_agent, voice, management, helpdesk or tool:NAME.',
  workspace: 'own',
  run: async (desk, call) => {
    const name = SecretNameSchema.safeParse(call.operands[0])
    if (!name.success)
      throw new AppError('invalid_input', 'NAME must be xai, support_agent, voice, management, helpdesk or tool:NAME.')
    const value = (await call.standardInput()).replace(/\r?\n$/, '')
    if (value === '') throw new AppError('invalid_input', 'Nothing arrived on standard input.')
    const status = await desk.settings.saveSecret({ name: name.data, value })
    const warning =
      status.state === 'session' ? '\nIt is kept in the memory of the running desk and gone when that stops.' : ''
    return { json: status, text: describe(status) + warning }
  },
}

const listSecrets: Command = {
  words: 'secrets list',
  operands: [],
  options: {},
  help: 'Show which keys there are: status and last four characters, never a value.',
  workspace: 'own',
  run: async (desk) => {
    const { secrets } = await desk.settings.secrets({})
    const rows = secrets.map((one) => [one.name, one.state, one.hint === '' ? '-' : `…${one.hint}`, one.backend || '-'])
    return { json: { secrets }, text: table(['NAME', 'STATE', 'ENDS WITH', 'KEPT IN'], rows) }
  },
}

export const settingsCommands: readonly Command[] = [importFile, exportFile, setSecret, listSecrets]
