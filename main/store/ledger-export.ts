import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'
import { read, type Connection } from '#main/store/database.ts'
import { asDiskError } from '#main/store/disk-error.ts'
import { sealedColumns, type StoredRow } from '#main/store/ledger-row.ts'

export type Export = { readonly to: string; readonly at: number; readonly key: string }
export type Exported = { readonly bytes: number; readonly rows: number; readonly sha256: string }

const linesPerWrite = 1000

/** What stands in the first line, so that nobody needs this program to check the rest. */
const howToVerify = [
  'Each line after this one is a row of the ledger, in order of seq, which begins at 1 and has no gaps; the last line ends the file.',
  'sha256 in the last line is over all bytes before that line.',
  'J(row) is the JSON, without spaces, of the list [seq, proposal, conversation, type, payload, at]; payload is the text as it stands.',
  'Rows with seal null are older than the seals. ORIGIN is the SHA-256, in hex, over J(row) and a line feed for each of them; with none, it is the empty text.',
  'Any other row has as seal: key id, colon, HMAC-SHA-256 in hex of the JSON, without spaces, of [before, seq, proposal, conversation, type, payload, at].',
  'before is the seal of the row before, or ORIGIN for the first sealed row.',
  'The key of the HMAC is the 32 bytes of the file audit.key of the desk. The key id is the first 8 hex digits of the SHA-256 over "countersign ledger key", a line feed, and these bytes.',
  'What was taken out of a row since is vouched for by a later row of type redacted or erased, whose proposal is null: its payload names in rows the seq of each such row, and the SHA-256, in hex, of the JSON of [seal, seq, proposal, conversation, type, payload, at], with an empty text for seal null. A row whose seal does not fit counts as intact if the last of these entries that names it has its digest. Where rows with seal null were changed, origin of the newest such entry holds ORIGIN as it is now in after, and origin of the oldest one holds in before the one that the first seal stands on.',
  'Without the key it can be seen that no seal or row changed since another copy, or an anchor in ledger-anchors.jsonl, was made; with it, that no row changed since it was written.',
]

/** The ledger as lines of JSON in a new file that only this user can read: explanation, rows, end. On disk when it returns. */
export function exportLedger(db: Connection, { to, at, key }: Export): Exported {
  let descriptor: number | null = null
  try {
    const file = openSync(to, 'wx', 0o600)
    descriptor = file
    const hash = createHash('sha256')
    let [bytes, rows] = [0, 0]
    const write = (lines: readonly object[]) => {
      const text = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      hash.update(text)
      for (let done = 0; done < text.length;) done += writeSync(file, text, done)
      bytes += text.length
    }
    write([{ countersign: 'ledger', format: 1, exportedAt: at, key, verify: howToVerify }])
    read(db, () => {
      let waiting: object[] = []
      const all = db.prepare<[], StoredRow>(`select ${sealedColumns}, seal from ledger order by seq`)
      for (const { proposal_id: proposal, conversation_id: conversation, ...row } of all.iterate()) {
        const { seq, type, payload, at: moment, seal } = row
        waiting.push({ seq, proposal, conversation, type, payload, at: moment, seal })
        rows += 1
        if (waiting.length < linesPerWrite) continue
        write(waiting)
        waiting = []
      }
      write(waiting)
    })
    const sha256 = hash.copy().digest('hex')
    write([{ end: true, rows, sha256 }])
    fsyncSync(file)
    return { bytes, rows, sha256 }
  } catch (thrown) {
    if (descriptor !== null) rmSync(to, { force: true })
    throw asDiskError(thrown, 'the export was not written')
  } finally {
    if (descriptor !== null) closeSync(descriptor)
  }
}
