import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate, setTimeout as sleep } from 'node:timers/promises'
import type { Exported, ExportRequest } from '#contract/exchange.ts'
import { byteOrderMark } from '#main/domain/exchange/csv.ts'
import { htmlArticle, htmlFoot, htmlHead, htmlPage } from '#main/domain/exchange/html-book.ts'
import { markdownChapter } from '#main/domain/exchange/markdown-book.ts'
import { createMasker } from '#main/domain/exchange/masking.ts'
import { maskRecord, recordFormat, type Header, type TranscriptRecord } from '#main/domain/exchange/record.ts'
import { speaksNumber } from '#main/domain/exchange/spoken-numbers.ts'
import { tellStory, type Story } from '#main/domain/exchange/story.ts'
import { tableHead, tableRows, tables } from '#main/domain/exchange/tables.ts'
import { AppError } from '#main/kernel/errors.ts'
import { guarded, type Connection } from '#main/store/database.ts'
import type { Choose, Chosen } from '#main/store/exchange/chosen.ts'
import { createExportFolder, type ExportFolder } from '#main/store/exchange/export-folder.ts'
import { createRecordReader } from '#main/store/exchange/record-reader.ts'

export type ExportOrder = {
  readonly folder: string
  readonly request: ExportRequest
  /** What the request means. */
  readonly chosen: Chosen
  readonly recordings: string
  readonly program: string
  readonly at: number
}
export type ExportStep =
  /** The search is asked once everything is indexed: so many conversations are left. */
  | { readonly type: 'waiting'; readonly left: number }
  | { readonly type: 'progress'; readonly done: number; readonly total: number }
  | { readonly type: 'result'; readonly result: Omit<Exported, 'kind' | 'tookMs'> }

type Counts = { conversations: number; messages: number; actions: number }
type Sound = { readonly copied: string[]; readonly leftOut: string[]; readonly missing: string[] }

/** Conversations between two looks at whether anybody still wants them, and steps that are told of. */
const perSlice = 5
const steps = 100
const tellAfterMs = 250

/** Writes conversations as files, slice by slice. Where it is given up or fails, nothing of it is left. */
export async function* exportTranscripts(
  db: Connection,
  order: ExportOrder,
  choose: Choose,
  signal: AbortSignal,
): AsyncGenerator<ExportStep, void, undefined> {
  const { request, at, program } = order
  const ids = yield* chosenOnes(choose, order, signal)
  const readRecord = createRecordReader(db)
  const outline = db.prepare<[string], Buffer | null>(peaksSql).pluck()
  const peaksOf = (callId: string) => guarded(() => outline.get(callId) ?? null)
  const masker = createMasker(request.masks)
  const folder = createExportFolder(order.folder)
  const counts: Counts = { conversations: 0, messages: 0, actions: 0 }
  const sound: Sound = { copied: [], leftOut: [], missing: [] }
  let [isFinished, told] = [false, 0]
  try {
    begin(folder, request, {
      countersign: 'transcripts',
      format: recordFormat,
      exportedAt: at,
      program,
      masks: request.masks,
    })
    for (const [index, id] of ids.entries()) {
      if (index % perSlice === 0) await setImmediate()
      if (signal.aborted) return
      if (index >= told) {
        yield { type: 'progress', done: index, total: ids.length }
        told = index + ids.length / steps
      }
      const whole = readRecord(id)
      if (whole === null) continue
      const heard = await exportSound(folder, order, whole, { sound, peaksOf })
      const record = request.masks.length === 0 ? heard : maskRecord(heard, masker)
      put(folder, request, record)
      counts.conversations += 1
      counts.messages += record.messages.length
      counts.actions += record.proposals.length
    }
    if (request.layout === 'book' && request.formats.includes('html')) folder.write('conversations.html', htmlFoot)
    const of = masker.json(request.of)
    const masked = masker.counts()
    folder.finish({
      countersign: 'manifest',
      format: recordFormat,
      exportedAt: new Date(at).toISOString(),
      program,
      of,
      formats: request.formats,
      masks: request.masks,
      masked,
      counts,
      audio: { wanted: request.audio, leftOut: sound.leftOut, missing: sound.missing },
    })
    isFinished = true
    const files = folder.files()
    const audio = { copied: sound.copied.length, leftOut: sound.leftOut.length, missing: sound.missing.length }
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
    yield { type: 'progress', done: ids.length, total: ids.length }
    yield { type: 'result', result: { folder: order.folder, files: files.length, bytes, ...counts, masked, audio } }
  } finally {
    if (!isFinished) folder.discard()
  }
}

