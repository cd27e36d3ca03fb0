import { actionFields } from '#main/domain/query/action-fields.ts'
import { conversationFields } from '#main/domain/query/conversation-fields.ts'
import { choice, moment, nameKey, text, type Field } from '#main/domain/query/field.ts'

const rowFields: readonly Field[] = [
  {
    name: 'from',
    aliases: [],
    of: 'row',
    takes: choice(
      {
        customer: ['Customer', 'user'],
        agent: ['Agent', 'ai', 'assistant'],
        operator: ['Operator', 'human', 'staff'],
        bot: ['Another bot'],
        system: ['System'],
      },
      (anyOf) => ({ field: 'from', anyOf }),
    ),
    example: 'from:customer',
    help: 'Who said it.',
  },
  {
    name: 'author',
    aliases: ['name'],
    of: 'row',
    takes: text('people', (anyOf) => ({ field: 'author', anyOf })),
    example: 'author:"Jo Lindqvist"',
    help: 'The name of who said it; me is you.',
  },
  {
    name: 'before',
    aliases: ['until'],
    of: 'row',
    takes: moment((at) => ({ field: 'before', at })),
    example: 'before:2026-01-01',
    help: 'Said or done before a day or moment, which is not included.',
  },
  {
    name: 'after',
    aliases: ['since'],
    of: 'row',
    takes: moment((at) => ({ field: 'after', at })),
    example: 'after:-7d',
    help: 'Said or done from a day or moment on, which is included.',
  },
]

/** Every field of the query language. Parser, printer, suggestions, help and documentation read this table. */
export const fields: readonly Field[] = [...rowFields, ...actionFields, ...conversationFields]

const byName = new Map(fields.flatMap((field) => [field.name, ...field.aliases].map((name) => [name, field] as const)))

/** The field of a name as it is typed: `decision`, `arg.amount`. `arg` alone needs the name of an argument. */
export function findField(name: string): Field | null {
  const key = name.toLowerCase()
  const root = key.startsWith('arg.') || key.startsWith('argument.') ? 'arg' : key
  return byName.get(root) ?? byName.get(nameKey(root)) ?? null
}
