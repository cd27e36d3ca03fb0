import type { CallLine } from '#contract/call.ts'

/**
 * A line as far as it had been spoken when the call ended under it: its words are complete long before their sound is. By the times
 * of its words; heard and unheard together stay the text, to the letter. Only of calls with sound: what is read is there at once.
 */
export function cutLine(line: CallLine, atMs: number): CallLine {
  const isCut = line.lane !== 'caller' && line.state === 'final' && line.endMs > atMs && line.words.length > 0
  if (!isCut) return line
  let end = 0
  for (const { text, endMs } of line.words) {
    const found = line.heard.indexOf(text, end)
    if (endMs > atMs || found < 0) break
    end = found + text.length
  }
  if (end >= line.heard.trimEnd().length) return line
  return {
    ...line,
    state: 'interrupted',
    heard: line.heard.slice(0, end),
    unheard: `${line.heard.slice(end)}${line.unheard}`,
    words: line.words.filter(({ endMs }) => endMs <= atMs),
    endMs: Math.max(line.startMs, atMs),
  }
}
