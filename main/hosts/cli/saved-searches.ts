import { SearchOrderSchema, type SavedSearch } from '#contract/transcript.ts'
import { nameKey } from '#main/domain/person.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Command, Desk } from '#main/hosts/cli/command.ts'
import { clip, oneLine, table, time } from '#main/hosts/cli/print.ts'
import { requireUnderstood } from '#main/hosts/cli/query-problems.ts'
import { chosen, required } from '#main/hosts/cli/read.ts'

/** search saved · search save · search remove */

export const orders = SearchOrderSchema.options

const saved: Command = {
  words: 'search saved',
  operands: [],
  options: {},
  help: 'List the saved searches.',
  workspace: 'any',
  run: async (desk) => {
    const { searches } = await desk.transcripts.saved({})
    const rows = searches.map((one) => [
      clip(one.name, 40),
      clip(one.text, 72),
      one.order,
      clip(one.by, 24),
      one.at === 0 ? '-' : time(one.at),
    ])
    return { json: { searches }, text: table(['NAME', 'QUERY', 'ORDER', 'BY', 'SAVED'], rows) }
  },
}

const save: Command = {
  words: 'search save',
  operands: ['NAME', 'QUERY'],
  options: {
    order: { type: 'string', value: orders.join('|'), help: 'what its results are ordered by (newest)' },
    replace: { type: 'boolean', help: 'take the place of a saved search of this name' },
  },
  help: 'Save a search under a name, for everybody at this desk.',
  workspace: 'any',
  run: async (desk, call) => {
    const [name, text] = [required(call.operands[0], 'NAME'), required(call.operands[1], 'QUERY')]
    await requireUnderstood(desk, text)
    const order = chosen(call.option('order') ?? 'newest', orders, '--order')
    const search = await desk.transcripts.saveSearch({ name, text, order, replace: call.flag('replace') })
    return { json: search, text: `Saved: ${oneLine(search.name)}` }
  },
}

const remove: Command = {
  words: 'search remove',
  operands: ['NAME'],
  options: {},
  help: 'Remove a saved search; what it found stays.',
  workspace: 'any',
  run: async (desk, call) => {
    const search = await searchNamed(desk, required(call.operands[0], 'NAME'))
    await desk.transcripts.removeSearch({ id: search.id })
    return { json: search, text: `Removed: ${oneLine(search.name)}` }
  },
}

async function searchNamed(desk: Desk, name: string): Promise<SavedSearch> {
  const { searches } = await desk.transcripts.saved({})
  const found = searches.find((one) => nameKey(one.name) === nameKey(name) || one.id === name)
  if (found === undefined) throw new AppError('not_found', `No saved search is called ${name}.`)
  return found
}

export const savedSearchCommands: readonly Command[] = [saved, save, remove]
