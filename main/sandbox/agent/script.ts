import { z } from 'zod'
import type { Message } from '#main/sandbox/agent/history.ts'

/**
 * Turns a test or a replay wrote for the agent to say, in place of its own thoughts. Which turn comes next is read from the
 * history, so a desk that was killed and asks again gets the same turn again.
 */
const CallSchema = z.object({ id: z.string().optional(), name: z.string(), arguments: z.unknown().default({}) })

export const ScriptSchema = z.object({
  /** The conversation id the desk sends, or text its first customer message contains; absent: every conversation. */
  conversationId: z.string().optional(),
  contains: z.string().optional(),
  turns: z.array(
    z.object({
      text: z.string().default(''),
      calls: z.array(CallSchema).default([]),
      rag: z.array(z.object({ text: z.string(), score: z.number(), collection_id: z.string() })).default([]),
      guardrail: z.boolean().default(false),
    }),
  ),
  /** After the last turn: think for itself, or say nothing. */
  afterwards: z.enum(['think', 'silence']).default('silence'),
})
export type Script = z.infer<typeof ScriptSchema>
export type ScriptInput = z.input<typeof ScriptSchema>
export type ScriptTurn = Script['turns'][number]

function applies(script: Script, conversationId: string, messages: readonly Message[]): boolean {
  if (script.conversationId !== undefined) return script.conversationId === conversationId
  if (script.contains === undefined) return true
  const first = messages.find((message) => message.role === 'user')
  return first !== undefined && first.text.includes(script.contains)
}

/** How many turns of the script the history already holds. */
function spoken(script: Script, messages: readonly Message[]): number {
  let turn = 0
  let results = 0
  for (const message of messages) {
    const expected = script.turns[turn]
    if (expected === undefined) break
    const names = expected.calls.map((call) => call.name).join('\n')
    if (message.role === 'assistant') {
      if (message.calls.map((call) => call.name).join('\n') !== names) continue
      // The echo of words an earlier turn said beside its calls is not a turn of its own.
      const echoes = script.turns.slice(0, turn).some((earlier) => earlier.text !== '' && earlier.text === message.text)
      if (names === '' && echoes) continue
      turn += 1
      results = 0
    } else if (message.role === 'tool' && expected.calls.length > 0 && isOrphan(messages, message)) {
      results += 1
      if (results < expected.calls.length) continue
      turn += 1
      results = 0
    }
  }
  return turn
}

/** A result whose call is nowhere, as the oldest clients send it. */
function isOrphan(messages: readonly Message[], result: Message): boolean {
  return !messages.some((message) => message.calls.some((call) => call.id === result.callId))
}

/** The turn to say now; null: no script applies, or it ends in thought. */
export function scriptedTurn(
  scripts: readonly Script[],
  conversationId: string,
  messages: readonly Message[],
): ScriptTurn | null {
  const script = scripts.findLast((candidate) => applies(candidate, conversationId, messages))
  if (script === undefined) return null
  const turn = script.turns[spoken(script, messages)]
  if (turn !== undefined) return turn
  return { text: '', calls: [], rag: [], guardrail: false }
}
