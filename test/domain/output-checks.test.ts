import { describe, expect, it } from 'vitest'
import { OutputChecksSchema } from '#contract/reply.ts'
import { checkOutput, isCard, strictest } from '#main/domain/output-checks.ts'
import { languageOf } from '#main/domain/reply/language.ts'

const look = (text: string, more: Partial<Parameters<typeof checkOutput>[0]> = {}) =>
  checkOutput({
    text,
    form: 'plain',
    kind: 'reply',
    levels: OutputChecksSchema.parse({}),
    sentences: [],
    others: [],
    actions: [],
    knownHosts: ['larchandledge.example'],
    ...more,
  }).findings.map(({ check, level, range }) => [check, level, text.slice(range[0], range[1])])

describe('secrets and card numbers', () => {
  it.each([
    ['Use xai-AbCdEfGhIjKlMnOpQrStUv please', 'xai-AbCdEfGhIjKlMnOpQrStUv'],
    ['AKIAIOSFODNN7EXAMPLE', 'AKIAIOSFODNN7EXAMPLE'],
    ['Your password: hunter22!', 'password: hunter22!'],
  ])('block %j', (text, place) => expect(look(text)).toEqual([['secret', 'block', place]]))

  it('block a number with a true check digit and say only how it ends', () => {
    const { findings } = checkOutput({
      text: 'Card 4111 1111 1111 1111.',
      form: 'plain',
      kind: 'note',
      levels: OutputChecksSchema.parse({}),
      sentences: [],
      others: [],
      actions: [],
      knownHosts: [],
    })
    expect(findings).toMatchObject([{ check: 'card_number', level: 'block', detail: 'ends in 1111', range: [5, 24] }])
    expect(isCard('4111 1111 1111 1112')).toBe(false)
    expect(look('Call +1 415 555 2671 about order 8816-2231.')).toEqual([])
    expect(look('Your new password is on its way by mail.')).toEqual([])
  })
})

describe('promises', () => {
  it.each([
    ['I have refunded your order.', 'I have refunded'],
    ['Your refund is on its way!', 'Your refund is on its way'],
    ['We’ve just issued a full refund.', 'We’ve just issued a full refund'],
    ['We will send you a replacement.', 'We will send you a replacement'],
    ['Your order #123 has been cancelled.', 'order #123 has been cancelled'],
  ])('without an action: %j', (text, place) => expect(look(text)).toEqual([['promise', 'confirm', place]]))

  it.each([
    'If we have refunded it, tell us.',
    'You can ask for a refund.',
    'Would you like a replacement?',
    'Once I have cancelled it, we write.',
  ])('not: %j', (text) => expect(look(text)).toEqual([]))

  it('with the action that makes it true', () => {
    expect(look('I have refunded your order.', { actions: ['refund_order Refund $20.00 to order 8816'] })).toEqual([])
    expect(look('I have refunded your order.', { actions: ['cancel_order'] })).toHaveLength(1)
  })
})

describe('links', () => {
  it.each([
    'http://larchandledge.example/a',
    'https://larchandledge.example@evil.example/a',
    'https://1archandledge.example/a',
    'https://larchandledge.example.evil.example/',
    'https://192.168.0.1/a',
    'javascript:alert(1)',
    'https://xn--lrchandledge-x9a.example',
  ])('not as they look: %s', (text) => expect(look(text).map(([check]) => check)).toContain('unsafe_link'))

  it('of a known host are fine', () => {
    expect(look('See https://larchandledge.example/care and https://help.larchandledge.example/.')).toEqual([])
  })
})

it('names the strictest level, passes what is clean, looks for less in a note', () => {
  expect(strictest([{ level: 'warn' }, { level: 'ask_two' }, { level: 'confirm' }])).toBe('ask_two')
  expect(look('I have refunded it. **Bold**', { kind: 'note' })).toEqual([])
  expect(look('**Bold** and <b>more</b>').map(([check]) => check)).toEqual(['markup', 'markup', 'markup'])
})

it('is not misled by emphasis, and lets through what the channel carries', () => {
  const rich = { form: 'rich' } as const
  expect(look('Card 4111 **1111** 1111 1111.', rich)).toEqual([['card_number', 'block', '4111 **1111** 1111 1111']])
  expect(look('I have **refunded** it.', rich)).toEqual([['promise', 'confirm', 'I have **refunded']])
  expect(look('[key](https://a.example/xai-AbCdEfGhIjKlMnOpQrStUv)', rich).map(([check]) => check)).toEqual(['secret'])
  expect(look('**Bold**, `code`, [here](https://larchandledge.example)\n- a', rich)).toEqual([])
  expect(look('# Title\n<b>x</b>\n![a](https://b.example)', rich).map(([check]) => check)).toEqual([
    'markup',
    'markup',
    'markup',
    'markup',
  ])
})

it('knows a language by its words', () => {
  expect(languageOf('Yes, your boots can be resoled and we will do it for you.')).toBe('en')
  expect(languageOf('Ja, wir können das für Sie machen, bitte schicken Sie die Schuhe.')).toBe('de')
  expect(languageOf('はい、修理できますのでお送りください。')).toBe('ja')
  expect(languageOf('OK')).toBe(null)
})
