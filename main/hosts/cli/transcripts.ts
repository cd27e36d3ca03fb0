import type { Transcript, TimelineEntry } from '#contract/transcript.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { clip, oneLine, quoted, time } from '#main/hosts/cli/print.ts'
import { identity } from '#main/hosts/cli/read.ts'

/** transcripts show */

const span = (ms: number): string => {
  const seconds = Math.floor(ms / 1000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
const took = (ms: number): string => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`)
const value = (json: unknown): string => (json === undefined ? 'left out' : oneLine(JSON.stringify(json)))

/** One row: what stands in its line, and the words under it. */
type Told = { readonly line: string; readonly words?: string }

function tell(entry: TimelineEntry, view: Transcript): Told {
  switch (entry.kind) {
    case 'message':
      return {
        line: `${entry.message.author}${entry.message.kind === 'comment' ? '' : ` (${entry.message.kind})`}: ${clip(entry.message.authorName, 60)}`,
        words: entry.message.text,
      }
    case 'caption': {
      const { lane, heard, unheard } = entry.line
      const name = {
        caller: view.call?.caller ?? 'Caller',
        agent: view.call?.agent.name ?? 'Agent',
        operator: 'Operator',
      }
      const lost = unheard.trim() === '' ? '' : ` (not heard: ${oneLine(unheard)})`
      return { line: `${clip(name[lane], 30)}: ${oneLine(heard)}${lost}` }
    }
    case 'retrieval': {
      const count = entry.chunks.length
      const top = Math.max(...entry.chunks.map(({ score }) => score))
      return { line: `Read ${count} chunk${count === 1 ? '' : 's'}, top ${top.toFixed(2)}` }
    }
    case 'guardrail':
      return { line: 'Guardrail', words: entry.text }
    case 'proposal':
      return {
        line: `Proposed, R${entry.risk}: ${clip(sentenceText(entry.sentence), 200)}`,
        ...(entry.agentReason === null ? {} : { words: entry.agentReason }),
      }
    case 'decision': {
      const changes = entry.changes.map(
        ({ pointer, before, after }) => `${oneLine(pointer)}: ${value(before)} -> ${value(after)}`,
      )
      const why = [...entry.reasons, ...(entry.reason === null ? [] : [entry.reason])].join(', ')
      return {
        line: `${clip(entry.signer.name, 60)}: ${entry.verb} after ${took(entry.afterMs)}${why === '' ? '' : ` (${oneLine(why)})`}`,
        ...(changes.length === 0 ? {} : { words: changes.join('\n') }),
      }
    }
    case 'rule':
      return { line: `${clip(entry.who, 60)}: ${oneLine(entry.text)}` }
    case 'receipt': {
      const facts = [
        entry.text,
        entry.status === null || entry.text.includes(String(entry.status)) ? '' : String(entry.status),
        entry.remoteId ?? '',
        entry.tookMs === null ? '' : took(entry.tookMs),
        entry.attempt === null ? '' : `attempt ${entry.attempt} of ${entry.attempts}`,
      ]
      return { line: `${entry.result}: ${oneLine(facts.filter((fact) => fact !== '').join(', '))}` }
    }
    case 'device':
      return { line: `· ${oneLine(entry.mark.text)}` }
    case 'note': {
      const note = view.notes.find(({ id }) => id === entry.noteId)
      return note === undefined ? { line: 'Note' } : { line: `Note by ${clip(note.by, 60)}`, words: note.text }
    }
    case 'redaction':
      return { line: `${clip(entry.by, 60)} took out ${oneLine(entry.text)}` }
    case 'unreadable':
      return { line: `${oneLine(entry.what)} cannot be read` }
  }
}

function describe(view: Transcript): string {
  const { conversation, call, timing, entries, leftOut } = view
  const rows = entries.map((entry) => {
    const { line, words } = tell(entry, view)
    const when = entry.atMs === null ? time(entry.at) : span(entry.atMs).padStart(7)
    const imported = 'imported' in entry ? ' (imported)' : ''
    return `${when}  ${line}${imported}${words === undefined || words.trim() === '' ? '' : `\n${quoted(words)}`}`
  })
  return [
    `${conversation.id}  ${clip(conversation.customer.name, 60)}  ${clip(conversation.subject, 120)}`,
    ...(call === null
      ? []
      : [`call ${oneLine(call.id)}, ${timing === 'exact' ? 'exact words' : 'times of words are estimated'}`]),
    ...(leftOut === 0 ? [] : [`(${leftOut} older rows are not shown)`]),
    '',
    ...rows,
  ].join('\n')
}

const show: Command = {
  words: 'transcripts show',
  operands: ['ID'],
  options: {},
  help: 'Show a conversation as cause and effect: what was said, read, proposed, decided and done.',
  workspace: 'any',
  run: async (desk, call) => {
    const view = await desk.timeline.view({ conversationId: identity(call.operands[0]) })
    return { json: view, text: describe(view) }
  },
}

export const transcriptCommands: readonly Command[] = [show]
