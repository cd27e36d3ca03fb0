import { cp, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { everyMask, ExportFormatSchema, type ImportPreview, type Job, type JobResult } from '#contract/exchange.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Call, Command, Desk } from '#main/hosts/cli/command.ts'
import { clip, oneLine } from '#main/hosts/cli/print.ts'
import { required } from '#main/hosts/cli/read.ts'

/** export · import */

/** The result of what was begun; throws where there is none. */
export async function resultOf<K extends JobResult['kind']>(
  desk: Desk,
  begun: Job,
  kind: K,
): Promise<Extract<JobResult, { kind: K }>> {
  let job = begun
  for await (const now of desk.exchange.watch({ id: begun.id })) job = now
  const { result, failure } = job
  if (result !== null && result.kind === kind) return result as Extract<JobResult, { kind: K }>
  throw new AppError(
    job.state === 'cancelled' ? 'cancelled' : 'conflict',
    failure ?? 'It was ended before it was done.',
  )
}

/** What is named in a list with commas must be one of these. */
function named<T extends string>(text: string, option: string, all: readonly T[]): T[] {
  const words = text.split(',').map((word) => word.trim())
  return words.map((word) => {
    const found = all.find((one) => one === word)
    if (found === undefined) throw new AppError('invalid_input', `${option} takes ${all.join(', ')}.`)
    return found
  })
}

const masksOf = (call: Call) => {
  if (call.flag('no-mask')) return []
  const without = call.option('without-mask')
  const off = without === undefined ? [] : named(without, '--without-mask', everyMask)
  return everyMask.filter((mask) => !off.includes(mask))
}

const exportFiles: Command = {
  words: 'export',
  operands: ['QUERY'],
  options: {
    to: {
      type: 'string',
      value: 'DIR',
      help: 'a folder that is not there yet (otherwise among the exports of the profile)',
    },
    format: { type: 'string', value: 'LIST', help: 'any of jsonl, csv, markdown, html, with commas (jsonl)' },
    book: { type: 'boolean', help: 'Markdown and HTML as one file instead of one for each conversation' },
    audio: {
      type: 'string',
      value: 'WHICH',
      help: 'recordings: none, safe (none with spoken numbers while masks are on), all (none)',
    },
    'no-mask': { type: 'boolean', help: 'leave cards, secrets, e-mail, phone numbers and IBANs as they are' },
    'without-mask': {
      type: 'string',
      value: 'LIST',
      help: 'leave only these as they are: card, secret, email, phone, iban',
    },
  },
  help: 'Write what a search finds as files, masked unless told otherwise, with a manifest of hashes. "" is everything.',
  workspace: 'any',
  run: async (desk, call) => {
    const to = call.option('to')
    if (to !== undefined) await requireFree(to)
    const [audio = 'none'] = named(call.option('audio') ?? 'none', '--audio', ['none', 'safe', 'all'] as const)
    const begun = await desk.exchange.export({
      of: { by: 'query', text: call.operands[0] ?? '' },
      formats: named(call.option('format') ?? 'jsonl', '--format', ExportFormatSchema.options),
      masks: masksOf(call),
      layout: call.flag('book') ? 'book' : 'each',
      audio,
    })
    const made = await resultOf(desk, begun, 'export')
    const folder = to === undefined ? made.folder : await move(made.folder, resolve(to))
    const json = { ...made, folder }
    const masked = Object.entries(made.masked).map(([kind, count]) => `${count} ${kind}`)
    const lines = [
      `${oneLine(folder)}  ${made.conversations} conversations, ${made.messages} messages, ${made.actions} actions`,
      masked.length === 0 ? 'Nothing was masked.' : `Masked: ${masked.join(', ')}.`,
      ...(made.audio.leftOut === 0
        ? []
        : [`${made.audio.leftOut} recordings were left out: numbers are spoken in them.`]),
      ...(made.audio.missing === 0 ? [] : [`${made.audio.missing} recordings are gone or not as they were kept.`]),
    ]
    return { json, text: lines.join('\n') }
  },
}

async function requireFree(folder: string): Promise<void> {
  const held = await readdir(folder).catch(() => [])
  if (held.length > 0) throw new AppError('conflict', `There is something in ${folder} already.`)
}

async function move(from: string, to: string): Promise<string> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await rename(from, to)
  } catch {
    // On another disk.
    await cp(from, to, { recursive: true })
    await rm(from, { recursive: true })
  }
  return to
}

const pieceBytes = 256 * 1024

