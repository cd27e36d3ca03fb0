import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import type { Json } from '#contract/tool.ts'
import { understand, understandRecord, type Form, type Understood } from '#main/domain/exchange/understand.ts'
import { isTooDeep } from '#main/domain/exchange/keepable.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, openForWriting } from '#main/store/database.ts'
import { createRecordReader } from '#main/store/exchange/record-reader.ts'
import { readLines } from '#main/store/exchange/lines.ts'
import { checkOrder, currentVersion, migrate, migrations, pending } from '#main/store/migrate.ts'
import { checkIntegrity } from '#main/store/verify.ts'

/** What a file holds, one conversation after the other, whichever of the known forms it has. */
export type Incoming =
  | { readonly kind: 'conversation'; readonly line: number; readonly form: Form; readonly record: TranscriptRecord }
  | { readonly kind: 'bad'; readonly line: number; readonly reason: string; readonly raw: string }
  | { readonly kind: 'masked' }
  /** How far it is: bytes of a file, conversations of a backup. */
  | { readonly kind: 'at'; readonly done: number; readonly total: number }

const wholeDocumentBytes = 64 * 1024 * 1024
const shown = 2000

/** `file` is a copy of our own: a backup of an older program is brought to this one's form in it. */
export function* readIncoming(file: string, at: number): Generator<Incoming, void, undefined> {
  const head = headOf(file)
  if (head.subarray(0, 16).toString('latin1') === 'SQLite format 3\0') return yield* readBackup(file, at)
  const packed = packedAs(head)
  if (packed !== null)
    throw new AppError('invalid_input', `This is ${packed}. Unpack it first: what is packed is not opened here.`)
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff))
    throw new AppError('invalid_input', 'The file is UTF-16. Save it as UTF-8 first.')
  const document = readWhole(file)
  if (document !== null) return yield* readDocument(document, at)
  const total = statSync(file).size
  for (const line of readLines(file)) {
    yield 'text' in line ? readLine(line.text, line.number, at) : { kind: 'bad', line: line.number, ...pick(line) }
    yield { kind: 'at', done: line.end, total }
  }
}

const pick = ({ reason, raw }: { readonly reason: string; readonly raw: string }) => ({ reason, raw })

function readLine(text: string, line: number, at: number): Incoming {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch (thrown) {
    return toIncoming({ kind: 'bad', reason: `No JSON: ${whyOf(thrown)}.` }, line, text)
  }
  return toIncoming(
    orBad(() => understand(value, at)),
    line,
    text,
  )
}

const whyOf = (thrown: unknown): string =>
  (thrown instanceof Error ? thrown.message : 'it cannot be read').slice(0, 200)

/** One that nobody foresaw spoils no others. */
function orBad(read: () => Understood): Understood {
  try {
    return read()
  } catch (thrown) {
    return { kind: 'bad', reason: `It cannot be read: ${whyOf(thrown)}.` }
  }
}

function toIncoming(understood: Understood, line: number, text: string): Incoming {
  switch (understood.kind) {
    case 'bad':
      return { kind: 'bad', line, reason: understood.reason, raw: text.slice(0, shown) }
    case 'header':
      return understood.masks.length === 0 ? { kind: 'at', done: 0, total: 0 } : { kind: 'masked' }
    case 'conversation':
      return { kind: 'conversation', line, form: understood.form, record: understood.record }
    default:
      throw new AppError('internal', 'Understood as something unknown.')
  }
}

/** A document of one value over many lines, or a list of them; null: lines. */
function readWhole(file: string): readonly Json[] | null {
  if (statSync(file).size > wholeDocumentBytes) return null
  const bytes = readFileSync(file)
  let isUtf8 = true
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes).trim()
  } catch {
    ;[isUtf8, text] = [false, bytes.toString('latin1').trim()]
  }
  if (!/^[[{]/.test(text)) return null
  const isList = text.startsWith('[')
  if (!isList) {
    const [first = ''] = text.split('\n', 1)
    if (first.trim() !== '{' && text.includes('\n')) return null
  }
  try {
    const value = JSON.parse(text) as Json
    if (isUtf8) return Array.isArray(value) ? (value as readonly Json[]) : [value]
  } catch {
    return null
  }
  throw new AppError('invalid_input', 'The file is not UTF-8. Save it as UTF-8 first.')
}

function* readDocument(values: readonly Json[], at: number): Generator<Incoming, void, undefined> {
  for (const [index, value] of values.entries()) {
    const understood = orBad(() => understand(value, at))
    const raw = understood.kind === 'bad' && isTooDeep(value) ? '' : JSON.stringify(value)
    yield toIncoming(understood, index + 1, raw)
    yield { kind: 'at', done: index + 1, total: values.length }
  }
}

function* readBackup(file: string, at: number): Generator<Incoming, void, undefined> {
  const db = openForWriting(file)
  try {
    guarded(() => {
      pending(db, migrations)
      if (currentVersion(db) === 0) throw new AppError('invalid_input', 'That database is none of a desk.')
      checkOrder(db, migrations)
      const problems = checkIntegrity(db)
      if (problems.length > 0) throw new AppError('database_damaged', 'That backup is damaged.', { data: { problems } })
      migrate(db, migrations, at)
    })
    const read = createRecordReader(db)
    const ids = guarded(() => db.prepare<[], number>('select id from conversations order by id').pluck().all())
    for (const [index, id] of ids.entries()) {
      const understood = orBad(() =>
        understandRecord(
          guarded(() => read(id)),
          'backup',
        ),
      )
      yield toIncoming(understood, index + 1, `conversation ${id}`)
      yield { kind: 'at', done: index + 1, total: ids.length }
    }
  } finally {
    db.close()
  }
}

function headOf(file: string): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const head = Buffer.alloc(16)
    return head.subarray(0, readSync(descriptor, head, 0, 16, 0))
  } finally {
    closeSync(descriptor)
  }
}

function packedAs(head: Buffer): string | null {
  if (head[0] === 0x50 && head[1] === 0x4b) return 'a ZIP archive'
  if (head[0] === 0x1f && head[1] === 0x8b) return 'packed with gzip'
  if (head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f) return 'packed with Zstandard'
  if (head.subarray(0, 3).toString('latin1') === 'BZh') return 'packed with bzip2'
  if (head[0] === 0x37 && head[1] === 0x7a) return 'a 7z archive'
  return head.subarray(1, 5).toString('latin1') === '7zXZ' ? 'packed with xz' : null
}
