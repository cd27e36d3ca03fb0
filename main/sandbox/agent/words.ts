import { amountIn } from '#main/sandbox/agent/intents.ts'

/** How the shop says things, and how it says them again after a reviewer sent a draft back. */
export const money = (amount: number): string => `$${amount.toFixed(2)}`

/** Where the family's name comes first, the person's comes last. */
const familyFirst = new Set(['Nguyễn', 'Trần', 'Lê', 'Phạm'])

export function greet(name: string | null, turkish = false): string {
  const [one, ...others] = name?.split(' ') ?? []
  const first = familyFirst.has(one ?? '') ? (others.at(-1) ?? one) : one
  if (turkish) return first === undefined ? 'Merhaba,' : `Merhaba ${first},`
  return first === undefined ? 'Hello,' : `Hi ${first},`
}

export function letter(greeting: string, ...sentences: readonly string[]): string {
  return `${greeting}\n\n${sentences.filter((sentence) => sentence !== '').join(' ')}`
}

const sentencesOf = (text: string): readonly string[] => text.split(/(?<=[.!?]["”]?)\s+(?=\S)/u)

function bodyOf(letterText: string): { readonly greeting: string; readonly body: string } {
  const [greeting = '', ...rest] = letterText.split('\n\n')
  return rest.length === 0 ? { greeting: 'Hello,', body: letterText } : { greeting, body: rest.join('\n\n') }
}

/** The draft with the reviewer's wish in it; never one of those already sent back. */
export function revise(draft: string, feedback: string, earlier: readonly string[]): string {
  const { greeting, body } = bodyOf(draft)
  let sentences = sentencesOf(body).map((sentence) => sentence.trim())
  const asked = /[“"]([^”"]{4,400})[”"]/u.exec(feedback)?.[1]
  const unwanted =
    /(?:remove|leave out|do not (?:mention|promise|say)|don't (?:mention|promise|say)) (?:the |a |any )?([\p{L}\d$. ]{3,40})/iu.exec(
      feedback,
    )?.[1]
  const amount = /\$/.test(feedback) ? amountIn(feedback) : null
  if (unwanted !== undefined) {
    const words = unwanted
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word.length > 3)
    const kept = sentences.filter((sentence) => !words.some((word) => sentence.toLowerCase().includes(word)))
    if (kept.length > 0) sentences = kept
  }
  if (amount !== null) sentences = sentences.map((sentence) => sentence.replace(/\$\d+(?:\.\d{2})?/, money(amount)))
  if (/\b(short|shorter|brief|too long)\b/i.test(feedback)) sentences = sentences.slice(0, 2)
  if (/\b(warm|warmer|tone|friendl\w*|kind\w*|cold)\b/i.test(feedback))
    sentences = [
      'Thank you for writing, and for your patience with us.',
      ...sentences,
      'Write any time, we are glad to help.',
    ]
  if (asked !== undefined) sentences = [...sentences, /[.!?]$/.test(asked) ? asked : `${asked}.`]
  const revised = letter(greeting, ...sentences)
  if (!earlier.includes(revised)) return revised
  const openings = ['I looked at this once more for you.', 'Let me put that better.', 'One more look at your case:']
  return letter(greeting, openings[earlier.length % openings.length] ?? '', ...sentences)
}
