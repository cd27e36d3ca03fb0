import { patchBody } from '#main/clients/xai/agents.ts'
import { isUnnamed, type StoredNumber } from '#main/clients/xai/agent-wire.ts'
import { findNumberProblems } from '#main/domain/agents/limits.ts'
import { demandConsent, yesOption } from '#main/hosts/agents-cli/consent.ts'
import type { Verb, VerbCall } from '#main/hosts/agents-cli/verb.ts'
import { clip, lostWords, oneLine, table } from '#main/hosts/cli/print.ts'
import { required } from '#main/hosts/cli/read.ts'
import { AppError } from '#main/kernel/errors.ts'
import { needsName } from '#main/tools/number-acts.ts'

/** numbers list · get · purchase · assign · unassign · release */

const wireOf = (one: StoredNumber) => ({
  phone_number_id: one.id,
  phone_number: one.number,
  name: one.name,
  description: one.description,
  area_code: one.areaCode,
  agent_id: one.agentId,
})
const printed = (what: string, one: StoredNumber) => ({
  json: { phone_number: wireOf(one) },
  text: `${what} ${one.id}  ${one.number}  ${oneLine(one.name)}${one.agentId === null ? '' : `  answered by ${one.agentId}`}`,
})
const idIn = (call: VerbCall): string => required(call.operands[0], 'NUMBER_ID')
const numberOf = (call: VerbCall): Promise<StoredNumber> => call.account.numbers.get(idIn(call), call.signal)

const list: Verb = {
  words: 'numbers list',
  operands: [],
  options: {},
  help: 'List the phone numbers of the account, and the agent that answers each.',
  run: async (call) => {
    const { numbers, unreadable } = await call.account.numbers.page(call.signal)
    const rows = numbers.map((one) => [one.id, one.number, clip(one.name, 32), one.agentId ?? '-'])
    return {
      json: { phone_numbers: numbers.map(wireOf), unreadable },
      text: table(['ID', 'NUMBER', 'NAME', 'ANSWERED BY'], rows) + lostWords(unreadable),
    }
  },
}

const get: Verb = {
  words: 'numbers get',
  operands: ['NUMBER_ID'],
  options: {},
  help: 'Show a phone number.',
  run: async (call) => printed('Number', await numberOf(call)),
}

const purchase: Verb = {
  words: 'numbers purchase',
  operands: [],
  options: {
    'area-code': { type: 'string', value: 'NNN', help: 'three digits, of the United States' },
    name: { type: 'string', value: 'TEXT', help: 'what it is called' },
    description: { type: 'string', value: 'TEXT', help: 'what it is for' },
    ...yesOption,
  },
  help: 'Buy a phone number. It costs money every month; the request is sent once.',
  examples: ["agents numbers purchase --area-code 802 --name 'Front desk' --yes"],
  run: async (call) => {
    const wish = {
      areaCode: required(call.option('area-code'), '--area-code'),
      name: required(call.option('name'), '--name'),
      description: call.option('description') ?? '',
    }
    const [problem] = findNumberProblems({ act: 'buy', ...wish })
    if (problem !== undefined) throw new AppError('invalid_input', problem.message)
    await demandConsent(call, `Buy a number in area ${wish.areaCode}? It costs money every month.`)
    return printed('Bought', await call.account.numbers.buy(wish, call.signal))
  },
}

/** The name goes along as it is: a mask that names a field without a value would clear it. */
async function link(call: VerbCall, agentId: string, phoneNumberId: string | null): Promise<void> {
  const agent = await call.account.agents.get(agentId, call.signal)
  const { configuration } = agent
  if (isUnnamed(agent)) throw new AppError('blocked', needsName(configuration.name), { data: { sent: false } })
  await call.account.agents.patch(agentId, patchBody({ configuration, mask: [], phoneNumberId }), call.signal)
}

async function takeFrom(call: VerbCall, number: StoredNumber, agentId: string): Promise<void> {
  const { numbers } = await call.account.numbers.page(call.signal)
  if (numbers.filter((one) => one.agentId === agentId).length > 1)
    throw new AppError(
      'conflict',
      `${agentId} answers several numbers, and the interface cannot say which of them it gives back. Use the console.`,
      { data: { phone_number_id: number.id, agent_id: agentId, sent: false } },
    )
  await link(call, agentId, null)
}

const assign: Verb = {
  words: 'numbers assign',
  operands: ['NUMBER_ID', 'AGENT_ID'],
  options: { move: { type: 'boolean', help: 'take it from the agent that answers it now' } },
  help: 'Let an agent answer a number. Its name is sent along as it is.',
  run: async (call) => {
    const agentId = required(call.operands[1], 'AGENT_ID')
    const number = await numberOf(call)
    if (number.agentId === agentId) return printed('As before:', number)
    // Read first, so that an agent that is not there takes no number from another.
    await call.account.agents.get(agentId, call.signal)
    if (number.agentId !== null) {
      if (!call.flag('move'))
        throw new AppError('conflict', `${number.agentId} answers ${number.number}. To take it from there: --move`, {
          data: { agent_id: number.agentId, sent: false },
        })
      await takeFrom(call, number, number.agentId)
    }
    await link(call, agentId, number.id)
    return printed('Assigned', await numberOf(call))
  },
}

const unassign: Verb = {
  words: 'numbers unassign',
  operands: ['NUMBER_ID'],
  options: {},
  help: 'Take a number from the agent that answers it. The name of the agent is sent along as it is.',
  run: async (call) => {
    const number = await numberOf(call)
    if (number.agentId === null) return printed('As before:', number)
    await takeFrom(call, number, number.agentId)
    return printed('Unassigned', await numberOf(call))
  },
}

const release: Verb = {
  words: 'numbers release',
  operands: ['NUMBER_ID'],
  options: yesOption,
  help: 'Give a number back for good. Nobody can get it back.',
  run: async (call) => {
    const number = await numberOf(call)
    await demandConsent(call, `Release ${number.number} (${number.name}) for good?`)
    await call.account.numbers.release(number.id, call.signal)
    return { json: { released: number.id }, text: `Released ${number.id}  ${number.number}` }
  },
}

export const numberVerbs: readonly Verb[] = [list, get, purchase, assign, unassign, release]
