import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pick, type Random } from '#bench/support/stats.ts'

/**
 * Words as customers and agents write them: sentences of real dialogues where the folder beside this repository has them,
 * otherwise of a few dozen built in; numbers, names and a slip of the keys now and then make the long tail of a real archive.
 */
export type Speech = {
  readonly source: 'dialogues' | 'built in'
  readonly message: (author: 'customer' | 'agent') => string
  readonly name: () => string
}

const dialogueFile = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'retail', 'conversations.jsonl')

const builtIn = {
  customer: [
    'Hi, I would like to return the jacket from order #W1234567.',
    'The package arrived but one item is missing.',
    'Can you tell me where my parcel is?',
    'I was charged $49.90 twice for the same order.',
    'My email is ana.ruiz1234@example.com.',
    'I want to exchange the water bottle for a bigger one.',
    'Please cancel the order, I ordered it by mistake.',
    'Yes, please go ahead with the refund to my gift card.',
    'Could you change the address to 710 Sunset Drive?',
    'It says delivered on Tuesday, and there is nothing here.',
    'Thank you, that was all I needed.',
  ],
  agent: [
    'I can help you with that, could you give me your order number?',
    'I have found your order #W1234567 with three items.',
    'The refund of $49.90 goes back to the original payment method within 5 to 7 business days.',
    'To exchange the item I need your confirmation, please answer yes.',
    'Your parcel left our warehouse yesterday and should arrive on Friday.',
    'I am sorry for the trouble with the damaged bookshelf.',
    'Is there anything else I can help you with today?',
    'The order is pending, so it can still be cancelled.',
  ],
} as const

const firstNames = 'Ana Yusuf Mia Liam Noor Sofia Ethan Fatima Ivan Olivia Chen Aarav Emma Lucas Zoe'.split(' ')
const lastNames = 'Ruiz Rossi Li Silva Khan Johnson Patel Lopez Brown Kovacs Moore Santos Davis Kim'.split(' ')

type Sentences = { readonly customer: readonly string[]; readonly agent: readonly string[] }

function readDialogues(): Sentences | null {
  if (!existsSync(dialogueFile)) return null
  const sentences = { customer: [] as string[], agent: [] as string[] }
  for (const line of readFileSync(dialogueFile, 'utf8').trim().split('\n')) {
    const { messages_display: shown } = JSON.parse(line) as { messages_display: string }
    const parts = shown.split(/^(user|assistant|tool): /m).slice(1)
    for (let index = 0; index + 1 < parts.length; index += 2) {
      const [role = '', text = ''] = [parts[index], parts[index + 1]]
      if (role === 'tool' || text.trim() === 'None') continue
      const found = text.split(/(?<=[.?!])\s+/).filter((sentence) => sentence.trim().length > 8)
      sentences[role === 'user' ? 'customer' : 'agent'].push(...found.map((sentence) => sentence.trim()))
    }
  }
  return sentences.customer.length > 0 && sentences.agent.length > 0 ? sentences : null
}

export function createSpeech(random: Random): Speech {
  const dialogues = readDialogues()
  const sentences: Sentences = dialogues ?? builtIn
  const digits = (length: number) => String(random.below(10 ** length)).padStart(length, '0')
  const slip = (word: string) => {
    const at = 1 + random.below(word.length - 2)
    return word.slice(0, at) + word.slice(at + 1)
  }
  const vary = (text: string) =>
    text
      .replaceAll(/\d{7,10}/g, (number) => digits(number.length))
      .replaceAll(/\$\d+(\.\d\d)?/g, () => `$${random.below(900)}.${digits(2)}`)
      .replaceAll(/[a-z]+\.[a-z]+\d+@/g, () =>
        `${pick(random, firstNames)}.${pick(random, lastNames)}${digits(4)}@`.toLowerCase(),
      )
      .replaceAll(/\b[a-z]{5,}\b/g, (word) => (random.next() < 0.01 ? slip(word) : word))
  return {
    source: dialogues === null ? 'built in' : 'dialogues',
    message: (author) =>
      vary(Array.from({ length: 1 + random.below(4) }, () => pick(random, sentences[author])).join(' ')),
    name: () => `${pick(random, firstNames)} ${pick(random, lastNames)}`,
  }
}