/** Who waits for the index is told how far that is. */
async function* chosenOnes(
  choose: Choose,
  { chosen }: ExportOrder,
  signal: AbortSignal,
): AsyncGenerator<ExportStep, readonly number[], undefined> {
  let [left, told] = [0, 0]
  const found = choose(chosen, signal, (now) => (left = now))
  const isFound = found.then(
    () => true,
    () => true,
  )
  while (!(await Promise.race([isFound, sleep(tellAfterMs, false)]))) {
    if (left === told) continue
    told = left
    yield { type: 'waiting', left }
  }
  return found
}

function begin(folder: ExportFolder, { formats, layout }: ExportRequest, header: Header): void {
  if (formats.includes('jsonl')) folder.write('conversations.jsonl', `${JSON.stringify(header)}\n`)
  if (formats.includes('csv')) for (const table of tables) folder.write(table.file, byteOrderMark + tableHead(table))
  if (formats.includes('html') && layout === 'book') folder.write('conversations.html', htmlHead('Conversations'))
}

function put(folder: ExportFolder, { formats, layout }: ExportRequest, record: TranscriptRecord): void {
  if (formats.includes('jsonl')) folder.write('conversations.jsonl', `${JSON.stringify(record)}\n`)
  if (formats.includes('csv')) for (const table of tables) folder.write(table.file, tableRows(table, record))
  if (!formats.includes('html') && !formats.includes('markdown')) return
  const story = tellStory(record)
  const isBook = layout === 'book'
  if (formats.includes('html')) {
    if (isBook) folder.write('conversations.html', htmlArticle(story))
    else folder.writeWhole(`html/${nameOf(story)}.html`, htmlPage(story))
  }
  if (formats.includes('markdown')) {
    if (isBook) folder.write('conversations.md', markdownChapter(story))
    else folder.writeWhole(`markdown/${nameOf(story)}.md`, markdownChapter(story))
  }
}

/** The number keeps names apart; the words are those of a subject that was masked already. */
const nameOf = ({ id, title }: Story): string =>
  `${String(id).padStart(6, '0')}-${title
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase()}`.replace(/-$/, '')

const peaksSql = 'select r.peaks from call_recordings r join calls c on c.seq = r.call where c.id = ?'
const peaksForm = { form: 'lowest and highest of each 20 ms, -128 to 127, caller and agent in turn', perSecond: 50 }

/** The recording and its outline; the record says where they are, or that they are not there. */
async function exportSound(
  folder: ExportFolder,
  { request, recordings }: ExportOrder,
  record: TranscriptRecord,
  { sound, peaksOf }: { readonly sound: Sound; readonly peaksOf: (callId: string) => Buffer | null },
): Promise<TranscriptRecord> {
  const { call } = record
  if (call === null || call.recording === null) return record
  const { file: name, sha256 } = call.recording
  const without = { ...record, call: { ...call, recording: { ...call.recording, file: null } } }
  if (request.audio === 'none' || name === null) return without
  const lines = call.lines.map(({ lane, heard, unheard }) => ({ lane, text: `${heard} ${unheard}` }))
  if (request.audio === 'safe' && request.masks.length > 0 && speaksNumber(lines)) {
    sound.leftOut.push(call.call.id)
    return without
  }
  const from = join(recordings, basename(name))
  const to = `audio/${basename(name)}`
  try {
    if (!existsSync(from)) throw new AppError('not_found', 'The recording is gone.')
    await folder.copy(from, to, sha256)
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.code !== 'not_found') throw thrown
    sound.missing.push(call.call.id)
    return without
  }
  sound.copied.push(call.call.id)
  const peaks = peaksOf(call.call.id)
  if (peaks !== null)
    folder.writeWhole(`${to}.peaks.json`, JSON.stringify({ ...peaksForm, peaks: [...new Int8Array(peaks)] }))
  return { ...record, call: { ...call, recording: { ...call.recording, file: to } } }
}
