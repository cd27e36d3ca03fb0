/**
 * Server-sent events out of bytes that arrive in any portions: split characters, split CRLF, several data lines, comments.
 * A line that is a bare JSON value counts as an event of its own, which is how newline-delimited JSON comes. Memory is
 * bounded: an event longer than the limit throws `too_large`.
 */
import { AppError } from '#main/kernel/errors.ts'

export type SseEvent = { readonly event: string; readonly data: string }

export type SseDecoder = {
  /** Calls `onEvent` for each event completed by these bytes. */
  readonly push: (chunk: Uint8Array) => void
  /** The stream is over: a bare JSON line without its line end still counts, an event without its empty line too. */
  readonly end: () => void
}

const lineFeed = 10
const colon = 58

export function createSseDecoder(onEvent: (event: SseEvent) => void, maxEventLength = 4 * 1024 * 1024): SseDecoder {
  const decoder = new TextDecoder('utf-8')
  let rest = ''
  /** The last character was a CR that has been taken for a line end; a LF right after it belongs to it. */
  let skipLineFeed = false
  let data: string | null = null
  let event = ''

  const dispatch = (): void => {
    const complete = data
    const name = event
    data = null
    event = ''
    if (complete !== null) onEvent({ event: name === '' ? 'message' : name, data: complete })
  }

  const field = (line: string): void => {
    if (line.startsWith('data:')) {
      const value = line.slice(line.charCodeAt(5) === 32 ? 6 : 5)
      data = data === null ? value : `${data}\n${value}`
      if (data.length > maxEventLength) throw tooLong(maxEventLength)
    } else if (line.charCodeAt(0) === colon) return
    else if (line.startsWith('event:')) event = line.slice(6).trim()
    else if (line === 'data') data = data === null ? '' : `${data}\n`
    else if (line.startsWith('{') || line.startsWith('[')) onEvent({ event: 'message', data: line })
  }

  /** Without a line end only the new text is looked at, so that a long line is not read again with every portion. */
  const lines = (added: string): void => {
    if (!added.includes('\n')) {
      rest += added
      if (rest.length > maxEventLength) throw tooLong(maxEventLength)
      return
    }
    const text = rest + added
    let from = 0
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      if (at === from) dispatch()
      else field(text.slice(from, at))
      from = at + 1
    }
    rest = text.slice(from)
  }

  const take = (decoded: string): void => {
    let text = decoded
    if (text === '') return
    if (skipLineFeed && text.charCodeAt(0) === lineFeed) text = text.slice(1)
    skipLineFeed = decoded.endsWith('\r')
    if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
    lines(text)
  }

  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end: () => {
      take(decoder.decode())
      if (rest !== '') field(rest)
      rest = ''
      dispatch()
    },
  }
}

const tooLong = (limit: number): AppError =>
  new AppError('too_large', `A streamed event is longer than ${limit} characters.`, { data: { sent: true } })
