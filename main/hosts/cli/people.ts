import { PublicKeySchema, type Person } from '#contract/approval.ts'
import { nameKey } from '#main/domain/person.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Answer, Command, Desk } from '#main/hosts/cli/command.ts'
import { required } from '#main/hosts/cli/read.ts'
import { clip, oneLine, table, time } from '#main/hosts/cli/print.ts'

/** people list · add · pin · disable */

/** Somebody who may sign, by name. */
export async function personNamed(desk: Desk, name: string): Promise<Person> {
  const { people } = await desk.people.list({})
  const found = people.find((one) => one.disabledAt === null && nameKey(one.name) === nameKey(name))
  if (found === undefined) throw new AppError('not_found', `Nobody called ${name} may sign here.`)
  return found
}

/** The lines of standard input; a PIN is never an argument, where other users of the machine could read it. */
export async function linesOf(standardInput: () => Promise<string>, names: readonly string[]): Promise<string[]> {
  const lines = (await standardInput()).split(/\r?\n/)
  return names.map((name, index) => required(lines[index], `${name} on standard input`))
}

const told = (person: Person): Answer => ({
  json: person,
  text: `${person.id}  ${oneLine(person.name)}  ${person.hasPin ? 'signs here' : 'signs at another desk'}\nKey ${person.publicKey}`,
})

const list: Command = {
  words: 'people list',
  operands: [],
  options: {},
  help: 'Show who may sign second, and with which public key.',
  workspace: 'any',
  run: async (desk) => {
    const { people } = await desk.people.list({})
    const rows = people.map((one) => [
      clip(one.name, 40),
      one.disabledAt !== null ? `no, since ${time(one.disabledAt)}` : one.hasPin ? 'here' : 'at another desk',
      time(one.createdAt),
      one.publicKey,
    ])
    return { json: { people }, text: table(['NAME', 'SIGNS', 'ADDED', 'PUBLIC KEY'], rows) }
  },
}

const add: Command = {
  words: 'people add',
  operands: ['NAME'],
  options: {
    key: { type: 'string', value: 'HEX', help: 'the public key of somebody who signs at a desk of their own' },
  },
  help: 'Let somebody sign second: here, with a PIN read from standard input, or with --key at another desk.',
  workspace: 'any',
  run: async (desk, call) => {
    const name = required(call.operands[0], 'NAME')
    const key = call.option('key')
    if (key !== undefined) {
      const parsed = PublicKeySchema.safeParse(key)
      if (!parsed.success) throw new AppError('invalid_input', '--key must be 64 hex digits.')
      return told(await desk.people.add({ name, publicKey: parsed.data }))
    }
    const [pin = ''] = await linesOf(call.standardInput, ['The PIN'])
    return told(await desk.people.add({ name, pin }))
  },
}

const pin: Command = {
  words: 'people pin',
  operands: ['NAME'],
  options: {},
  help: 'Change a PIN: the present one and the next one, each on a line of standard input.',
  workspace: 'any',
  run: async (desk, call) => {
    const { id } = await personNamed(desk, required(call.operands[0], 'NAME'))
    const [present = '', next = ''] = await linesOf(call.standardInput, ['The present PIN', 'The next PIN'])
    return told(await desk.people.setPin({ id, pin: present, next }))
  },
}

const disable: Command = {
  words: 'people disable',
  operands: ['NAME'],
  options: {},
  help: 'Somebody does not sign any more. For good; the name can be given again.',
  workspace: 'any',
  run: async (desk, call) => {
    const { id } = await personNamed(desk, required(call.operands[0], 'NAME'))
    const person = await desk.people.disable({ id })
    return { json: person, text: `${oneLine(person.name)} does not sign here any more.` }
  },
}

export const peopleCommands: readonly Command[] = [list, add, pin, disable]
