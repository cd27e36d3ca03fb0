import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createBotClient } from '#main/clients/bot/bot.ts'
import { createBotPace } from '#main/clients/bot/limits.ts'
import { createUserTokens } from '#main/clients/bot/user-tokens.ts'
import { createHttpClient } from '#main/clients/http/http.ts'
import { systemClock, systemRandom } from '#main/kernel/clock.ts'
import { Secret } from '#main/kernel/secret.ts'
import { signUserToken } from '#main/sandbox/bot/answers.ts'
import { startSandbox, type Sandbox } from '#main/sandbox/index.ts'

const log = () => undefined
const http = createHttpClient({ clock: systemClock, random: systemRandom, log })
const { signal } = new AbortController()
const call = { signal }
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
})
beforeEach(() => {
  sandbox.control.reset()
  sandbox.control.bot({ latencyMs: 0, stepMs: 0 })
})
afterAll(async () => {
  await http.close()
  await sandbox.stop()
})

/** Waits are a thousandth as long: what is promised about them is tested where no socket is. */
const clock = { ...systemClock, sleep: (ms: number, stop?: AbortSignal) => systemClock.sleep(ms / 1000, stop) }

const clientOf = (key = 'sk_live_full', streaming = false) =>
  createBotClient({
    http,
    clock,
    random: systemRandom,
    log,
    pace: createBotPace(clock),
    baseUrl: `${sandbox.baseUrls.bot}/v1/`,
    key: async () => new Secret(key),
    extraHeader: null,
    tokens: createUserTokens({
      http,
      clock,
      url: `${sandbox.baseUrls.company}/customer-token?email={email}`,
      key: async () => new Secret(sandbox.keys['tool:company'] ?? ''),
    }),
    streaming,
  })
const write = () => ({ signal, idempotencyKey: systemRandom.id('w_') })
const draft = {
  externalId: 'faq/iceland',
  title: 'Shipping to Iceland',
  content: 'We ship to Iceland with standard delivery, in nine working days.',
  contentType: 'text/markdown',
  url: null,
  language: 'en',
  tags: ['shipping'],
  active: true,
}
const requests = (path: string) => sandbox.control.requests('bot').filter((one) => one.path === path)

test('a conversation goes on, whole or in pieces, with plain JSON where pieces were asked for', async () => {
  const words: string[] = []
  const bot = clientOf('sk_live_full', true)
  const first = await bot.query(
    { message: 'How long does standard delivery take?' },
    { signal, onWords: (all) => words.push(all) },
  )
  expect(first).toMatchObject({ answered: true, sourcing: 'listed' })
  expect(words.at(-1)?.trim()).toBe(first.text)
  sandbox.control.bot({ streams: false, confidence: 'percentage', sources: 'references', metadata: 'top' })
  const next = await bot.query(
    { message: 'And how about it outside the European Union?', conversationId: first.conversationId },
    { signal, onWords: () => undefined },
  )
  expect(next.conversationId).toBe(first.conversationId)
  expect(next.sources.length).toBeGreaterThan(0)
})

test('a token of a customer that ran out is fetched once more, and the question asked once more', async () => {
  sandbox.control.fault({
    service: 'bot',
    kind: 'status',
    status: 401,
    path: '/v1/query',
    body: { error: { type: 'user_token_error', code: 'expired_user_token', message: 'Expired.' } },
  })
  const tokens = () => sandbox.control.requests('company').filter(({ path }) => path === '/customer-token')
  const someone = { kind: 'customer', id: null, email: 'ana.ruiz@mail.example' } as const
  const found = await clientOf().query({ message: 'How are boots returned?', user: someone }, call)
  expect(found.text).not.toBe('')
  expect(tokens()).toHaveLength(2)
  const [first, second] = requests('/v1/query').map(({ body }) => body)
  expect(first).toMatchObject({ user_token: expect.any(String) as string })
  expect(second).toMatchObject({ user_token: expect.any(String) as string })
  const nobody = { kind: 'customer', id: null, email: 'nobody@mail.example' } as const
  await expect(clientOf().query({ message: 'Boots?', user: nobody }, call)).rejects.toMatchObject({
    code: 'not_found',
    data: { sent: false },
  })
  const token = signUserToken({ sub: 'u', exp: 1 })
  await expect(
    clientOf().query({ message: 'How are boots returned?', user: { kind: 'pasted', token } }, call),
  ).rejects.toMatchObject({ code: 'unauthorised', data: { code: 'expired_user_token' } })
})

