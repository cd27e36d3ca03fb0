import type { RedactionPreview } from '#contract/redaction.ts'
import type { Redaction } from '#contract/transcript.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Call, Command } from '#main/hosts/cli/command.ts'
import { oneLine, table } from '#main/hosts/cli/print.ts'
import { identity, required } from '#main/hosts/cli/read.ts'

/** redact */

const farthest = 86_400_000

function moment(call: Call, name: string): number | null {
  const word = call.option(name)
  if (word === undefined) return null
  const value = /^\d{1,9}$/.test(word) ? Number(word) : farthest + 1
  if (value > farthest)
    throw new AppError('invalid_input', `--${name} must be milliseconds from the start of the call.`)
  return value
}

function soundOf(call: Call): { readonly fromMs: number; readonly toMs: number } | null {
  const [fromMs, toMs] = [moment(call, 'from-ms'), moment(call, 'to-ms')]
  if (fromMs === null && toMs === null) return null
  if (fromMs === null || toMs === null || toMs <= fromMs)
    throw new AppError('invalid_input', '--from-ms and --to-ms belong together, the first before the second.')
  return { fromMs, toMs }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

function previewText({ places, spoken, refused, elsewhere, copies }: RedactionPreview): string {
  const found =
    places.length === 0
      ? 'These words do not stand in this conversation.'
      : table(
          ['WHERE', 'COUNT'],
          places.map(({ label, count }) => [oneLine(label), String(count)]),
        )
  return [
    found,
    ...spoken.map(({ fromMs, toMs }) => `Spoken from ${seconds(fromMs)} to ${seconds(toMs)}.`),
    ...(refused === null ? [] : [`Not now: ${refused}`]),
    ...(copies.count === 0 ? [] : ['', `Older copies of this desk that will still have it: ${copies.count}.`]),
    ...notReached(elsewhere),
  ].join('\n')
}

const notReached = (elsewhere: readonly string[]): readonly string[] =>
  elsewhere.length === 0 ? [] : ['', 'What it does not reach:', ...elsewhere.map((line) => `  ${line}`)]

const doneText = ({ id, what, open }: Redaction, elsewhere: readonly string[]): string =>
  [`${oneLine(id)}  ${oneLine(what)}  ${open === null ? 'gone everywhere' : open}`, ...notReached(elsewhere)].join('\n')

export const redactCommand: Command = {
  words: 'redact',
  operands: ['ID'],
  options: {
    words: { type: 'string', value: 'WORDS', help: 'what is taken out, wherever it stands in the conversation' },
    reason: { type: 'string', value: 'WHY', help: 'why; it is kept, the words are not' },
    entry: { type: 'string', value: 'ROW', help: 'the row of the timeline it is about, such as m12' },
    'from-ms': { type: 'string', value: 'MS', help: 'sound of the recording from here' },
    'to-ms': { type: 'string', value: 'MS', help: 'to here' },
    preview: { type: 'boolean', help: 'only say how far it would reach' },
  },
  help: 'Take words, sound or both out of a conversation for good. It cannot be undone.',
  workspace: 'any',
  run: async (desk, call) => {
    const conversationId = identity(call.operands[0])
    if (call.flag('preview')) {
      const reach = await desk.redaction.preview({ conversationId, words: required(call.option('words'), '--words') })
      return { json: reach, text: previewText(reach) }
    }
    const [words, sound] = [call.option('words')?.trim() ?? null, soundOf(call)]
    if (words === null && sound === null)
      throw new AppError('invalid_input', 'Say what to take out: --words, or --from-ms and --to-ms.')
    // Asked before: afterwards the words are nowhere to be looked for.
    const { elsewhere } = words === null ? { elsewhere: [] } : await desk.redaction.preview({ conversationId, words })
    const done = await desk.redaction.redact({
      conversationId,
      entryId: call.option('entry') ?? null,
      words,
      sound,
      reason: required(call.option('reason'), '--reason'),
    })
    return { json: { ...done, elsewhere }, text: doneText(done, elsewhere) }
  },
}