/** In pieces, as any host would have to send it. */
async function send(desk: Desk, name: string): Promise<string> {
  const file = await open(name, 'r').catch((thrown: unknown) => {
    throw new AppError('not_found', `The file ${name} cannot be read.`, { cause: thrown })
  })
  try {
    const { size: bytes } = await file.stat()
    const piece = Buffer.alloc(pieceBytes)
    let id: string | null = null
    for (let offset = 0; id === null || offset < bytes;) {
      const { bytesRead } = await file.read(piece, 0, pieceBytes, offset)
      const data = piece.toString('base64', 0, bytesRead)
      const sent: { id: string; received: number } = await desk.exchange.upload({ id, bytes, offset, data })
      id = sent.id
      offset = sent.received
      if (bytesRead === 0) break
    }
    if (id === null) throw new AppError('internal', 'Nothing was sent.')
    return id
  } finally {
    await file.close()
  }
}

/** Recordings lie beside a backup under its name, and beside an export in `audio`. */
async function sendSounds(desk: Desk, file: string): Promise<string[]> {
  const folder = file.endsWith('.db') ? file.replace(/db$/, 'calls') : join(dirname(file), 'audio')
  const names = (await readdir(folder).catch(() => [])).filter((name) => /\.(?:wav|opus)$/.test(name))
  const sent: string[] = []
  for (const name of names) sent.push(await send(desk, join(folder, name)))
  return sent
}

function previewWords({ report }: ImportPreview): readonly string[] {
  const { form, masked, adds, merges, duplicates, conflicts, left, recordings, scores, scorecards, rejects, examples } =
    report
  const forms = {
    own: 'An export of a desk',
    backup: 'A backup of a desk',
    chat: 'Chats',
    dialogue: 'Dialogues',
  } as const
  return [
    form === null ? 'Nothing in it can be read.' : `${forms[form]}${masked ? ', masked' : ''}.`,
    `To be added: ${adds.conversations} conversations, ${adds.messages} messages, ${adds.actions} actions.`,
    ...(recordings.named === 0 ? [] : [`Recordings that come along: ${recordings.here} of ${recordings.named}.`]),
    ...(scores.adds + scores.same + scores.conflicts === 0
      ? []
      : [
          `Scores: ${scores.adds} come along, ${scores.same} are here, ${scores.conflicts} are otherwise here, ours stay.`,
          `Their scorecards: ${scorecards.adds} come along, ${scorecards.same} are here, ${scorecards.conflicts} are otherwise here and come in beside ours, put away.`,
        ]),
    `Here already: ${duplicates}. Lack something here: ${merges}. Otherwise here, ours stays: ${conflicts}. Open here or removed for good, left alone: ${left}.`,
    ...examples.map(({ line, title, why }) => `  line ${line}: ${clip(title, 60)}: ${clip(why, 120)}`),
    ...(rejects.count === 0 ? [] : [`${rejects.count} lines cannot be read:`]),
    ...rejects.lines.map(({ line, reason }) => `  line ${line}: ${clip(reason, 160)}`),
  ]
}

const importFile: Command = {
  words: 'import',
  operands: ['FILE'],
  options: {
    preview: { type: 'boolean', help: 'only say what would be added' },
    'keep-theirs': { type: 'boolean', help: 'where something is otherwise here, keep theirs beside ours' },
  },
  help: 'Take in conversations as closed history: an export or a backup of a desk, dialogues as JSONL, chats of OpenAI or xAI.',
  workspace: 'any',
  run: async (desk, call) => {
    const file = required(call.operands[0], 'FILE')
    const upload = await send(desk, file)
    const sounds = await sendSounds(desk, file)
    try {
      const preview = await resultOf(
        desk,
        await desk.exchange.preview({ upload, name: basename(file), sounds }),
        'preview',
      )
      if (call.flag('preview')) return { json: preview.report, text: previewWords(preview).join('\n') }
      const begun = await desk.exchange.import({ upload, keepTheirs: call.flag('keep-theirs') })
      const { backup, outcome, ...rest } = await resultOf(desk, begun, 'import')
      const { conversations, messages, actions, merged, duplicates, conflicts, left, rejected } = outcome
      const lines = [
        `Added: ${conversations} conversations, ${messages} messages, ${actions} actions. Completed: ${merged}.`,
        `Here already: ${duplicates}. Otherwise here, ours stayed: ${conflicts}. Left alone: ${left}. Not read: ${rejected}.`,
        `A backup of before: ${oneLine(backup ?? '')}`,
      ]
      return { json: { ...rest, backup, outcome }, text: lines.join('\n') }
    } finally {
      await desk.exchange.discard({ upload }).catch(() => {})
    }
  },
}

export const exchangeCommands: readonly Command[] = [exportFiles, importFile]