test('a document is published as a job, answers what was a gap, and cannot be changed over somebody else', async () => {
  const bot = clientOf()
  expect((await bot.query({ message: 'Do you ship to Iceland?' }, call)).answered).toBe(false)
  const { document, job } = await bot.kb.create(draft, write())
  expect((await bot.kb.job(job?.id ?? '', call)).state).toBe('succeeded')
  expect((await bot.query({ message: 'Do you ship to Iceland?' }, call)).sources[0]?.documentId).toBe(document?.id)
  const stale = bot.kb.change(document?.id ?? '', { title: 'Iceland', version: 99 }, write())
  await expect(stale).rejects.toMatchObject({ code: 'conflict' })
  sandbox.control.bot({ documentLimit: 10 })
  await expect(bot.kb.create(draft, write())).rejects.toMatchObject({ code: 'too_large', data: { status: 413 } })
  const again = write()
  await bot.kb.reindex([], again)
  await bot.kb.reindex([], again)
  expect(sandbox.control.botWorld().replays).toBe(1)
})

test('keys that are short, revoked or not in the plan are told apart', async () => {
  await expect(clientOf('sk_live_query').kb.status(call)).rejects.toMatchObject({
    code: 'forbidden',
    data: { scope: 'kb:read' },
  })
  await expect(clientOf('sk_live_revoked').usage(call)).rejects.toMatchObject({ code: 'unauthorised' })
  await expect(clientOf('sk_live_plan').usage(call)).rejects.toMatchObject({
    code: 'forbidden',
    data: { reason: 'plan' },
  })
})

test('429 is waited out; a monthly quota is asked for once and not again', async () => {
  const bot = clientOf()
  sandbox.control.fault({ service: 'bot', kind: 'status', status: 429, retryAfter: '1', times: 2 })
  expect((await bot.usage(call)).plan).toBe('business')
  sandbox.control.bot({ queryLimit: 10 })
  const before = requests('/v1/query').length
  for (let asked = 0; asked < 3; asked += 1)
    await expect(bot.query({ message: 'Hello there' }, call)).rejects.toMatchObject({ code: 'quota_exhausted' })
  expect(requests('/v1/query').length - before).toBe(1)
})

test('a full knowledge base takes no document and any deletion, after which it is tried again', async () => {
  const bot = clientOf()
  const posts = () => requests('/v1/kb/documents').filter(({ method }) => method === 'POST').length
  const { items } = await bot.kb.list({ limit: 2 }, call)
  const [one, other] = items.map(({ id }) => id)
  sandbox.control.bot({ knowledgeLimit: 10 })
  for (let tried = 0; tried < 2; tried += 1)
    await expect(bot.kb.create(draft, write())).rejects.toMatchObject({ code: 'quota_exhausted' })
  expect(posts()).toBe(1)
  expect((await bot.kb.batch([{ op: 'delete', id: one ?? '' }], write())).job?.total).toBe(1)
  await expect(bot.kb.create(draft, write())).rejects.toMatchObject({ code: 'quota_exhausted' })
  expect(posts()).toBe(2)
  await bot.kb.remove(other ?? '', write())
  sandbox.control.bot({ knowledgeLimit: 10_000_000 })
  expect((await bot.kb.create(draft, write())).document?.title).toBe(draft.title)
})

test('an answer that breaks off or is none is an error of its own, and a write that may have happened is not repeated', async () => {
  const bot = clientOf()
  sandbox.control.fault({ service: 'bot', kind: 'malformed', path: '/v1/gaps' })
  await expect(bot.gaps.list({}, call)).rejects.toMatchObject({ code: 'protocol' })
  sandbox.control.fault({ service: 'bot', kind: 'lost_response', path: '/v1/kb/documents' })
  const before = requests('/v1/kb/documents').length
  await expect(bot.kb.create(draft, write())).rejects.toMatchObject({ code: 'remote_failed', data: { sent: true } })
  expect(requests('/v1/kb/documents').length - before).toBe(1)
})

test('what the sample company’s bot was asked and can do is read whole', async () => {
  const bot = clientOf()
  sandbox.control.bot({ lists: 'bare' })
  const { items } = await bot.conversations.list({}, call)
  expect((await bot.conversations.get(items[0]?.id ?? '', call)).messages).toHaveLength(2)
  sandbox.control.bot({ lists: 'items' })
  const first = await bot.gaps.list({ limit: 2, state: 'open' }, call)
  expect(first.items).toHaveLength(2)
  expect((await bot.gaps.list({ limit: 2, cursor: first.next }, call)).items[0]?.id).not.toBe(first.items[0]?.id)
  const run = await bot.actions.run(
    'act_shopify_order_status',
    { input: { order_number: '10433' }, dryRun: true, user: null },
    write(),
  )
  expect(run).toMatchObject({ state: 'succeeded', dryRun: true })
})
