import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { isFields } from '#main/clients/http-errors.ts'
import { readConversation } from '#main/clients/intercom-conversation.ts'
import * as send from '#main/clients/intercom-send.ts'
import type { IntercomRequest } from '#main/clients/intercom-send.ts'
import {
  AdminListSchema,
  ConversationWireSchema,
  MeSchema,
  PageSchema,
  SummarySchema,
  TagListSchema,
  TagSchema,
  TeamListSchema,
} from '#main/clients/intercom-wire.ts'
import { checkKey } from '#main/clients/xai-key.ts'
import { createHttpClient } from '#main/clients/http.ts'
import { Secret } from '#main/kernel/secret.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'

type Fields = Readonly<Record<string, unknown>>

const folder = join(import.meta.dirname, '../../../../shared/reference/openapi')
const read = (name: string): Fields | null => {
  const path = join(folder, name)
  return existsSync(path) ? (parse(readFileSync(path, 'utf8')) as Fields) : null
}
const intercom = read('intercom-2.14.yaml')
const xai = read('xai-openapi.yaml')
const titleOf = (what: string, found: Fields | null): string =>
  found === null ? `${what}: NOT CHECKED, the published description is not beside this repository` : what

const fieldsAt = (value: unknown, ...keys: string[]): Fields => {
  const found = keys.reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), value)
  if (!isFields(found)) throw new Error(`the description has nothing at ${keys.join(' > ')}`)
  return found
}

/** OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, examples go. */
function toJsonSchema(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toJsonSchema)
  if (!isFields(value)) return value
  const entries = Object.entries(value).filter(
    ([key]) => !['example', 'examples', 'nullable', 'discriminator'].includes(key),
  )
  const schema = Object.fromEntries(entries.map(([key, inner]) => [key, toJsonSchema(inner)]))
  if (value['nullable'] !== true) return schema
  return typeof schema['type'] === 'string'
    ? { ...schema, type: [schema['type'], 'null'] }
    : { anyOf: [schema, { type: 'null' }] }
}

function validators(description: Fields): (schema: unknown) => ValidateFunction {
  const components = toJsonSchema(description['components'])
  return (schema) => {
    const ajv = new Ajv({ strict: false, validateFormats: false, logger: false })
    return ajv.compile({ ...(toJsonSchema(schema) as Fields), components })
  }
}

/** The described path a real one belongs to: "/conversations/531/parts" is "/conversations/{conversation_id}/parts". */
function operation(description: Fields, method: string, path: string): Fields {
  const templates = Object.keys(fieldsAt(description, 'paths')).filter((template) =>
    new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
  )
  const template = templates.includes(path) ? path : templates[0]
  return fieldsAt(description, 'paths', template ?? path, method.toLowerCase())
}

const jsonBody = ['requestBody', 'content', 'application/json', 'schema']
const exampleOf = (description: Fields, method: string, path: string): unknown => {
  const content = fieldsAt(operation(description, method, path), 'responses', '200', 'content', 'application/json')
  const [first] = Object.values(fieldsAt(content, 'examples'))
  return isFields(first) ? first['value'] : undefined
}

const sent: readonly (readonly [string, IntercomRequest])[] = [
  ['search for open ones', send.searchRequest(50, null, null)],
  ['search for changes, next page', send.searchRequest(50, 'WzE3Njg0MDAwMDAsMTIzXQ==', 1_768_400_000_123)],
  ['comment', send.replyRequest('531', 'comment', '9', 'Hello\n\nthere')],
  ['note', send.replyRequest('531', 'note', '9', 'Hello')],
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

  test.each(sent)('what we send is what it asks for: %s', (_what, request) => {
    const validate = validators(description)(
      fieldsAt(operation(description, request.method, request.path), ...jsonBody),
    )
    expect(validate(request.body), JSON.stringify(validate.errors)).toBe(true)
  })

  test.each(sent.filter(([, request]) => request.path.startsWith('/conversations/531')))(
    'the check would notice a missing field: %s',
    (_what, request) => {
      const validate = validators(description)(
        fieldsAt(operation(description, request.method, request.path), ...jsonBody),
      )
      const { admin_id: _admin, ...rest } = request.body ?? {}
      expect(validate(rest)).toBe(false)
    },
  )

  test('its own examples are understood', () => {
    expect(MeSchema.parse(exampleOf(description, 'GET', '/me')).id).not.toBe('')
    expect(AdminListSchema.parse(exampleOf(description, 'GET', '/admins'))).toHaveProperty('admins')
    expect(TeamListSchema.parse(exampleOf(description, 'GET', '/teams'))).toHaveProperty('teams')
    expect(TagListSchema.parse(exampleOf(description, 'GET', '/tags'))).toHaveProperty('data')
    expect(TagSchema.parse(exampleOf(description, 'POST', '/conversations/1/tags')).name).not.toBe('')
    const page = PageSchema.parse(exampleOf(description, 'POST', '/conversations/search'))
    expect(page.conversations.length).toBeGreaterThan(0)
    page.conversations.forEach((one) => expect(SummarySchema.parse(one).updated_at).toBeGreaterThan(1e12))
  })

  test.each([
    ['GET', '/conversations/1'],
    ['POST', '/conversations/1/reply'],
    ['POST', '/conversations/1/parts'],
  ])('its conversation after %s %s is read whole', (method, path) => {
    const wire = ConversationWireSchema.parse(exampleOf(description, method, path))
    const found = readConversation(wire, null)
    expect(found.parts.length).toBeGreaterThan(0)
    expect(found.parts.filter((part) => part.externalId.startsWith('unreadable'))).toEqual([])
    expect(found.customer.externalId).not.toBe('')
  })
})

describe.skipIf(xai === null)(titleOf('The xAI API as published', xai), () => {
  const description = xai ?? {}

  test('the key check asks for something that is described, and understands what is answered', async () => {
    const described = operation(description, 'GET', '/api-key')
    const schema = fieldsAt(described, 'responses', '200', 'content', 'application/json', 'schema')
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
    const validate = validators(description)(schema)
    expect(validate(key), JSON.stringify(validate.errors)).toBe(true)
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
