import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttpClient } from '#main/clients/http/http.ts'
import { createVoiceAgents, noVoiceAgents } from '#main/clients/xai/agents.ts'
import { createSpeechToText } from '#main/clients/xai/speech.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { Secret } from '#main/kernel/secret.ts'
import { quiet } from '#test/support/store.ts'

let server: Server
let baseUrl = ''
let reply: { status: number; body: unknown } = { status: 200, body: {} }
const asked: { path: string; key: string; body: string; type: string }[] = []
const http = createHttpClient({ clock: systemClock, random: systemRandom, log: quiet })
const never = new AbortController().signal
const ports = () => ({ http, baseUrl, key: async () => new Secret('xai-test-key') })

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.setEncoding('latin1').on('data', (piece: string) => (body += piece))
    request.on('end', () => {
      const { authorization = '', 'content-type': type = '' } = request.headers
      asked.push({ path: request.url ?? '', key: authorization, body, type })
      response.writeHead(reply.status, { 'content-type': 'application/json' })
      response.end(JSON.stringify(reply.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(async () => {
  await http.close()
  server.closeAllConnections()
  server.close()
})

const agent = {
  agent_id: 'agent_1',
  name: 'Order Support',
  instructions: null,
  tools: [
    { type: 'function', function: { name: 'lookup_order', parameters: {} } },
    { type: 'function', name: 'flat_one' },
    { type: 'mcp', server_label: 'warehouse' },
    { type: 'web_search' },
  ],
  voice: { voice_id: 'leo' },
  collection_ids: ['c1'],
  updated_at: '2025-07-15T10:30:00Z',
  welcome_message: 'kept as it came',
}

describe('voice agents', () => {
  test('every envelope is taken, and unknown fields are kept', async () => {
    for (const body of [{ agents: [agent] }, { data: [agent] }, { items: [agent] }, { results: [agent] }, [agent]]) {
      reply = { status: 200, body }
      const [found] = await createVoiceAgents(ports()).list(never)
      expect(found?.raw).toEqual(agent)
      expect(found?.view).toEqual({
        id: 'agent_1',
        name: 'Order Support',
        voice: 'leo',
        instructions: '',
        tools: [
          { name: 'lookup_order', kind: 'function', inCatalogue: false },
          { name: 'flat_one', kind: 'function', inCatalogue: false },
          { name: 'warehouse', kind: 'mcp', inCatalogue: false },
          { name: 'web_search', kind: 'web_search', inCatalogue: false },
        ],
        knowledge: { attached: true, collections: ['c1'] },
        updatedAt: Date.parse('2025-07-15T10:30:00Z'),
      })
    }
    expect(asked.at(-1)).toMatchObject({ path: '/v1/agents?limit=1000', key: 'Bearer xai-test-key' })
  })

  test('the other spelling, and members that are missing', async () => {
    reply = {
      status: 200,
      body: {
        agents: [{ agentId: 'a2', voice: { voiceId: 'rex' }, collectionIds: [], tools: [{ type: 'file_search' }] }],
      },
    }
    const [found] = await createVoiceAgents(ports()).list(never)
    expect(found?.view).toMatchObject({
      id: 'a2',
      name: 'Unnamed agent a2',
      voice: 'rex',
      updatedAt: null,
      knowledge: { attached: false, why: 'search_without_collections' },
    })
  })

  test('one nobody can read is left out of the list, and refused by itself', async () => {
    reply = { status: 200, body: { agents: [agent, { name: 'no id' }, 7, null, { agent_id: 'a', tools: 'none' }] } }
    expect(await createVoiceAgents(ports()).list(never)).toHaveLength(1)
    reply = { status: 200, body: { agent: { name: 'no id' } } }
    await expect(createVoiceAgents(ports()).get('a/b', never)).rejects.toMatchObject({ code: 'protocol' })
    expect(asked.at(-1)?.path).toBe('/v1/agents/a%2Fb')
    reply = { status: 200, body: { nothing: true } }
    await expect(createVoiceAgents(ports()).list(never)).rejects.toMatchObject({ code: 'protocol' })
  })

  test('refusals keep their meaning', async () => {
    for (const [status, code] of [
      [401, 'unauthorised'],
      [403, 'forbidden'],
      [404, 'not_found'],
    ] as const) {
      reply = { status, body: { error: 'no' } }
      await expect(createVoiceAgents(ports()).get('a', never)).rejects.toMatchObject({ code })
    }
    await expect(noVoiceAgents().list(never)).rejects.toMatchObject({ code: 'missing_secret' })
  })
})

describe('speech to text', () => {
  test('options first, the file last, each side by itself', async () => {
    reply = {
      status: 200,
      body: {
        text: 'Hello',
        channels: [
          { index: 1, text: 'Hi', words: [{ text: 'Hi', start: 1.25, end: 1.5 }] },
          { index: 0, text: 'Hello', words: [{ text: 'Hello', start: 0.21, end: 0.4, confidence: 0.9 }] },
        ],
      },
    }
    const file = new Blob([new Uint8Array([82, 73, 70, 70])])
    const sides = await createSpeechToText(ports()).wordsOf({ file, name: 'c.wav', language: 'en' }, never)
    expect(sides).toEqual([[{ text: 'Hello', startMs: 210, endMs: 400 }], [{ text: 'Hi', startMs: 1250, endMs: 1500 }]])
    const { body = '', type = '', path } = asked.at(-1) ?? {}
    expect(path).toBe('/v1/stt')
    expect(type).toMatch(/^multipart\/form-data; boundary=/)
    const places = [
      'name="language"',
      'name="multichannel"',
      'name="channels"',
      'name="file"; filename="c.wav"',
      'RIFF',
    ]
    const found = places.map((part) => body.indexOf(part))
    expect(found.every((at) => at > 0)).toBe(true)
    expect(found).toEqual(found.toSorted((a, b) => a - b))
  })

  test('a service without channels gives one side; a form nobody documented is said so', async () => {
    reply = { status: 200, body: { text: 'Hi', words: [{ text: 'Hi', start: 0, end: 0.2 }] } }
    const sound = { file: new Blob([]), name: 'c.wav', language: null }
    expect(await createSpeechToText(ports()).wordsOf(sound, never)).toEqual([[{ text: 'Hi', startMs: 0, endMs: 200 }]])
    reply = { status: 200, body: { words: 'none' } }
    await expect(createSpeechToText(ports()).wordsOf(sound, never)).rejects.toMatchObject({ code: 'protocol' })
    reply = { status: 413, body: { error: 'too large' } }
    await expect(createSpeechToText(ports()).wordsOf(sound, never)).rejects.toMatchObject({ code: 'too_large' })
  })
})
