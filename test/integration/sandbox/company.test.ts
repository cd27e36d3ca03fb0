import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigurationSchema } from '#contract/settings.ts'
import type { Sandbox } from '#main/sandbox/index.ts'
import { startSandbox } from '#main/sandbox/index.ts'

let sandbox: Sandbox
beforeEach(async () => {
  sandbox = await startSandbox({ directory: null, life: 'off', controlToken: null })
})
afterEach(() => sandbox.stop())

type Sent = { readonly status: number; readonly body: Record<string, unknown>; readonly headers: Headers }

async function send(method: string, path: string, body?: unknown, key?: string): Promise<Sent> {
  const response = await fetch(`${sandbox.baseUrls.company}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sandbox.keys['tool:company']}`,
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  }
}

const refund = { order_id: '10433', amount: 184, reason: 'Broken pole' }

describe('reads', () => {
  test('an order with its customer, its money and its dates', async () => {
    expect(await send('GET', '/orders/10433')).toMatchObject({
      status: 200,
      body: {
        order_id: '10433',
        customer: { name: 'Ana Ruiz' },
        total: 191.95,
        refundable: 191.95,
        status: 'delivered',
      },
    })
    expect((await send('GET', '/orders/10421')).body).toMatchObject({ days_late: 6, shipping: { price: 12.95 } })
    expect((await send('GET', '/orders/1')).status).toBe(404)
  })

  test('customers by mail, by name and by id', async () => {
    const found = { customers: [{ customer_id: 'C-2003', orders: ['8816'] }] }
    expect((await send('GET', '/customers?email=WANJIRU@kamau.example')).body).toMatchObject(found)
    expect((await send('GET', '/customers?name=kamau')).body).toMatchObject(found)
    expect((await send('GET', '/customers/C-2003')).body).toMatchObject({ city: 'Nairobi' })
    expect((await send('GET', '/customers/C-9')).status).toBe(404)
  })

  test('nothing without the key', async () => {
    expect((await fetch(`${sandbox.baseUrls.company}/orders/10433`)).status).toBe(401)
    expect((await fetch(`${sandbox.baseUrls.company}/health`)).status).toBe(200)
  })
})

describe('writes', () => {
  test('the same key twice is one effect and the same answer', async () => {
    const first = await send('POST', '/refunds', refund, 'key-1')
    const second = await send('POST', '/refunds', refund, 'key-1')
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
    expect(second.headers.get('idempotent-replayed')).toBe('true')
    expect(sandbox.control.counters()).toMatchObject({ effects: { refund: 1 }, replays: 1 })
  })

  test('without a key, twice is twice, until the money is used up', async () => {
    const part = { ...refund, amount: 100 }
    expect((await send('POST', '/refunds', part)).status).toBe(201)
    expect((await send('POST', '/refunds', { ...refund, amount: 50 })).status).toBe(201)
    expect(await send('POST', '/refunds', part)).toMatchObject({
      status: 422,
      body: { error: { code: 'amount_too_large' } },
    })
    expect(sandbox.control.counters().effects).toEqual({ refund: 2 })
  })

  test('a key with other content is refused; a refusal uses no key up', async () => {
    await send('POST', '/refunds', refund, 'key-1')
    expect(await send('POST', '/refunds', { ...refund, amount: 1 }, 'key-1')).toMatchObject({
      status: 422,
      body: { error: { code: 'idempotency_key_reused' } },
    })
    expect((await send('POST', '/refunds', { ...refund, amount: -1 }, 'key-2')).status).toBe(422)
    expect((await send('POST', '/refunds', { ...refund, amount: 1 }, 'key-2')).status).toBe(201)
  })

  test('probes tell what happened under a key', async () => {
    expect((await send('GET', '/effects/key-1')).status).toBe(404)
    expect((await send('GET', '/refunds?key=key-1')).body).toEqual({ refunds: [] })
    const made = await send('POST', '/refunds', refund, 'key-1')
    expect((await send('GET', '/effects/key-1')).body).toMatchObject({ kind: 'refund', result: made.body })
    expect((await send('GET', '/refunds?key=key-1')).body).toEqual({ refunds: [made.body] })
  })

  test('address, receipt, credit, replacement, erasure', async () => {
    expect((await send('PUT', '/orders/10460/address', { address: '45 Hoàng Diệu' }, 'a')).body).toMatchObject({
      previous_address: '12 Trần Phú, Đà Lạt',
    })
    expect((await send('PUT', '/orders/10433/address', { address: 'too late' }, 'b')).status).toBe(409)
    expect((await send('POST', '/receipts', { order_id: '10376', email: 'x@y.example' }, 'c')).status).toBe(202)
    expect((await send('POST', '/receipts', { order_id: '10376', email: 'nonsense' }, 'd')).status).toBe(422)
    expect((await send('POST', '/store-credits', { customer_id: 'C-2011', amount: 30 }, 'e')).body).toMatchObject({
      balance: 30,
    })
    expect((await send('POST', '/replacements', { order_id: '10433', item: 'Pole' }, 'f')).status).toBe(201)
    expect((await send('DELETE', '/customers/C-2012', undefined, 'g')).body).toMatchObject({ erased: true })
    expect((await send('GET', '/customers/C-2012')).body).toEqual({ customer_id: 'C-2012', erased: true })
    expect((await send('DELETE', '/customers/C-2012', undefined, 'h')).status).toBe(404)
    expect(sandbox.control.effects().map((effect) => effect.key)).toEqual(['a', 'c', 'e', 'f', 'g'])
    expect((await send('POST', '/nowhere', {})).status).toBe(404)
  })
})

test('the configuration is one a desk takes: probes on every write, money and danger marked, only this host allowed', () => {
  const configuration = ConfigurationSchema.parse(JSON.parse(JSON.stringify(sandbox.configuration)))
  const risks = Object.fromEntries(configuration.tools.map((tool) => [tool.name, tool.risk]))
  expect(risks).toMatchObject({
    lookup_order: 0,
    refund_order: 3,
    update_address: 3,
    resend_receipt: 2,
    erase_account: 4,
  })
  for (const tool of configuration.tools)
    if (tool.kind === 'http') {
      expect(tool.request.url.startsWith(sandbox.baseUrls.company)).toBe(true)
      expect(tool.idempotent && tool.probe !== null).toBe(tool.access === 'write')
    }
  expect(configuration.tools.find((tool) => tool.kind === 'manual')?.steps.length).toBeGreaterThan(0)
  expect(configuration.allowedHosts).toEqual([new URL(sandbox.baseUrls.company).host])
})
