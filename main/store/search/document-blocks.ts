import type { Connection } from '#main/store/database.ts'
import { prepared } from '#main/store/search/statements.ts'
import { blockBits } from '#main/store/search/writer.ts'

/** Where a document belongs: what of it never changes. */
export type Placed = {
  readonly key: number
  readonly conversation: number
  readonly kind: number
  readonly ref: number
}
/** Conversation 0: there is no such document. */
type Block = { readonly conversations: Float64Array; readonly kinds: Uint8Array; readonly refs: Float64Array }
type Row = readonly [id: number, conversation: number, kind: number, ref: number]

const size = 1 << blockBits
/** 17 bytes for each document: some 35 MB. */
const mostKept = 2000
/** With fewer of a block it is not worth being read whole. */
const worthReading = 48

export type DocumentBlocks = {
  /** Those that are in one of some conversations, or in any; what is there no more is left out. */
  readonly of: (numbers: readonly number[], within: ReadonlySet<number> | null) => readonly Placed[]
}

const kept = new WeakMap<Connection, DocumentBlocks>()

/**
 * Whose each document is, kept in memory by blocks: a walk over the rows of a common word asks for hundreds of them. A number is
 * given to another document only in the last block, or when the whole index is made anew.
 */
export function documentBlocks(db: Connection): DocumentBlocks {
  const known = kept.get(db) ?? createDocumentBlocks(db)
  kept.set(db, known)
  return known
}

function createDocumentBlocks(db: Connection): DocumentBlocks {
  const columns = 'd.id, d.conversation_id, d.kind, d.ref'
  const inBlock = prepared<[number, number], Row>(
    db,
    `select ${columns} from documents d where d.id >= ? and d.id < ?`,
  ).raw()
  const byNumber = prepared<[string], Row>(
    db,
    `select ${columns} from json_each(?) s cross join documents d on d.id = s.value`,
  ).raw()
  const round = prepared<[], number | null>(
    db,
    `select coalesce(value ->> '$.round', 0) from meta where key = 'search'`,
  ).pluck()
  const lastBlock = prepared<[], number | null>(db, 'select max(block) from search_blocks').pluck()
  const dataVersion = prepared<[], number>(db, 'pragma data_version').pluck()
  const blocks = new Map<number, Block>()
  let version = -1
  let roundKept = -1
  let last = -1

  /** What others wrote since can be at the end, or everywhere. */
  const refresh = () => {
    const now = dataVersion.get() ?? 0
    if (now === version) return
    version = now
    const roundNow = round.get() ?? 0
    if (roundNow !== roundKept) blocks.clear()
    roundKept = roundNow
    blocks.delete(last)
    last = lastBlock.get() ?? 0
    blocks.delete(last)
  }

  const readBlock = (number: number): Block => {
    const block = {
      conversations: new Float64Array(size),
      kinds: new Uint8Array(size),
      refs: new Float64Array(size),
    }
    for (const [id, conversation, kind, ref] of inBlock.all(number << blockBits, (number + 1) << blockBits)) {
      const at = id & (size - 1)
      block.conversations[at] = conversation
      block.kinds[at] = kind
      block.refs[at] = ref
    }
    if (blocks.size >= mostKept) blocks.clear()
    blocks.set(number, block)
    return block
  }

  const countOf = (numbers: readonly number[], from: number): number => {
    const block = (numbers[from] ?? 0) >> blockBits
    let to = from + 1
    while (to < numbers.length && (numbers[to] ?? 0) >> blockBits === block) to += 1
    return to - from
  }

  return {
    /** In their order, in which those of a block have to lie side by side. */
    of: (numbers, within) => {
      refresh()
      const single: number[] = []
      for (let at = 0; at < numbers.length;) {
        const block = (numbers[at] ?? 0) >> blockBits
        const count = countOf(numbers, at)
        if (!blocks.has(block) && count >= worthReading) readBlock(block)
        if (!blocks.has(block)) single.push(...numbers.slice(at, at + count))
        at += count
      }
      const others = new Map(
        single.length === 0 ? [] : byNumber.all(JSON.stringify(single)).map((row) => [row[0], row] as const),
      )
      const found: Placed[] = []
      const isWanted = (conversation: number): boolean => within === null || within.has(conversation)
      for (const key of numbers) {
        const block = blocks.get(key >> blockBits)
        if (block === undefined) {
          const row = others.get(key)
          if (row !== undefined && isWanted(row[1]))
            found.push({ key, conversation: row[1], kind: row[2], ref: row[3] })
          continue
        }
        const at = key & (size - 1)
        const conversation = block.conversations[at] ?? 0
        if (conversation !== 0 && isWanted(conversation))
          found.push({ key, conversation, kind: block.kinds[at] ?? 0, ref: block.refs[at] ?? 0 })
      }
      return found
    },
  }
}
