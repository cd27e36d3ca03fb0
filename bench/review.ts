import { OutputChecksSchema } from '#contract/reply.ts'
import { contend, createRandom, median, milliseconds, pick, quantile, type Figure } from '#bench/support/stats.ts'
import { checkOutput } from '#main/domain/output-checks.ts'
import { languageOf } from '#main/domain/reply/language.ts'
import { renderWords } from '#main/domain/reply/rendering.ts'
import { traceSentences, type Evidence } from '#main/domain/reply/sources.ts'

/**
 * What the desk finds in a reply: sources by sentence, checks, rendering, language, of a reply as it usually is and of one as
 * long as a page of a book, against 20 chunks. The limit is one pass of one expression for words over the same characters.
 */
const rounds = 9
const each = 5
const goalMs = 10
const vocabulary =
  'the boots can be resoled since their welt is stitched and a full resole costs takes three to four weeks rewax uppers free ' +
  'charge shipping refund order within days please contact support customer leather sole heel price list delivery return size ' +
  'parcel address account invoice warranty repair workshop letter store credit exchange colour label courier tracking holiday'
const words = vocabulary.split(' ')
const levels = OutputChecksSchema.parse({})

function write(seed: number, length: number): string {
  const random = createRandom(seed)
  let text = ''
  while (text.length < length) {
    const sentence = Array.from({ length: 8 + random.below(10) }, () => pick(random, words))
    if (random.below(3) === 0) sentence.push(`$${5 + random.below(90)}`)
    if (random.below(4) === 0) sentence.push(`${1 + random.below(30)} days`)
    text += `${sentence.join(' ')}.${random.below(5) === 0 ? '\n\n' : ' '}`
  }
  return text.slice(0, length)
}

/** Another number makes other sources: nothing that was read before helps. */
const sources = (seed: number): readonly Evidence[] =>
  Array.from({ length: 20 }, (_, at) => ({ letter: 'S', number: at + 1, text: write(seed * 100 + at, 1200) }))

function review(text: string, evidence: readonly Evidence[]): void {
  const sentences = traceSentences(text, evidence)
  const around = { others: [], actions: [], knownHosts: [] }
  checkOutput({ text, form: 'rich', kind: 'reply', levels, sentences, ...around })
  renderWords(text, 'rich')
  languageOf(text)
}

function onePass(text: string): void {
  text.match(/\p{L}+/gu)
}

async function measure(name: string, text: string, goal: number | null): Promise<readonly Figure[]> {
  const evidence = sources(1)
  const all = [text, ...evidence.map((one) => one.text)].join('\n')
  let seed = 2
  const { first, again, pass, passAll } = await contend(
    {
      first: () => {
        const fresh = sources((seed += 1))
        const start = performance.now()
        review(text, fresh)
        return performance.now() - start
      },
      again: () => review(`${text} ${(seed += 1)}`, evidence),
      pass: () => onePass(text),
      passAll: () => onePass(all),
    },
    { rounds, each },
  )
  return [
    figure(`${name}, one word changed, its sources read before`, again.flat(), pass.flat(), goal),
    figure(`${name}, with 20 new sources of 1,200 characters`, first.flat(), passAll.flat(), null),
  ]
}

function figure(name: string, ours: readonly number[], limit: readonly number[], goal: number | null): Figure {
  const [mine, least] = [median(ours), median(limit)]
  return {
    name: `${name} (p99 ${milliseconds(quantile(ours, 0.99))})`,
    ours: milliseconds(mine),
    limit: milliseconds(least),
    ratio: mine / least,
    goal: goal === null ? 'none set' : `≤ ${goal} ms`,
    met: goal === null ? null : mine <= goal,
  }
}

export async function run(): Promise<readonly Figure[]> {
  return [
    ...(await measure('a reply of 1,200 characters', write(1, 1200), null)),
    ...(await measure('a reply of 18,600 characters', write(1, 18_600), goalMs)),
  ]
}
