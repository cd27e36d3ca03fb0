import { createHttpClient } from '#main/clients/http/http.ts'
import type { Helpdesk } from '#main/clients/helpdesk/helpdesk.ts'
import { createIntercom } from '#main/clients/intercom/intercom.ts'
import { AppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { ClientPorts } from '#test/support/client-ports.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import type { Answer, Peer } from '#test/support/peer.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'

const admin = { type: 'admin', id: '9', name: 'Ada', email: 'ada@example.com' }
export const me = { ...admin, app: { type: 'app', name: 'Acme', region: 'US' } }
export const refusal = (code: string, message: string): object => ({
  type: 'error.list',
  request_id: 'r1',
  errors: [{ code, message }],
})
export const conversation = (...parts: object[]): object => ({
  type: 'conversation',
  id: '531',
  created_at: 10,
  updated_at: 200,
  state: 'open',
  open: true,
  tags: { tags: [] },
  source: { type: 'email', id: '5', body: '<p>Hi</p>', author: { type: 'user', id: 'u1', name: null } },
  contacts: { contacts: [{ type: 'contact', id: 'u1' }] },
  conversation_parts: { conversation_parts: parts },
})
export const part = (id: string, type: string, at = 100): object => ({
  id,
  part_type: type,
  body: '<p>x</p>',
  created_at: at,
  author: admin,
})

type Routes = Readonly<Record<string, Answer>>

export const json =
  (status: number, body: unknown): Answer =>
  (response) =>
    sendJson(response, status, body)

export type IntercomWorld = {
  readonly peer: Peer
  readonly ports: ClientPorts
  readonly desk: Helpdesk
  readonly close: () => Promise<void>
}

/** A peer that answers these routes ("GET /me") like Intercom, and a client of it. */
export async function intercomWorld(
  routes: Routes,
  actingAdminId: string | null = '9',
  speed = 10,
): Promise<IntercomWorld> {
  const all: Routes = { 'GET /me': json(200, me), ...routes }
  const peer = await startPeer((response, request, count) => {
    const answer = all[`${request.method} ${request.path}`]
    return answer === undefined
      ? sendJson(response, 404, refusal('not_found', 'no route'))
      : answer(response, request, count)
  })
  const ports = clientPorts(speed)
  const http = createHttpClient(ports)
  const token = (): Promise<Secret> => Promise.resolve(new Secret('intercom-token-000111'))
  const desk = createIntercom({ ...ports, http, baseUrl: peer.url, version: '2.14', token, actingAdminId })
  const close = async (): Promise<void> => {
    await http.close()
    await peer.close()
  }
  return { peer, ports, desk, close }
}

/** The error a call must end with. */
export async function failure(work: Promise<unknown>): Promise<AppError> {
  try {
    await work
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
  throw new Error('it should have failed')
}
