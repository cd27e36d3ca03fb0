import { guardrails } from '#main/sandbox/company/articles.ts'
import type { Reading } from '#main/sandbox/agent/history.ts'

/** What a customer wants, and the values they named: by patterns, in a fixed order, so the same words always mean the same. */
export type Intent =
  | 'angry'
  | 'thanks'
  | 'erase'
  | 'address'
  | 'receipt'
  | 'wrong_item'
  | 'price_drop'
  | 'late'
  | 'credit'
  | 'parcel'
  | 'refund'
  | 'status'
  | 'knowledge'

const patterns: readonly (readonly [Intent, RegExp])[] = [
  [
    'angry',
    /\bfurious\b|\bmanager\b|\blawyer\b|unacceptable|consumer protection|\bthird time\b|\b(real|human) (person|being)\b|speak to (a )?(human|person)|\bsue\b/iu,
  ],
  ['erase', /\b(delete|erase|remove)\b[^.?!]*\b(account|data)\b/iu],
  ['address', /\b(change|update|new|correct|wrong)\b[^.?!]*\baddress\b/iu],
  ['receipt', /\b(receipt|invoice)\b/iu],
  ['wrong_item', /\bwrong (item|model|size|colou?r|one|product|crampons|boots)\b|\binstead of what\b/iu],
  ['price_drop', /\bprice (difference|promise|drop)\b|\bwent on sale\b|\bcheaper\b/iu],
  ['late', /\b(days|weeks?|too) late\b|\bcame late\b|\bshipping (cost|fee)s?\b/iu],
  ['credit', /\bstore credit\b|\bvoucher\b/iu],
  ['parcel', /\bneighbou?r\b|\bnobody has it\b|\bwhere is my (parcel|pack|package)\b|\bnever (arrived|came)\b/iu],
  ['refund', /\brefund\b|\bmoney back\b|\bpara iade\b/iu],
  ['status', /\bwhere is my order\b|\bwhen (will|does)\b[^?]*\b(arrive|come|ship)\b|\bgümrük|\bsipariş/iu],
]

const gratitude =
  /\bthank(s| you)?\b|\bteşekkür|\bgracias\b|\bmerci\b|\bdanke\b|\bthx\b|🙏|\ball good\b|\bthat (was|is) (all|everything)\b/iu
const unfinished = /\?|\bbut\b|\bstill\b|\bplease\b|\bcan (i|you)\b|\bnot yet\b/iu

function classify(text: string): Intent {
  return patterns.find(([, pattern]) => pattern.test(text))?.[0] ?? 'knowledge'
}

/** Words with which the help centre is asked; the question itself where the customer's own words are the best. */
const topics: Partial<Readonly<Record<Intent, string>>> = {
  angry: 'stove flares valve sticks stop using',
  erase: 'erase account personal data request cannot be undone',
  address: 'delivery address can be changed until handed to carrier',
  wrong_item: 'packed wrong model keep it price difference swap',
  price_drop: 'price difference reduced within 14 days after order',
  late: 'Express paid promised day missed refund shipping fee',
  credit: 'torn gaiter small damage store credit half the price',
  parcel: 'parcel delivered neighbour not found courier',
  refund: 'goods arrive broken damaged full refund photo return needed',
  status: 'shipping times customs tracking days',
}

export function intentOf(reading: Reading): Intent {
  const { question, everything } = reading
  const answered = reading.messages.some((message) => message.role === 'assistant' && message.calls.length === 0)
  if (answered && gratitude.test(question) && !unfinished.test(question)) return 'thanks'
  const direct = classify(question)
  // "Found it, it is 10440." answers our own question: what was wanted stands further up.
  const before = direct === 'knowledge' && answered && question.length < 120 ? classify(everything) : direct
  return before === 'angry' ? direct : before
}

export function topicOf(intent: Intent, question: string): string {
  const topic = topics[intent]
  // The topic leads, the customer's own first words colour it.
  return topic === undefined ? question : `${topic} ${question.slice(0, 80)}`
}

export function triggeredGuardrail(question: string): (typeof guardrails)[number] | null {
  return guardrails.find((guardrail) => guardrail.pattern.test(question)) ?? null
}

const orderWord =
  /(?:order|orders|number|it is|sipariş\w*|nr\.?|no\.?|#)\s*(?:is\s*|number\s*|no\.?\s*|#\s*)*(\d{4,6})\b/giu
const bareOrder = /(?<![-$€£.,\d])\b(\d{4,6})\b(?![.,]\d|\s*(?:m|km|kg|g|%|€|\$))/gu

export function orderIdIn(text: string): string | null {
  const named = [...text.matchAll(orderWord)].at(-1)?.[1]
  return named ?? [...text.matchAll(bareOrder)].at(-1)?.[1] ?? null
}

export function emailIn(text: string): string | null {
  return [...text.matchAll(/[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{1,254}\.\p{L}{2,}/gu)].at(-1)?.[0] ?? null
}

export function addressIn(text: string): string | null {
  const after = /\baddress\b[^:\n]*(?::|\bto\b|\bis\b)\s*(?:to:?\s*)?([^\n]{8,200})/iu.exec(text)?.[1]
  return after?.trim().replace(/[.!]$/, '') ?? null
}

/** An amount of money in a sentence: "only $7.95", "160 is enough". */
export function amountIn(text: string): number | null {
  const found =
    /\$\s?(\d{1,5}(?:\.\d{1,2})?)/.exec(text)?.[1] ??
    /\b(\d{1,4}\.\d{2})\b/.exec(text)?.[1] ??
    /\b(\d{1,3})\b(?!\s*(?:days?|weeks?|%))/.exec(text)?.[1]
  return found === undefined ? null : Number(found)
}

export function isTurkish(text: string): boolean {
  return /\b(merhaba|sipariş\w*|teşekkür\w*|lütfen|acaba|numaralı)\b/iu.test(text)
}
