import { z } from 'zod'

/**
 * Scripted trouble. A fault waits for requests that match its service, method and path, lets `skip` of them pass and then
 * hits `times` of them. Nothing here is random: the same faults and the same requests give the same answers.
 */
export const ServiceNameSchema = z.enum(['xai', 'helpdesk', 'company', 'bot', 'management'])
export type ServiceName = z.infer<typeof ServiceNameSchema>

const kinds = [
  /** Wait `ms` before the effect. */
  z.object({ kind: z.literal('latency'), ms: z.number().int().min(0).max(600_000) }),
  /** Wait `ms` after the effect, before the answer. */
  z.object({ kind: z.literal('slow_answer'), ms: z.number().int().min(0).max(600_000) }),
  /** Answer this status; nothing happens. `retryAfter` goes out as the header, as given. */
  z.object({
    kind: z.literal('status'),
    status: z.number().int().min(400).max(599),
    retryAfter: z.string().optional(),
    body: z.unknown().optional(),
  }),
  /** The effect happens, then this status is answered. */
  z.object({ kind: z.literal('status_after'), status: z.number().int().min(400).max(599) }),
  /** The effect happens, then the socket is destroyed without an answer. */
  z.object({ kind: z.literal('lost_response') }),
  /** The socket is destroyed before anything happens. */
  z.object({ kind: z.literal('reset') }),
  /** A stream ends without warning after `after` pieces; any other answer ends in the middle of its body. */
  z.object({ kind: z.literal('cut_stream'), after: z.number().int().min(0) }),
  /** Half a JSON document with a success status; in a stream, one broken line in place of piece `after`. */
  z.object({ kind: z.literal('malformed'), after: z.number().int().min(0).default(1) }),
  /** Every list of the answer comes the other way round, and its last item twice. */
  z.object({ kind: z.literal('jumbled') }),
  /** The right body under the wrong name. */
  z.object({ kind: z.literal('content_type'), contentType: z.string().default('text/html; charset=utf-8') }),
  /** HTTP 200 with an error inside; nothing happens. */
  z.object({ kind: z.literal('error_200'), code: z.string().default('The service is currently unavailable') }),
  /** A socket opens and says nothing, or nothing more after `after` events. */
  z.object({ kind: z.literal('silent'), after: z.number().int().min(0).default(0) }),
  /** A socket takes whatever is asked of it and never begins to answer. */
  z.object({ kind: z.literal('no_answer') }),
  /** Piece of sound `after` of a socket is none: not base64, half a sample too long, far too much at once, or not there. */
  z.object({
    kind: z.literal('bad_sound'),
    after: z.number().int().min(0).default(0),
    how: z.enum(['not_base64', 'odd_bytes', 'huge', 'missing']),
  }),
  /** Event `after` of a socket comes only after `by` later ones. */
  z.object({
    kind: z.literal('out_of_order'),
    after: z.number().int().min(0),
    by: z.number().int().min(1).default(3),
  }),
  /** A socket stops reading after `after` events. */
  z.object({ kind: z.literal('deaf'), after: z.number().int().min(0).default(0) }),
  /** In place of event `after` of a socket, one of so many bytes. */
  z.object({ kind: z.literal('oversized'), after: z.number().int().min(0), bytes: z.number().int().min(1) }),
  /** A session ends by its limit after `ms`. */
  z.object({ kind: z.literal('session_cap'), ms: z.number().int().min(1) }),
  /** A socket is closed with this code after `after` events. */
  z.object({
    kind: z.literal('close'),
    after: z.number().int().min(0),
    code: z.number().int(),
    reason: z.string().default(''),
  }),
] as const

const where = {
  service: ServiceNameSchema,
  method: z.string().optional(),
  /** A path where `*` stands for anything; absent: every path. */
  path: z.string().optional(),
  times: z.number().int().min(1).default(1),
  skip: z.number().int().min(0).default(0),
}

const FaultSchema = z.intersection(z.object(where), z.discriminatedUnion('kind', kinds))
export type Fault = z.infer<typeof FaultSchema>
export type FaultInput = z.input<typeof FaultSchema>

export type FaultBook = {
  readonly add: (fault: FaultInput) => void
  /** Takes them all away, and what waits because of one goes on. */
  readonly clear: () => void
  /** Waits `ms`, or until the faults are cleared. */
  readonly pause: (ms: number) => Promise<void>
  /** The faults that hit this request, in the order they were added; each hit is used up. */
  readonly take: (service: ServiceName, method: string, path: string) => readonly Fault[]
  /** Those that still wait for a request. */
  readonly waiting: () => readonly Fault[]
}

function matches(fault: Fault, service: ServiceName, method: string, path: string): boolean {
  if (fault.service !== service) return false
  if (fault.method !== undefined && fault.method.toUpperCase() !== method) return false
  if (fault.path === undefined) return true
  const pattern = fault.path.split('*').map((piece) => piece.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${pattern.join('.*')}$`).test(path)
}

export function createFaultBook(): FaultBook {
  let faults: Fault[] = []
  const paused = new Set<() => void>()
  return {
    add: (fault) => {
      faults.push(FaultSchema.parse(fault))
    },
    clear: () => {
      faults = []
      for (const goOn of paused) goOn()
    },
    pause: (ms) =>
      new Promise((resolve) => {
        const goOn = (): void => {
          clearTimeout(timer)
          paused.delete(goOn)
          resolve()
        }
        const timer = setTimeout(goOn, ms)
        paused.add(goOn)
      }),
    take: (service, method, path) => {
      const hit: Fault[] = []
      faults = faults.flatMap((fault) => {
        if (!matches(fault, service, method, path)) return [fault]
        if (fault.skip > 0) return [{ ...fault, skip: fault.skip - 1 }]
        hit.push(fault)
        return fault.times > 1 ? [{ ...fault, times: fault.times - 1 }] : []
      })
      return hit
    },
    waiting: () => faults,
  }
}
