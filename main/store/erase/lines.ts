import type { CallLine } from '#contract/call.ts'
import { eraseLine, type Moments } from '#main/domain/erasing/line.ts'
import type { WordFinder } from '#main/domain/erasing/words.ts'
import { fromLine, toLine, type LineRow } from '#main/store/call-rows.ts'
import type { Connection } from '#main/store/database.ts'
import type { Found } from '#main/store/erase/found.ts'

/** Around words with exact times: a breath. Where times are estimated, the whole line falls silent. */
const aroundMs = 80

/** Captions without certain words, and when these are heard. */
export function createLineSearch(db: Connection) {
  const rows = db.prepare<[number], LineRow>(
    'select * from call_lines where call = (select seq from calls where conversation_id = ?) order by seq',
  )
  const write = db.prepare<[string, number, number]>('update call_lines set body = ? where call = ? and seq = ?')

  return (conversationId: number, finder: WordFinder): readonly Found[] =>
    rows.all(conversationId).flatMap((row) => {
      const before = toLine(row)
      const { line, count, spoken } = eraseLine(finder, before)
      if (count === 0) return []
      const apply = () => void write.run(fromLine(row.call, line).body, row.call, row.seq)
      return [{ label: 'Captions', count, apply, spoken: spoken.map((one) => wholeOf(before, one)) }]
    })
}

const wholeOf = ({ timing, startMs, endMs }: CallLine, { fromMs, toMs }: Moments): Moments =>
  timing === 'exact'
    ? { fromMs: Math.max(0, fromMs - aroundMs), toMs: toMs + aroundMs }
    : { fromMs: Math.max(0, startMs - aroundMs), toMs: endMs + aroundMs }
