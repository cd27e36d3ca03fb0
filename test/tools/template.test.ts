import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Arguments } from '#contract/tool.ts'
import { renderBody, renderHeader, renderUrl } from '#main/tools/template.ts'

const values = (args: Arguments) => ({
  args,
  conversation: { id: '531' },
  call: { id: 'call_1' },
  idempotencyKey: 'p1-r0',
})

describe('renderUrl', () => {
  const url = (template: string, args: Arguments) => renderUrl(template, values(args))

  it('encodes every value', () => {
    expect(
      url('https://api.example/orders/{{args.id}}?q={{args.q}}&k={{ idempotency_key }}', { id: 'a/b', q: '&x=1#' }),
    ).toBe('https://api.example/orders/a%2Fb?q=%26x%3D1%23&k=p1-r0')
    expect(url('https://api.example/?q={{args.missing}}', {})).toBe('https://api.example/?q=')
  })

  it.each([
    ['https://api.example/orders/{{args.id}}', { id: '..' }],
    ['https://api.example/orders/{{args.id}}{{args.id}}/x', { id: '.' }],
    ['https://api.example/orders/{{args.id}}', { id: '' }],
    ['https://api.example/orders/{{args.id}}', {}],
    ['https://{{args.id}}.example/', { id: 'evil' }],
    ['{{args.id}}', { id: 'https://evil.example' }],
    ['https://api.example/{{secret.tool:shop}}', {}],
    ['https://api.example/{{nonsense}}', {}],
  ] as [string, Arguments][])('refuses %s with %o, and nothing was sent', (template, args) => {
    expect(() => url(template, args)).toThrow(expect.objectContaining({ code: 'invalid_input', data: { sent: false } }))
  })

  it('never leaves its host and its place in the path', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        let made: string
        try {
          made = url('https://api.example/orders/{{args.id}}/refund?x={{args.id}}', { id })
        } catch (error) {
          expect(error).toMatchObject({ code: 'invalid_input' })
          return
        }
        const parsed = new URL(made)
        expect(parsed.host).toBe('api.example')
        expect(parsed.pathname.split('/')).toHaveLength(4)
        expect(parsed.pathname).toMatch(/^\/orders\/.+\/refund$/)
        expect(parsed.searchParams.get('x')).toBe(id.toWellFormed())
      }),
    )
  })
})

describe('renderBody', () => {
  it('keeps JSON types, leaves out what is not there, and fills in once', () => {
    const template = {
      all: '{{args}}',
      amount: '{{args.amount}}',
      words: 'order {{args.id}} in {{conversation.id}}',
      list: ['{{args.missing}}', 1],
      missing: '{{args.missing}}',
      injected: '{{args.text}}',
    }
    const args = { amount: 42, id: 7, text: '{{idempotency_key}}' }
    expect(renderBody(template, values(args))).toEqual({
      all: args,
      amount: 42,
      words: 'order 7 in 531',
      list: [null, 1],
      injected: '{{idempotency_key}}',
    })
    expect(() => renderBody({ key: '{{secret.shop}}' }, values({}))).toThrow(/does not exist here/)
  })
})

describe('renderHeader', () => {
  it('names secrets and leaves them to the sender', () => {
    expect(renderHeader('Bearer {{secret.tool:shop}}', values({}))).toEqual([{ text: 'Bearer ' }, { secret: 'shop' }])
    expect(renderHeader('{{secret.xai}}', values({}))).toEqual([{ secret: 'xai' }])
    expect(renderHeader('{{call.id}}/{{args.a}}', values({ a: 1 }))).toEqual([
      { text: 'call_1' },
      { text: '/' },
      { text: '1' },
    ])
  })

  it('takes no line ends from arguments', () => {
    expect(() => renderHeader('x {{args.a}}', values({ a: 'b\r\nHost: evil' }))).toThrow(/header/)
  })
})
