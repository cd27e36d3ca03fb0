/**
 * What Chatwoot tells while it happens: one socket at `/cable`, in the words of ActionCable. It says which conversation changed
 * and nothing else is taken from it. A line that says nothing any more is dead: the server greets every three seconds.
 * Nobody is reported as present, so that no conversation is given to somebody because a program listens.
 */
import { WebSocket } from 'ws'
import { z } from 'zod'
import { ownDoor, socketDoor, webAddress } from '#main/clients/http/egress-address.ts'
import { askSystem, guardedLookup, type Resolve } from '#main/clients/http/egress-lookup.ts'
import type { LiveUpdates } from '#main/clients/helpdesk/helpdesk.ts'
import { isFields, parseJson, refusal } from '#main/clients/http/errors.ts'
import { networkFailure } from '#main/clients/http/failure.ts'
import { hideSecrets } from '#main/clients/http/headers.ts'
import { AppError, asAppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

const connectMs = 10_000
const largestFrame = 8 * 1024 * 1024

/** Those after which a conversation reads differently. */
const changes: ReadonlySet<string> = new Set([
  'message.created',
  'message.updated',
  'conversation.created',
  'conversation.updated',
  'conversation.status_changed',
  'conversation.contact_changed',
  'assignee.changed',
  'team.changed',
])

const FrameSchema = z.object({
  type: z.string().optional().catch(undefined),
  reason: z.string().optional().catch(undefined),
  message: z.unknown().optional(),
})
const idSchema = z.union([z.string().min(1), z.number()]).transform(String)

export type Listener = { readonly userId: string; readonly token: Secret }

export function listenToChatwoot(ports: {
  readonly clock: Clock
  readonly baseUrl: string
  readonly accountId: number
  /** Asked for each line: who listens, and the token of their stream. */
  readonly listener: (signal: AbortSignal) => Promise<Listener>
  /** Without a word for so long, a line is dead. */
  readonly silentMs: number
  readonly resolve?: Resolve
}): LiveUpdates {
  return async (hear, signal) => {
    const { userId, token } = await ports.listener(signal)
    signal.throwIfAborted()
    const { url, host, door } = socketDoor(webAddress(`${ports.baseUrl}/cable`), [ownDoor(ports.baseUrl)])
    const socket = new WebSocket(url, 'actioncable-v1-json', {
      perMessageDeflate: false,
      maxPayload: largestFrame,
      followRedirects: false,
      handshakeTimeout: connectMs,
      lookup: guardedLookup(door, ports.resolve ?? askSystem),
    })
    const channel = { channel: 'RoomChannel', pubsub_token: token.reveal() }
    const identifier = JSON.stringify({ ...channel, account_id: ports.accountId, user_id: Number(userId) })
    const ended = new AbortController()
    let heardAt = ports.clock.monotonic()
    const line = new Promise<never>((_, reject) => {
      const end = (error: AppError): void => {
        reject(hideSecrets(error, [token.reveal()]))
        ended.abort()
        socket.terminate()
      }
      const read = (frame: z.infer<typeof FrameSchema>): void => {
        switch (frame.type) {
          case 'welcome':
            socket.send(JSON.stringify({ command: 'subscribe', identifier }))
            break
          case 'confirm_subscription':
            hear.opened()
            break
          case 'reject_subscription':
            end(new AppError('forbidden', 'Chatwoot does not let this token listen.'))
            break
          case 'disconnect':
            end(new AppError('unreachable', `Chatwoot ended the live line (${frame.reason ?? 'no reason given'}).`))
            break
          case undefined: {
            const id = changedIn(frame.message)
            if (id !== null) hear.changed(id)
            break
          }
          default:
            break
        }
      }
      const stop = (): void => end(new AppError('cancelled', 'Cancelled.'))
      if (signal.aborted) stop()
      signal.addEventListener('abort', stop, { once: true, signal: ended.signal })
      socket.on('message', (data) => {
        heardAt = ports.clock.monotonic()
        const parsed = FrameSchema.safeParse(parseJson(textOf(data))?.value)
        if (parsed.success) read(parsed.data)
      })
      socket.on('error', (error) => end(networkFailure(error, host, { started: false })))
      socket.on('unexpected-response', (_, { statusCode: status = 500, headers }) =>
        end(refusal({ status, headers, text: '', retryAfterMs: null })),
      )
      socket.on('close', () => end(new AppError('unreachable', `${host} closed the live line.`)))
      watchSilence(ports, ended.signal, () => heardAt).then(
        () => end(new AppError('timed_out', `${host} has gone silent on the live line.`)),
        (thrown: unknown) => end(asAppError(thrown)),
      )
    })
    return line
  }
}

const textOf = (data: WebSocket.RawData): string =>
  Array.isArray(data) ? Buffer.concat(data).toString('utf8') : Buffer.from(data as Buffer).toString('utf8')

/** Ends when nothing was heard for too long. */
async function watchSilence(
  { clock, silentMs }: { readonly clock: Clock; readonly silentMs: number },
  signal: AbortSignal,
  heardAt: () => number,
): Promise<void> {
  for (;;) {
    const left = heardAt() + silentMs - clock.monotonic()
    if (left <= 0) return
    await clock.sleep(left, signal)
  }
}

/** Whose conversation an event is about: the number people see, under which it is asked for. */
function changedIn(message: unknown): string | null {
  if (!isFields(message) || typeof message['event'] !== 'string' || !changes.has(message['event'])) return null
  const data = message['data']
  if (!isFields(data)) return null
  const id = message['event'].startsWith('message.') ? data['conversation_id'] : data['id']
  return idSchema.safeParse(id).data ?? null
}
