import type { Reading } from '#main/sandbox/agent/history.ts'
import { intentOf, isTurkish, orderIdIn, topicOf, triggeredGuardrail } from '#main/sandbox/agent/intents.ts'
import { planFor } from '#main/sandbox/agent/plans.ts'
import type { Hit } from '#main/sandbox/agent/retrieval.ts'
import { retrieve } from '#main/sandbox/agent/retrieval.ts'
import type { Step } from '#main/sandbox/agent/steps.ts'
import { callOnly, customerName, escalate, orderOf, sayOnly } from '#main/sandbox/agent/steps.ts'
import { greet, letter, revise } from '#main/sandbox/agent/words.ts'

/** The sample agent's mind: the whole history in, one turn out, and always the same turn for the same history. */
export type Thought = Step & { readonly hits: readonly Hit[]; readonly guardrail: boolean }

/** Below this the help centre does not answer the question. */
const enough = 0.42
const patience = 3

function knowledgeStep(reading: Reading, hits: readonly Hit[]): Step {
  const id = orderIdIn(reading.question)
  const order = orderOf(reading)
  if (id !== null && !reading.outcomes.some((outcome) => outcome.name === 'lookup_order'))
    return callOnly('lookup_order', { order_id: id })
  const name = customerName(order)
  const [best, second] = hits
  if (best === undefined || best.score < enough)
    return escalate(
      reading,
      `The help centre has no answer to: ${reading.question.replaceAll(/\s+/g, ' ').slice(0, 200)}`,
      'low',
      letter(
        greet(name),
        'That is a good question, and I do not have a reliable answer to it.',
        'I would rather not guess, so a colleague who knows looks into it and writes to you.',
      ),
    )
  const more = second !== undefined && second.score >= enough * 0.8 ? second.article.answer : companion(best)
  return sayOnly(letter(greet(name), best.article.answer, more, 'Just write if anything is unclear.'))
}

/** Who asks whether something can be resoled also wants to know what it costs. */
function companion(hit: Hit): string {
  if (hit.article.id !== 'workshop-1') return ''
  return retrieve('price full resole boots lead time', 1)[0]?.article.answer ?? ''
}

function angryStep(reading: Reading): Step {
  const name = customerName(orderOf(reading))
  const id = orderIdIn(reading.question)
  const about = id === null ? '' : ` about order ${id}`
  return escalate(
    reading,
    `The customer is very upset${about} and asks for a person: ${reading.question.replaceAll(/\s+/g, ' ').slice(0, 240)}`,
    'high',
    letter(
      greet(name),
      'You are right to be angry, and I am sorry that it came to this.',
      'I am passing this on now with everything you told us, so that you do not have to say it again. A colleague calls you today.',
    ),
  )
}

function thanksStep(reading: Reading): Step {
  const close = reading.recent.find((outcome) => outcome.name === 'CLOSE')
  if (close?.status === 'refused' || close?.status === 'failed')
    return sayOnly(
      letter(
        isTurkish(reading.question) ? 'Merhaba,' : 'Hello,',
        'You are very welcome.',
        'Is there anything else we can do for you?',
      ),
    )
  if (close !== undefined) return sayOnly('')
  const done = reading.outcomes.filter(
    (outcome) => outcome.status === 'done' && outcome.name.includes('_') && !outcome.name.startsWith('lookup'),
  )
  const last = done.at(-1)
  const what = last === undefined ? 'The question was answered' : `Done: ${last.name.replaceAll('_', ' ')}`
  return callOnly('CLOSE', { resolution_summary: `${what}, and the customer said thank you.` })
}

function stepFor(reading: Reading, hits: readonly Hit[]): Step {
  if (reading.question.trim() === '') return sayOnly('')
  const intent = intentOf(reading)
  const before = reading.outcomes.length - reading.recent.length
  const handedOver = reading.outcomes
    .slice(0, before)
    .some((outcome) => outcome.name === 'ESCALATE' && outcome.status === 'done')
  if (handedOver && ['angry', 'thanks', 'knowledge'].includes(intent))
    return sayOnly(
      letter(
        greet(customerName(orderOf(reading))),
        'Thank you. I have put this with the rest, and my colleague has it in front of them when they write to you.',
      ),
    )
  if (intent === 'angry') return angryStep(reading)
  if (intent === 'thanks') return thanksStep(reading)
  return planFor(intent, reading) ?? knowledgeStep(reading, hits)
}

export function think(reading: Reading): Thought {
  const drafts = reading.returned.map((returned) => returned.draft)
  const guardrail = triggeredGuardrail(reading.question)
  if (guardrail !== null && drafts.length === 0) return { text: guardrail.text, calls: [], hits: [], guardrail: true }
  const hits = retrieve(topicOf(intentOf(reading), reading.question))
  if (guardrail !== null || drafts.length >= patience) {
    const why =
      guardrail === null ? `${patience} drafts came back from review.` : `A guardrail was touched: ${guardrail.name}.`
    const text = letter('Hello,', 'A colleague takes over from here and writes to you in a moment.')
    return { ...escalate(reading, why, 'high', text), hits, guardrail: false }
  }
  const step = stepFor(reading, hits)
  const feedback = reading.returned.at(-1)?.feedback
  if (feedback === undefined || step.calls.length > 0 || step.text === '') return { ...step, hits, guardrail: false }
  return { text: revise(step.text, feedback, drafts), calls: [], hits, guardrail: false }
}
