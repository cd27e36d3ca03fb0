import type { AgentFinding, AgentTool } from '#contract/agent.ts'
import { finding } from '#main/domain/agents/finding.ts'

/** What instructions say in sentences: promises that no tool can keep, and rules that cannot both be kept. */
type FunctionTool = Extract<AgentTool, { kind: 'function' }>

/** What is promised, and what a tool that can do it is called or described by. */
const promises: readonly { readonly what: string; readonly said: RegExp; readonly tool: RegExp }[] = [
  {
    what: 'a refund',
    said: /\b(?:refunds?|reimburse|money back|store credit)\b/i,
    tool: /refund|reimburse|credit|money back/i,
  },
  {
    what: 'an appointment',
    said: /\b(?:book|schedule|reschedule|make) (?:\w+ ){0,3}(?:appointments?|viewings?|visits?|slots?|meetings?)\b/i,
    tool: /book|schedul|appointment|calendar|viewing|slot/i,
  },
  {
    what: 'a reservation',
    said: /\b(?:book|take|make|confirm) (?:\w+ ){0,3}(?:reservations?|tables?|bookings?)\b/i,
    tool: /reserv|book|table/i,
  },
  {
    what: 'a cancellation',
    said: /\bcancel (?:\w+ ){0,3}(?:orders?|appointments?|bookings?|reservations?|subscriptions?|visits?)\b/i,
    tool: /cancel/i,
  },
  {
    what: 'a message',
    said: /\b(?:send|text|e-?mail) (?:\w+ ){0,4}(?:e-?mails?|text(?: message)?s?|sms|links?|confirmations?|receipts?)\b/i,
    tool: /send|mail|sms|text|notif|receipt/i,
  },
  {
    what: 'a call back',
    said: /\b(?:call (?:\w+ )?back|callbacks?|call-backs?)\b/i,
    tool: /calls? ?_?back|ticket|message|lead|enquir/i,
  },
  {
    what: 'a hand-over',
    said: /\b(?:transfer|hand (?:\w+ )?over|put (?:\w+ )?through|escalate)\b/i,
    tool: /transfer|escalat|hand_?over|human|person|refer/i,
  },
  { what: 'an order', said: /\b(?:take|place) (?:\w+ ){0,3}orders?\b/i, tool: /order|cart|checkout/i },
]

/** A sentence that forbids promises nothing. */
const forbids = /\b(?:never|do not|don['’]t|must not|may not|cannot|can['’]t|avoid|without|no promises?|not able to)\b/i

type Sentence = { readonly text: string; readonly start: number }

function sentencesOf(text: string): readonly Sentence[] {
  return [...text.matchAll(/[^.!?\n]+[.!?]?/g)].map((match) => ({ text: match[0], start: match.index }))
}

export function findPromises(instructions: string, tools: readonly FunctionTool[]): readonly AgentFinding[] {
  const abilities = tools.map(({ name, description }) => `${name} ${description}`).join('\n')
  const sentences = sentencesOf(instructions)
  return promises.flatMap(({ what, said, tool }) => {
    if (tool.test(abilities)) return []
    const found = sentences.find(({ text }) => said.test(text) && !forbids.test(text))
    const match = found === undefined ? null : said.exec(found.text)
    if (found === undefined || match === null) return []
    const start = found.start + match.index
    const message = `The instructions speak of ${what}, and no function of the agent can do that.`
    return [
      finding('promise_without_tool', 'warning', 'instructions', '/instructions', message, [
        start,
        start + match[0].length,
      ]),
    ]
  })
}

const subjects =
  /\b(?:ask for|say|mention|give|tell|offer|promise|use|share|discuss|confirm|repeat) (?:the |a |an |any |their )?([a-z]+(?: [a-z]+)?)/i
const always = /\balways\b/i
const never = /\b(?:never|do not|don['’]t)\b/i

/** "Always give a price" beside "Never give a price": the same act, once demanded and once forbidden. */
export function findContradictions(instructions: string): readonly AgentFinding[] {
  const demanded = new Map<string, Sentence>()
  const forbidden: (Sentence & { readonly act: string })[] = []
  for (const sentence of sentencesOf(instructions)) {
    const act = subjects
      .exec(sentence.text)?.[0]
      .toLowerCase()
      .replaceAll(/\b(?:the|a|an|any|their) /g, '')
    if (act === undefined) continue
    if (never.test(sentence.text)) forbidden.push({ ...sentence, act })
    else if (always.test(sentence.text)) demanded.set(act, sentence)
  }
  return forbidden.flatMap(({ act, start, text }) => {
    if (!demanded.has(act)) return []
    const message = `One rule says always to ${act}, another one never to.`
    const lead = text.length - text.trimStart().length
    return [
      finding('contradiction', 'warning', 'instructions', '/instructions', message, [
        start + lead,
        start + text.length,
      ]),
    ]
  })
}
