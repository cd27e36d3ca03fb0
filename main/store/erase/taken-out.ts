import type { RedactionBody } from '#main/store/annotation-rows.ts'
import type { Connection } from '#main/store/database.ts'

/** What was taken out of a conversation here, while another place still has it. */
export type TakenOut = {
  readonly messages: ReadonlySet<number>
  /** `after`, with what was taken out as it is here. */
  readonly keep: <T extends object>(before: T, after: T) => T
}

const nothing: TakenOut = { messages: new Set(), keep: (_, after) => after }

export function createTakenOut(db: Connection): (conversationId: number) => TakenOut {
  const bodies = db.prepare<[number], string>('select body from redactions where conversation_id = ?').pluck()
  return (conversationId) => {
    const redactions = bodies.all(conversationId).map((body) => JSON.parse(body) as RedactionBody)
    if (redactions.length === 0) return nothing
    const fields = new Set(redactions.flatMap((one) => one.fields))
    return {
      messages: new Set(redactions.flatMap((one) => one.messages)),
      keep: (before, after) => {
        const kept = Object.entries(before).filter(([name]) => fields.has(name))
        return { ...after, ...Object.fromEntries(kept) }
      },
    }
  }
}
