import { renderWords } from '#main/domain/reply/rendering.ts'
import { describe, expect, test } from 'vitest'
import { readConversation } from '#main/clients/intercom/conversation.ts'
import * as send from '#main/clients/intercom/send.ts'
import type { HelpdeskRequest } from '#main/clients/helpdesk/calls.ts'
import {
  AdminListSchema,
  ConversationWireSchema,
  MeSchema,
  PageSchema,
  SummarySchema,
  TagListSchema,
  TagSchema,
  TeamListSchema,
} from '#main/clients/intercom/wire.ts'
import { checkKey } from '#main/clients/xai/key.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { Secret } from '#main/kernel/secret.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'
import { answerExample, answerSchema, bodySchema, createJudge, readDescription } from '#test/support/published.ts'
import type { Description } from '#test/support/published.ts'

const intercom = readDescription('intercom-2.14.yaml')
const xai = readDescription('xai-openapi.yaml')
const titleOf = (what: string, found: Description | null): string =>
  found === null ? `${what}: NOT CHECKED, the published description is not beside this repository` : what

const schemaOr = <S>(schema: S | null): S => schema ?? expect.fail('the description has nothing of this kind')

const sent: readonly (readonly [string, HelpdeskRequest])[] = [
  ['search for open ones', send.searchRequest(50, null, null)],
  ['search for changes, next page', send.searchRequest(50, 'WzE3Njg0MDAwMDAsMTIzXQ==', 1_768_400_000_123)],
  [
    'comment',
    send.replyRequest('531', 'comment', '9', renderWords('Hello **you**\n\n- [a](https://a.example)', 'rich')),
  ],
  ['note', send.replyRequest('531', 'note', '9', renderWords('Hello', 'rich'))],
  ['close', send.closeRequest('531', '9', null)],
  ['close with words', send.closeRequest('531', '9', 'Done')],
  ['reopen', send.openRequest('531', '9')],
  ['snooze', send.snoozeRequest('531', '9', 1_768_400_000_123)],
  ['assign an admin', send.assignRequest('531', '9', { kind: 'admin', id: '7' })],
  ['assign a team', send.assignRequest('531', '9', { kind: 'team', id: '8' })],
  ['unassign', send.assignRequest('531', '9', null)],
  ['name a tag', send.nameTagRequest('escalate')],
  ['attach a tag', send.attachTagRequest('531', '9', '86')],
  ['detach a tag', send.detachTagRequest('531', '9', '86')],
]

describe.skipIf(intercom === null)(titleOf('Intercom 2.14 as published', intercom), () => {
  const description = intercom ?? {}
  const judge = createJudge(description)

  test.each(sent)('what we send is what it asks for: %s', (_what, request) => {
    const schema = schemaOr(bodySchema(description, request))
    expect(judge.problems(schema, request.body)).toEqual([])
  })

  test.each(sent.filter(([, request]) => request.path.startsWith('/conversations/531')))(
    'the check would notice a missing field: %s',
    (_what, request) => {
      const { admin_id: _admin, ...rest } = request.body ?? {}
      expect(judge.problems(schemaOr(bodySchema(description, request)), rest)).not.toEqual([])
    },
  )

  const exampleOf = (method: string, path: string) => answerExample(description, { method, path, status: 200 })

  test('its own examples are understood', () => {
    expect(MeSchema.parse(exampleOf('GET', '/me')).id).not.toBe('')
    expect(AdminListSchema.parse(exampleOf('GET', '/admins'))).toHaveProperty('admins')
    expect(TeamListSchema.parse(exampleOf('GET', '/teams'))).toHaveProperty('teams')
    expect(TagListSchema.parse(exampleOf('GET', '/tags'))).toHaveProperty('data')
    expect(TagSchema.parse(exampleOf('POST', '/conversations/1/tags')).name).not.toBe('')
    const page = PageSchema.parse(exampleOf('POST', '/conversations/search'))
    expect(page.conversations.length).toBeGreaterThan(0)
    page.conversations.forEach((one) => expect(SummarySchema.parse(one).updated_at).toBeGreaterThan(1e12))
  })

  test.each([
    ['GET', '/conversations/1'],
    ['POST', '/conversations/1/reply'],
    ['POST', '/conversations/1/parts'],
  ])('its conversation after %s %s is read whole', (method, path) => {
    const wire = ConversationWireSchema.parse(exampleOf(method, path))
    const found = readConversation(wire, null)
    expect(found.parts.length).toBeGreaterThan(0)
    expect(found.parts.filter((part) => part.externalId.startsWith('unreadable'))).toEqual([])
    expect(found.customer.externalId).not.toBe('')
  })
})

describe.skipIf(xai === null)(titleOf('The xAI API as published', xai), () => {
  const description = xai ?? {}

  test('the key check asks for something that is described, and understands what is answered', async () => {
    const schema = schemaOr(answerSchema(description, { method: 'GET', path: '/api-key', status: 200 }))
    const key = {
      redacted_api_key: 'xai-...k7Qz',
      user_id: 'u',
      name: 'desktop',
      create_time: '2026-01-05T09:12:04Z',
      modify_time: '2026-01-05T09:12:04Z',
      modified_by: 'u',
      team_id: 't',
      acls: ['api-key:model:*', 'api-key:endpoint:*'],
      api_key_id: 'k',
      team_blocked: false,
      api_key_blocked: false,
      api_key_disabled: false,
    }
    expect(createJudge(description).problems(schema, key)).toEqual([])
    const peer = await startPeer((response) => sendJson(response, 200, key))
    const ports = clientPorts(1)
    const http = createHttpClient(ports)
    const secret = (): Promise<Secret> => Promise.resolve(new Secret('xai-key-0001112222'))
    const check = await checkKey(
      { http, clock: ports.clock, baseUrl: peer.url, key: secret },
      AbortSignal.timeout(20_000),
    )
    await http.close()
    await peer.close()
    expect(check).toMatchObject({ ok: true })
    expect(check.permissions.every((permission) => permission.granted)).toBe(true)
    expect(peer.seen).toMatchObject([{ method: 'GET', path: '/api-key' }])
  })
})
