import { patchBody } from '#main/clients/xai/agents.ts'
import type { StoredNumber } from '#main/clients/xai/agent-wire.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import { word, wordOrNull, words, type Fields } from '#main/tools/act-fields.ts'
import { cannotTell, findMade, found, idsOf, refuse, wasSentBefore, type Refusal } from '#main/tools/act-outcomes.ts'
import { createAct, type AdministrationPorts } from '#main/tools/administration.ts'
import { existing } from '#main/tools/agent-acts.ts'
import { didNotHappen } from '#main/tools/failure.ts'
import type { Tool } from '#main/tools/tool.ts'

/** Buying, naming and releasing numbers. Whose they are is changed at agents: number-links.ts. */
export const createNumberActs = (ports: AdministrationPorts): readonly Tool[] => [
  createAct(buying(ports)),
  createAct(renaming(ports)),
  createAct(releasing(ports)),
]

type Act = Parameters<typeof createAct>[0]

const dataOf = (number: StoredNumber) => ({
  phone_number_id: number.id,
  phone_number: number.number,
  agent_id: number.agentId,
})

function buying({ phoneNumbers }: AdministrationPorts): Act {
  const numbersOf = async (signal: AbortSignal) => {
    const { numbers, unreadable } = await phoneNumbers.page(signal)
    return { all: numbers, unreadable }
  }
  return {
    name: actNames.buy,
    risk: 4,
    description: 'Buys a phone number. It costs money every month, and a number that is released does not come back.',
    sentence: 'Buy a phone number in area {{args.area_code}} and call it {{args.name}}',
    properties: {
      area_code: word('Three digits, of the United States.'),
      name: word('What it is called.'),
      description: word('What it is for.'),
    },
    run: async ({ onSent, signal }, args) => {
      await onSent(idsOf(await numbersOf(signal)))
      const number = await phoneNumbers.buy(
        { areaCode: args.text('area_code'), name: args.text('name'), description: args.text('description') },
        signal,
      )
      return { data: dataOf(number), remoteId: number.id, summary: `Bought ${number.number}` }
    },
    probe: async ({ proposal, signal }, args) => {
      const isThere = ({ areaCode }: StoredNumber) => areaCode === '' || areaCode === args.text('area_code')
      const number = findMade(
        { ...(await numbersOf(signal)), proposal, what: 'numbers of the account' },
        (one) => one.name === args.text('name') && isThere(one),
        isThere,
      )
      if ('kind' in number) return number
      return found(dataOf(number), number.id, `Found ${number.number}`)
    },
  }
}

/** Null: it is as it was when somebody signed. */
export function movedSince(number: StoredNumber, args: Fields): Refusal | null {
  if (number.agentId === args.maybe('holder_id')) return null
  const who = number.agentId === null ? 'no agent answers it any more' : 'another agent answers it now'
  return refuse('changed', `${number.number} was changed elsewhere: ${who}.`)
}

function renaming({ phoneNumbers }: AdministrationPorts): Act {
  const patchOf = (args: Fields) => ({
    ...(args.list('field_mask').includes('name') ? { name: args.text('name') } : {}),
    ...(args.list('field_mask').includes('description') ? { description: args.text('description') } : {}),
  })
  return {
    name: actNames.rename,
    risk: 1,
    description: 'Changes how a phone number is called and described.',
    sentence: 'Change {{args.field_mask}} of {{args.phone_number}}, now {{args.name}}',
    properties: {
      phone_number_id: word('The number.'),
      phone_number: word('As it is dialled.'),
      name: word('What it is called afterwards.'),
      description: word('What it is for, afterwards.'),
      before_name: word('What it was called.'),
      before_description: word('What it was for.'),
      field_mask: words('What is changed.'),
    },
    run: async ({ onSent, signal }, args) => {
      const id = args.text('phone_number_id')
      const now = await phoneNumbers.get(id, signal)
      if (now.name !== args.text('before_name') || now.description !== args.text('before_description'))
        return refuse('changed', `${now.number} was renamed elsewhere, to ${now.name}.`)
      await onSent()
      const number = await phoneNumbers.patch(id, patchOf(args), signal)
      return { data: dataOf(number), remoteId: id, summary: `Renamed ${number.number}` }
    },
    probe: async ({ signal }, args) => {
      const now = await phoneNumbers.get(args.text('phone_number_id'), signal)
      if (now.name === args.text('name') && now.description === args.text('description'))
        return found(dataOf(now), now.id, `Found ${now.number} renamed`)
      if (now.name === args.text('before_name') && now.description === args.text('before_description'))
        return didNotHappen('The number is called as before.')
      return cannotTell('The number is called neither as before nor as it should be.')
    },
  }
}

function releasing({ phoneNumbers, isInCall }: AdministrationPorts): Act {
  const gone = (id: string) => ({ phone_number_id: id, released: true })
  return {
    name: actNames.release,
    risk: 4,
    description: 'Gives a phone number back for good. Nobody can get it back.',
    sentence: 'Release {{args.phone_number}}, {{args.name}}, for good',
    properties: {
      phone_number_id: word('The number.'),
      phone_number: word('As it is dialled.'),
      name: word('What it is called.'),
      holder_id: wordOrNull('The agent that answers it.'),
    },
    run: async ({ proposal, onSent, signal }, args) => {
      const id = args.text('phone_number_id')
      const number = await existing(() => phoneNumbers.get(id, signal))
      if (number === null) {
        return wasSentBefore(proposal)
          ? { data: gone(id), remoteId: id, summary: 'Gone since it was asked for before' }
          : refuse('not_found', 'The account does not have this number any more.')
      }
      const moved = movedSince(number, args)
      if (moved !== null) return moved
      if (number.agentId !== null && (await isInCall(number.agentId)))
        return refuse('blocked', 'A call with the agent of this number is under way.', true)
      await onSent()
      await phoneNumbers.release(id, signal)
      return { data: gone(id), remoteId: id, summary: `Released ${number.number}` }
    },
    probe: async ({ signal }, args) => {
      const id = args.text('phone_number_id')
      const number = await existing(() => phoneNumbers.get(id, signal))
      return number === null ? found(gone(id), id, 'Found released') : didNotHappen('The number is still there.')
    },
  }
}

export const carrying = (name: string, phoneNumberId: string | null) =>
  patchBody({
    configuration: { name, instructions: '', tools: [], voice: null, collectionIds: [] },
    mask: ['name'],
    phoneNumberId,
  })

/** The name is sent along with every number, and an empty one would be refused or clear it. */
export const needsName = (shown: string): string =>
  `${shown} has no name at the service, and its number changes only together with it. Give it a name first.`
