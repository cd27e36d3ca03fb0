import type { ServerResponse } from 'node:http'
import type { Fault } from '#main/sandbox/faults.ts'
import type { Reply } from '#main/sandbox/service-exchange.ts'

/** Sends an answer, or what the faults of the day make of it. */
function contentOf(reply: Reply): { bytes: Buffer; contentType: string } {
  if (reply.body === undefined) return { bytes: Buffer.alloc(0), contentType: 'application/json' }
  if (Buffer.isBuffer(reply.body)) return { bytes: reply.body, contentType: 'application/octet-stream' }
  if (typeof reply.body === 'string')
    return { bytes: Buffer.from(reply.body), contentType: 'text/plain; charset=utf-8' }
  return { bytes: Buffer.from(JSON.stringify(reply.body)), contentType: 'application/json; charset=utf-8' }
}

export function faultOf<Kind extends Fault['kind']>(
  faults: readonly Fault[],
  kind: Kind,
): Extract<Fault, { kind: Kind }> | null {
  return (faults.find((fault) => fault.kind === kind) as Extract<Fault, { kind: Kind }> | undefined) ?? null
}

async function sendStream(
  outgoing: ServerResponse,
  stream: AsyncIterable<string>,
  faults: readonly Fault[],
): Promise<void> {
  const cut = faultOf(faults, 'cut_stream')
  const malformed = faultOf(faults, 'malformed')
  let sent = 0
  for await (const piece of stream) {
    if (outgoing.destroyed) return
    if (cut !== null && sent >= cut.after) {
      // What was written has to be on its way before the line is cut.
      await new Promise<void>((resolve) => {
        outgoing.write('', () => resolve())
        outgoing.once('close', resolve)
      })
      outgoing.destroy()
      return
    }
    const broken = malformed !== null && sent === malformed.after
    const text = broken ? `${piece.slice(0, Math.max(8, piece.length >> 1)).trimEnd()}\n\n` : piece
    if (!outgoing.write(text))
      await new Promise<void>((resolve) => {
        outgoing.once('drain', resolve)
        outgoing.once('close', resolve)
      })
    sent += 1
  }
  outgoing.end()
}

function jumbled(value: unknown): unknown {
  if (Array.isArray(value)) return [...value.slice(-1), ...value.toReversed()].map(jumbled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, jumbled(inner)]))
}

export async function sendReply(outgoing: ServerResponse, reply: Reply, faults: readonly Fault[]): Promise<void> {
  const isJumbled = faultOf(faults, 'jumbled') !== null && !Buffer.isBuffer(reply.body)
  const content = contentOf(isJumbled ? { ...reply, body: jumbled(reply.body) } : reply)
  const wrongType = faultOf(faults, 'content_type')
  outgoing.statusCode = reply.status
  outgoing.setHeader('content-type', content.contentType)
  for (const [name, value] of Object.entries(reply.headers ?? {})) outgoing.setHeader(name, value)
  if (wrongType !== null) outgoing.setHeader('content-type', wrongType.contentType)
  if (reply.stream !== undefined) return sendStream(outgoing, reply.stream, faults)
  if (faultOf(faults, 'cut_stream') !== null) {
    outgoing.setHeader('content-length', content.bytes.length)
    outgoing.write(content.bytes.subarray(0, content.bytes.length >> 1), () => outgoing.destroy())
    return
  }
  const bytes =
    faultOf(faults, 'malformed') === null
      ? content.bytes
      : content.bytes.subarray(0, Math.max(1, content.bytes.length >> 1))
  outgoing.setHeader('content-length', bytes.length)
  outgoing.end(bytes)
}

/** The answer of a fault that keeps the handler from running at all; `null`: the socket dies instead. */
export function refusalOf(faults: readonly Fault[], errorBody: (status: number) => unknown): Reply | null | undefined {
  if (faultOf(faults, 'reset') !== null) return null
  const refusal = faultOf(faults, 'status')
  if (refusal !== null)
    return {
      status: refusal.status,
      ...(refusal.retryAfter === undefined ? {} : { headers: { 'retry-after': refusal.retryAfter } }),
      body: refusal.body ?? errorBody(refusal.status),
    }
  const hidden = faultOf(faults, 'error_200')
  if (hidden !== null) return { status: 200, body: { code: hidden.code, error: 'Please try again in a moment.' } }
  return undefined
}
