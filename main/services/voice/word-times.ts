import type { Word } from '#contract/call.ts'
import type { CaptionLine } from '#main/domain/voice/captions.ts'

/**
 * When each word was said, estimated: an answer's words begin where the service says their piece begins, a caller's are spread
 * over the sound they were said in by their length. Words without a sound have no times.
 */
type Span = { readonly startMs: number; readonly endMs: number }

const pieceOfText = /\S+\s*/g

function spread(text: string, { startMs, endMs }: Span): Word[] {
  const words = text.match(pieceOfText) ?? []
  const length = words.reduce((sum, word) => sum + word.length, 0)
  let at = startMs
  return words.map((word) => {
    const start = at
    at += ((endMs - startMs) * word.length) / length
    return { text: word.trimEnd(), startMs: start, endMs: at }
  })
}

/** Each piece may hold several words, or the rest of one. */
function fromPieces(line: CaptionLine, startMs: number, endMs: number): Word[] {
  const words: { text: string; startMs: number }[] = []
  let inWord = false
  line.pieces.forEach((piece, place) => {
    const from = startMs + piece.startMs
    const to = Math.max(from, startMs + (line.pieces[place + 1]?.startMs ?? endMs - startMs))
    const parts = piece.text.match(/\S+|\s+/g) ?? []
    let read = 0
    for (const part of parts) {
      const at = from + ((to - from) * read) / piece.text.length
      read += part.length
      if (part.trim() === '') inWord = false
      else {
        const last = words.at(-1)
        if (inWord && last !== undefined) last.text += part
        else words.push({ text: part, startMs: at })
        inWord = true
      }
    }
  })
  return words.map((word, place) => ({ ...word, endMs: Math.max(word.startMs, words[place + 1]?.startMs ?? endMs) }))
}

export function wordTimes(line: CaptionLine, span: Span): Word[] {
  if (span.endMs <= span.startMs || line.text === '') return []
  if (line.lane === 'caller' || line.pieces.length === 0) return spread(line.text, span)
  const words = fromPieces(line, span.startMs, span.endMs)
  const { heardMs } = line
  return heardMs === null ? words : words.filter((word) => word.startMs < span.startMs + heardMs)
}
