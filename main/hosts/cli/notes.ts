import type { Note } from '#contract/transcript.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { clip, oneLine, quoted, table, time } from '#main/hosts/cli/print.ts'
import { identity, required } from '#main/hosts/cli/read.ts'

/** notes list · notes add */

const placeOf = ({ anchor: { entryId, atMs } }: Note): string =>
  [entryId ?? 'conversation', ...(atMs === null ? [] : [`${Math.floor(atMs / 1000)} s`])].join(' at ')

const list: Command = {
  words: 'notes list',
  operands: ['ID'],
  options: {},
  help: 'List the notes of a conversation, and what was taken out of it.',
  workspace: 'any',
  run: async (desk, call) => {
    const found = await desk.annotations.notes({ conversationId: identity(call.operands[0]) })
    const notes = found.notes.map((note) => {
      const state = note.resolved === null ? '' : ` (resolved by ${clip(note.resolved.by, 40)})`
      const head = `${oneLine(note.id)}  ${time(note.at)}  ${clip(note.by, 40)}, ${placeOf(note)}${state}`
      return `${head}\n${quoted(note.text)}`
    })
    const rows = found.redactions.map((one) => [
      oneLine(one.id),
      time(one.at),
      clip(one.by, 24),
      oneLine(one.what),
      clip(one.reason, 48),
      one.open ?? 'done',
    ])
    const redactions = rows.length === 0 ? [] : ['', table(['ID', 'WHEN', 'BY', 'WHAT', 'WHY', 'STATE'], rows)]
    return {
      json: found,
      text: [notes.length === 0 ? 'There are no notes.' : notes.join('\n'), ...redactions].join('\n'),
    }
  },
}

const add: Command = {
  words: 'notes add',
  operands: ['ID', 'TEXT'],
  options: {
    entry: { type: 'string', value: 'ROW', help: 'the row of the timeline it belongs to, such as m12' },
  },
  help: 'Write a note about a conversation. @NAME mentions somebody of this desk.',
  workspace: 'any',
  run: async (desk, call) => {
    const note = await desk.annotations.addNote({
      conversationId: identity(call.operands[0]),
      anchor: { entryId: call.option('entry') ?? null, range: null, atMs: null },
      text: required(call.operands[1], 'TEXT'),
    })
    return { json: note, text: `${oneLine(note.id)}  added` }
  },
}

export const noteCommands: readonly Command[] = [list, add]
