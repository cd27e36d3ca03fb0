import type { IncomingMessage } from 'node:http'

/** What a handler is given and what it gives back: whole requests, and answers that know nothing of sockets. */
export type Request = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  /** The body as received. */
  readonly text: string
  /** The same, byte for byte. */
  readonly bytes: Buffer
  /** The body as JSON, or undefined where it is none. */
  readonly json: unknown
}

export type Reply = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** A string or bytes go out as they are, anything else as JSON. */
  readonly body?: unknown
  /** In place of a body: pieces, as they come. */
  readonly stream?: AsyncIterable<string>
}

export type Handler = (request: Request) => Reply | Promise<Reply>

const maximumBody = 8 * 1024 * 1024
/** Sound files are sent as forms, up to what the speech service takes. */
const maximumForm = 500 * 1024 * 1024

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function flatHeaders(incoming: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
}

export const isForm = (headers: Readonly<Record<string, string>>): boolean =>
  /^multipart\//i.test(headers['content-type'] ?? '')

async function readBody(incoming: IncomingMessage, most: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Null where the body is larger than the service takes. */
export async function readRequest(incoming: IncomingMessage): Promise<Request | null> {
  const headers = flatHeaders(incoming)
  const form = isForm(headers)
  const bytes = await readBody(incoming, form ? maximumForm : maximumBody)
  if (bytes === null) return null
  const url = new URL(incoming.url ?? '/', 'http://sandbox')
  const text = form ? '' : bytes.toString('utf8')
  const method = incoming.method ?? 'GET'
  return { method, path: url.pathname, query: url.searchParams, headers, text, bytes, json: parseJson(text) }
}
