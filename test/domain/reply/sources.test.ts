import { describe, expect, it } from 'vitest'
import { splitSentences } from '#main/domain/reply/sentences.ts'
import { traceSentences, type Evidence } from '#main/domain/reply/sources.ts'
import { findValues } from '#main/domain/reply/values.ts'

const cut = (text: string): string[] => splitSentences(text).map(([start, end]) => text.slice(start, end))

describe('sentences', () => {
  it.each([
    [
      'Dr. Kamau paid $4.50 at 3 p.m. on Monday. It was fine.',
      ['Dr. Kamau paid $4.50 at 3 p.m. on Monday.', 'It was fine.'],
    ],
    [
      'See https://example.com/a.b?c=1! Then write to a.b@example.com. Done.',
      ['See https://example.com/a.b?c=1!', 'Then write to a.b@example.com.', 'Done.'],
    ],
    ['Hi Ana,\n\n1. Take it off.\n2. Send it.\n- Wait', ['Hi Ana,', 'Take it off.', 'Send it.', 'Wait']],
    ['これは靴です。修理できます。', ['これは靴です。', '修理できます。']],
    ['Merhaba! Siparişiniz yolda. Nasılsınız?', ['Merhaba!', 'Siparişiniz yolda.', 'Nasılsınız?']],
    ['No. We do not.', ['No.', 'We do not.']],
    ['  \n ', []],
  ])('of %j', (text, sentences) => expect(cut(text)).toEqual(sentences))
})

describe('values', () => {
  it.each([
    ['It costs $1,234.50 or 1.234,50 €.', ['n:1234.5', 'n:1234.5']],
    ['by 28 November', ['m:11-28']],
    ['on November 28th, 2026', ['d:2026-11-28']],
    ['2026-11-28', ['d:2026-11-28']],
    ['three to four weeks', ['t:30240-40320']],
    ['within 14 business days', ['t:20160']],
    ['free of charge', ['n:0']],
    ['feel free to write', []],
    ['order 8816, 10% off', ['n:8816', 'p:10']],
    ['see https://Example.com/a/.', ['l:example.com/a']],
  ])('of %j', (text, keys) => expect(findValues(text).map((value) => value.keys[0])).toEqual(keys))

  it.each(['It costs $**95**.', 'It costs **95** USD.', 'It costs USD _95_.', 'It costs **$95**.', '**95** % of it'])(
    'of %j, however it is emphasised, is an amount',
    (text) => expect(findValues(text).map((value) => value.kind)).toEqual(['amount']),
  )
})

const evidence: readonly Evidence[] = [
  {
    letter: 'S',
    number: 1,
    text: 'Stitched-welt models (Ridgeway, Drover, Tarn Hut) can be resoled by us. Cemented soles cannot. Check that the welt is intact before you promise.',
  },
  {
    letter: 'S',
    number: 2,
    text: 'Full resole $95, heel only $40. Lead time in autumn three to four weeks. Rewaxing $12.',
  },
  { letter: 'T', number: 1, text: 'item: Ridgeway GTX, EU 40\npurchased: 2021-03-14\nwarranty_months: 24' },
  {
    letter: 'C',
    number: 1,
    text: 'Hello! My Ridgeway boots have walked two Mount Kenya trips and the soles are gone.',
  },
]
const reply = `Hi Wanjiru,

Yes, your Ridgeway models can be resoled: the welt is stitched.
You bought them in March 2021, so the two-year warranty has ended.
A full resole costs $95.
We can also rewax the uppers free of charge.
Post them by 28 November and you have them back before the holidays.
Two Mount Kenya trips, and the soles are gone: well done!
I have refunded your order. See https://example.com/x`

const trace = (text: string) =>
  traceSentences(text, evidence).map(({ range, origin, claims }) => ({
    text: text.slice(range[0], range[1]),
    origin: 'number' in origin ? `${origin.letter}${origin.number}` : origin.letter,
    claims: claims.map((claim) => [claim.kind, text.slice(claim.range[0], claim.range[1]), claim.instead]),
  }))

describe('sources of sentences', () => {
  it('names the best one, and what nothing supports to the character', () => {
    expect(trace(reply).map(({ origin, claims }) => [origin, ...claims])).toEqual([
      ['plain'],
      ['S1'],
      ['T1'],
      ['S2'],
      ['none', ['amount', 'free of charge', 'S2 says $12']],
      ['none', ['date', '28 November', null]],
      ['C1'],
      ['none', ['promise', 'I have refunded', null]],
      ['none', ['link', 'https://example.com/x', null]],
    ])
  })

  it('marks the words of the source that return', () => {
    const [, first] = traceSentences(reply, evidence)
    const ranges = first !== undefined && 'ranges' in first.origin ? first.origin.ranges : []
    const source = evidence[0]?.text ?? ''
    expect(ranges.map(([start, end]) => source.slice(start, end))).toEqual([
      'Stitched-welt models (Ridgeway',
      'resoled',
    ])
  })

  it('keeps an amber claim in a sentence that has a source otherwise', () => {
    expect(trace('A full resole costs $120 and the heel only $40.')).toEqual([
      {
        text: 'A full resole costs $120 and the heel only $40.',
        origin: 'S2',
        claims: [['amount', '$120', 'S2 says $95']],
      },
    ])
  })

  it('does not take 30 days for 30 dollars, nor a month for a day', () => {
    const days: Evidence = { letter: 'S', number: 1, text: 'Returns within 30 days. Bought in March 2021.' }
    expect(traceSentences('You get $30.', [days])[0]?.claims).toHaveLength(1)
    expect(traceSentences('You bought it on 14 March 2021.', [days])[0]?.claims).toHaveLength(1)
    expect(traceSentences('Returns within 30 days.', [days])[0]?.claims).toEqual([])
  })

  it('takes a whole source for a sentence that sums several of its own up, and asks for more of it', () => {
    const [summed] = traceSentences(
      'A full resole costs $95, three to four weeks in autumn; rewaxing is $12.',
      evidence,
    )
    expect(summed?.origin).toMatchObject({ letter: 'S', number: 2 })
    const [loose] = traceSentences(
      'In autumn our friendly team in Oslo also sells tents, rope, skis and $40 maps.',
      evidence,
    )
    expect(loose?.origin.letter).toBe('none')
    expect(traceSentences('Just write if anything is unclear.', evidence)[0]?.origin.letter).toBe('plain')
  })

  it('stays quick on a long reply with many sources', () => {
    const long = Array.from(
      { length: 400 },
      (_, at) => `Sentence ${at} speaks of resoling welt model ${at % 37}.`,
    ).join(' ')
    const sources = Array.from({ length: 20 }, (_, at): Evidence => ({
      letter: 'S',
      number: at + 1,
      text: Array.from(
        { length: 25 },
        (__, line) => `Chunk ${at} says model ${line} has a stitched welt for $${line}.`,
      ).join(' '),
    }))
    traceSentences(long, sources)
    const started = performance.now()
    traceSentences(long.slice(0, 20_000), sources)
    expect(performance.now() - started).toBeLessThan(3000)
  })
})
