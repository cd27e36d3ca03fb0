import type { Connection } from '#main/store/database.ts'
import type { Fact } from '#main/store/search/action-facts.ts'

/** Facts of conversations have numbers below zero, so that those of actions keep their proposal's. */
export const ofConversation = (conversationId: number): number => -conversationId

type Row = { readonly field: number; readonly value: string | number }

/** Facts as they are kept; only what changed is written. Inside the caller's transaction. */
export function createFactStore(db: Connection) {
  const fieldId = db.prepare<[string], number>('select id from search_fields where name = ?').pluck()
  const insertField = db.prepare<[string]>('insert into search_fields(name) values (?)')
  const known = db.prepare<[number], Row>('select field, value from search_facts where subject = ?')
  const insert = db.prepare<[number, string | number, number]>(
    'insert or ignore into search_facts(field, value, subject) values (?, ?, ?)',
  )
  const remove = db.prepare<[number, string | number, number]>(
    'delete from search_facts where field = ? and value = ? and subject = ?',
  )
  const insertLabel = db.prepare<[number, string, string]>(
    'insert or ignore into search_labels(field, value, label) values (?, ?, ?)',
  )
  const fields = new Map<string, number>()

  const idOf = (name: string): number => {
    const id = fields.get(name) ?? fieldId.get(name) ?? Number(insertField.run(name).lastInsertRowid)
    fields.set(name, id)
    return id
  }
  const keyOf = ({ field, value }: Row): string => `${field}:${typeof value}:${value}`

  return {
    /** After a transaction was taken back, or fields were. */
    forgetAll: () => fields.clear(),
    replace: (subject: number, facts: readonly Fact[]) => {
      const wanted = new Map(
        facts.map(({ field, value, label }) => {
          const fact = { field: idOf(field), value, label }
          return [keyOf(fact), fact] as const
        }),
      )
      for (const row of known.all(subject)) {
        if (!wanted.delete(keyOf(row))) remove.run(row.field, row.value, subject)
      }
      for (const { field, value, label } of wanted.values()) {
        insert.run(field, value, subject)
        if (typeof value === 'string' && label !== undefined && label !== value) insertLabel.run(field, value, label)
      }
    },
    has: (subject: number, field: string, value: string): boolean =>
      known.all(subject).some((row) => row.field === idOf(field) && row.value === value),
  }
}
