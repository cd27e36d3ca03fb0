import type { PhoneNumber } from '#contract/agent.ts'
import { actOnNumber, actOptions, typedOption } from '#main/hosts/cli/act.ts'
import { agentNamed } from '#main/hosts/cli/agents.ts'
import type { Command, Desk } from '#main/hosts/cli/command.ts'
import { required } from '#main/hosts/cli/read.ts'
import { oneNamed } from '#main/hosts/cli/named.ts'
import { clip, table } from '#main/hosts/cli/print.ts'

/** numbers list · buy · assign · unassign · rename · release */

/** By its id, as it is dialled, or by a name that only one has. */
async function numberNamed(desk: Desk, word: string | undefined): Promise<PhoneNumber> {
  const wanted = required(word, 'NUMBER')
  const { numbers } = await desk.numbers.list({})
  const digits = wanted.replaceAll(/[^\d+]/g, '')
  const dialled = numbers.find(({ number }) => digits !== '' && number === digits)
  return dialled ?? oneNamed(numbers, wanted, 'number')
}

const list: Command = {
  words: 'numbers list',
  operands: [],
  options: {},
  help: 'List the phone numbers of the account, and which agent answers each.',
  workspace: 'any',
  run: async (desk) => {
    const page = await desk.numbers.list({})
    const rows = page.numbers.map((one) => [
      one.id,
      one.number,
      clip(one.name, 32),
      one.agentId === null ? '-' : clip(one.agentName ?? one.agentId, 32),
      one.inCall ? 'in a call' : '',
    ])
    return { json: page, text: table(['ID', 'NUMBER', 'NAME', 'ANSWERED BY', ''], rows) }
  },
}

const buy: Command = {
  words: 'numbers buy',
  operands: ['AREA_CODE'],
  options: {
    name: { type: 'string', value: 'TEXT', help: 'what it is called' },
    description: { type: 'string', value: 'TEXT', help: 'what it is for' },
    ...typedOption('the area code'),
    ...actOptions,
  },
  help: 'Buy a number in an area of the United States. It costs money every month, and is sent once.',
  workspace: 'any',
  run: (desk, call) =>
    actOnNumber(desk, call, {
      act: 'buy',
      areaCode: required(call.operands[0], 'AREA_CODE'),
      name: required(call.option('name'), '--name'),
      description: call.option('description') ?? '',
    }),
}

const assign: Command = {
  words: 'numbers assign',
  operands: ['NUMBER', 'AGENT'],
  options: { move: { type: 'boolean', help: 'take it from the agent that has it now' }, ...actOptions },
  help: 'Let an agent answer a number.',
  workspace: 'any',
  run: async (desk, call) => {
    const { id } = await numberNamed(desk, call.operands[0])
    const agent = await agentNamed(desk, call.operands[1])
    return actOnNumber(desk, call, { act: 'assign', id, agentId: agent.id, move: call.flag('move') })
  },
}

const unassign: Command = {
  words: 'numbers unassign',
  operands: ['NUMBER'],
  options: actOptions,
  help: 'Take a number from the agent that answers it.',
  workspace: 'any',
  run: async (desk, call) =>
    actOnNumber(desk, call, { act: 'unassign', id: (await numberNamed(desk, call.operands[0])).id }),
}

const rename: Command = {
  words: 'numbers rename',
  operands: ['NUMBER'],
  options: {
    name: { type: 'string', value: 'TEXT', help: 'what it is called from now on' },
    description: { type: 'string', value: 'TEXT', help: 'what it is for' },
    'clear-description': { type: 'boolean', help: 'leave it without a description' },
    ...actOptions,
  },
  help: 'Change the name or the description of a number.',
  workspace: 'any',
  run: async (desk, call) => {
    const now = await numberNamed(desk, call.operands[0])
    const clearDescription = call.flag('clear-description')
    return actOnNumber(desk, call, {
      act: 'rename',
      id: now.id,
      name: call.option('name') ?? now.name,
      description: clearDescription ? '' : (call.option('description') ?? now.description),
      clearDescription,
    })
  },
}

const release: Command = {
  words: 'numbers release',
  operands: ['NUMBER'],
  options: { ...typedOption('the last four digits of the number'), ...actOptions },
  help: 'Give a number back for good. Nobody can get it back.',
  workspace: 'any',
  run: async (desk, call) =>
    actOnNumber(desk, call, { act: 'release', id: (await numberNamed(desk, call.operands[0])).id }),
}

export const numberCommands: readonly Command[] = [list, buy, assign, unassign, rename, release]
