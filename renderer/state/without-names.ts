import type { TimelineEntry, Transcript } from '#contract/transcript.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * A conversation as a blind reviewer sees it: agents and operators are nobody, also where somebody's words name them, written
 * or spoken. A caption in which a name was hidden has estimated times; the sound itself is not offered before the score is in.
 */
export function withoutNames(transcript: Transcript): Transcript {
  const known = cache.get(transcript)
  if (known !== undefined) return known
  const standIns = namesIn(transcript)
  // Longer names first: "Jo" is part of "Jo Lindqvist".
  const names = [...standIns.keys()].toSorted((a, b) => b.length - a.length)
  const pattern =
    names.length === 0
      ? null
      : new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'gu')
  const hide = (text: string): string =>
    pattern === null ? text : text.replaceAll(pattern, (name) => standIns.get(name) ?? name)
  const made: Transcript = {
    ...transcript,
    conversation: { ...transcript.conversation, assignee: null },
    call:
      transcript.call === null ? null : { ...transcript.call, agent: { ...transcript.call.agent, name: t('Agent') } },
    entries: transcript.entries.map((entry) => hidden(entry, hide)),
    notes: transcript.notes.map((note) => ({ ...note, by: t('Reviewer'), text: hide(note.text), mentions: [] })),
  }
  cache.set(transcript, made)
  return made
}

const cache = new WeakMap<Transcript, Transcript>()

const escaped = (name: string): string => name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`)

const standInOf = { agent: t('Agent'), bot: t('Agent'), operator: t('Operator'), system: t('Helpdesk') } as const

function namesIn({ entries, call }: Transcript): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const note = (name: string, standIn: string): void => {
    if (name.trim().length < 2) return
    found.set(name, standIn)
    // People are called by the first of their names.
    const [first = ''] = name.trim().split(/\s+/u)
    if (standIn === 'Operator' && first.length > 1 && !found.has(first)) found.set(first, standIn)
  }
  if (call !== null) note(call.agent.name, t('Agent'))
  for (const entry of entries) {
    if (entry.kind === 'message' && entry.message.author !== 'customer')
      note(entry.message.authorName, standInOf[entry.message.author])
    if (entry.kind === 'decision' && entry.signer.by === 'person') note(entry.signer.name, t('Operator'))
  }
  return found
}

function hidden(entry: TimelineEntry, hide: (text: string) => string): TimelineEntry {
  switch (entry.kind) {
    case 'message': {
      const { message } = entry
      const { text, redacted } = around(message.text, entry.redacted, hide)
      const authorName = message.author === 'customer' ? message.authorName : standInOf[message.author]
      return { ...entry, redacted, message: { ...message, authorName, text, html: null } }
    }
    case 'caption': {
      const { line } = entry
      const { text: heard, redacted } = around(line.heard, entry.redacted, hide)
      const words = heard === line.heard ? line.words : []
      return { ...entry, redacted, line: { ...line, heard, words, unheard: hide(line.unheard) } }
    }
    case 'proposal':
      return { ...entry, agentReason: entry.agentReason === null ? null : hide(entry.agentReason) }
    case 'guardrail':
      return { ...entry, text: hide(entry.text) }
    case 'decision': {
      const signer = entry.signer.by === 'person' ? { ...entry.signer, name: t('Operator') } : entry.signer
      return { ...entry, signer, reason: entry.reason === null ? null : hide(entry.reason) }
    }
    case 'rule':
      return { ...entry, who: hide(entry.who), text: hide(entry.text) }
    case 'device':
      return { ...entry, mark: { ...entry.mark, text: hide(entry.mark.text) } }
    case 'redaction':
      return { ...entry, by: t('Reviewer') }
    case 'receipt':
      return { ...entry, text: hide(entry.text) }
    case 'retrieval':
    case 'note':
    case 'unreadable':
      return entry
  }
}

type Ranges = [number, number][]

/** Between what was taken out, whose places move along. */
function around(
  text: string,
  ranges: Readonly<Ranges>,
  hide: (text: string) => string,
): { readonly text: string; readonly redacted: Ranges } {
  let [made, at] = ['', 0]
  const redacted: Ranges = []
  for (const [from, to] of ranges) {
    made += hide(text.slice(at, from))
    redacted.push([made.length, made.length + to - from])
    made += text.slice(from, to)
    at = to
  }
  return { text: made + hide(text.slice(at)), redacted }
}
