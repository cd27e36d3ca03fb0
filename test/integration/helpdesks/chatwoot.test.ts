import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createChatwoot } from '#main/clients/chatwoot/chatwoot.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { renderWords } from '#main/domain/reply/rendering.ts'
import { asAppError } from '#main/kernel/errors.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'
import { clientPorts } from '#test/support/client-ports.ts'
import { failure } from '#test/support/intercom-peer.ts'
import { until } from '#test/support/until.ts'

/** What only Chatwoot does, and what it does silently. */
let sandbox: Sandbox
let http: HttpClient
let stopping: AbortController
const ports = clientPorts(20)
const signal = new AbortController().signal
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null, world: 'empty' })
  http = createHttpClient(ports)
  stopping = new AbortController()
})
afterEach(async () => {
  stopping.abort()
  await http.close()
  await sandbox.stop()
})

const connect = (accountId = 1, silentMs = 200_000) =>
  createChatwoot({
    silentMs,
    ...ports,
    http,
    baseUrl: `${sandbox.baseUrls.helpdesk}/`,
    accountId,
    token: async () => new Secret(sandbox.keys.helpdesk ?? ''),
  })

test('a token that does not open the account says which it opens', async () => {
  const error = await failure(connect(7).verify(signal))
  expect(error.message).toBe('This token does not open account 7. It opens 1 (Larch & Ledge).')
})

test('nothing in an answer is filled in on its way', async () => {
  const id = sandbox.control.inject({ text: 'Hi' })
  const text = 'Write {{contact.name}} and {% raw %} and `{{contact.name}}` as they stand.'
  await connect().reply(id, renderWords(text, 'rich'), signal)
  expect((await connect().get(id, signal)).parts.at(-1)?.text).toBe(
    'Write {{contact.name}} and {% raw %} and {{contact.name}} as they stand.',
  )
})

test('labels of one conversation do not take each other away', async () => {
  const id = sandbox.control.inject({ text: 'Hi' })
  const desk = connect()
  await Promise.all(['one', 'two', 'three'].map((label) => desk.tag(id, label, signal)))
  expect((await desk.get(id, signal)).tags.toSorted()).toEqual(['one', 'three', 'two'])
})

describe('the live line', () => {
  function listen(silentMs?: number) {
    const heard: string[] = []
    let opened = 0
    const { live } = connect(1, silentMs)
    if (live === null) throw new Error('It does not listen.')
    const ended = live(
      { opened: () => (opened += 1), changed: (id) => heard.push(id) },
      AbortSignal.any([stopping.signal, signal]),
    ).catch(asAppError)
    const open = () => until('the line', async () => (opened > 0 ? true : null))
    return { heard, ended, open }
  }

  test('names each conversation in which something happens', async () => {
    const { heard, ended, open } = listen()
    await open()
    const id = sandbox.control.inject({ text: 'Hi' })
    await until('the new one', async () => (heard.includes(id) ? true : null))
    const before = heard.length
    await connect().close(id, null, signal)
    await until('its end', async () => (heard.length > before ? true : null))
    expect(new Set(heard)).toEqual(new Set([id]))
    stopping.abort()
    expect(await ended).toMatchObject({ code: 'cancelled' })
  })

  test('a line that is cut ends, and so does one that says nothing any more', async () => {
    const cut = listen()
    await cut.open()
    sandbox.control.helpdeskCut()
    expect(await cut.ended).toMatchObject({ code: 'unreachable' })
    const mute = listen(6_000)
    await mute.open()
    expect(await mute.ended).toMatchObject({ code: 'timed_out' })
  })

  test('a server that does not open one says so', async () => {
    sandbox.control.fault({ service: 'helpdesk', path: '/cable', kind: 'status', status: 503 })
    expect(await listen().ended).toMatchObject({ code: 'remote_failed', message: 'HTTP 503' })
  })
})
