import { erase, type WordFinder } from '#main/domain/erasing/words.ts'
import type { Connection } from '#main/store/database.ts'
import type { Found } from '#main/store/erase/found.ts'
import type { Messages } from '#main/store/messages.ts'
import { toMessage, type MessageRow } from '#main/store/rows.ts'

export type FoundInMessage = Found & { readonly messageId: number }

/** Messages without certain words. Markup in which they would still stand goes as a whole; the text stays. */
export function createMessageSearch(db: Connection, messages: Messages) {
  const rows = db.prepare<[number], MessageRow>('select * from messages where conversation_id = ? order by id')

  return (conversationId: number, finder: WordFinder): readonly FoundInMessage[] =>
    rows.all(conversationId).flatMap((row) => {
      const text = erase(finder, row.text)
      const markup = row.html === null ? { text: '', count: 0 } : erase(finder, row.html)
      const hidden = row.html !== null && isInMarkup(finder, markup.text)
      const count = Math.max(text.count, markup.count, hidden ? 1 : 0)
      if (count === 0) return []
      const html = row.html === null || hidden ? null : markup.text
      const { attachments } = toMessage(row)
      const apply = () => void messages.edit(row, { text: text.text, html, attachments })
      return [{ label: 'Messages', count, apply, messageId: row.id }]
    })
}

/** Words that tags stand inside of. */
const isInMarkup = (finder: WordFinder, html: string): boolean =>
  finder.places(html.replaceAll(/<[^<>]*>/g, '')).length > 0
