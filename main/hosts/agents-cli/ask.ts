import type { TextResult } from '#main/clients/text-engine.ts'
import type { Verb } from '#main/hosts/agents-cli/verb.ts'
import { oneLine, quoted, visible } from '#main/hosts/cli/print.ts'
import { required } from '#main/hosts/cli/read.ts'
import { defaultModel } from '#main/services/models/catalogue.ts'
import { agentRequest, toRequest } from '#main/services/playground/text-requests.ts'
import { AppError } from '#main/kernel/errors.ts'

/** run: one message to a stored agent, by its instructions and functions; the words are printed as they come. */

/** What came beside the words. */
function aside({ calls, refusal, end, why }: TextResult): string[] {
  return [
    ...(refusal === '' ? [] : [quoted(refusal)]),
    ...calls.map((one) => `Asks for ${oneLine(one.name)}; not executed:\n${quoted(one.arguments)}`),
    ...(end === 'done'
      ? []
      : [`The answer ${end === 'cut' ? 'was cut off' : 'was held back'}: ${oneLine(why ?? end)}`]),
  ]
}

export const runVerb: Verb = {
  words: 'run',
  operands: ['AGENT_ID'],
  options: {
    message: { type: 'string', value: 'TEXT', help: 'what somebody says to it ("-": standard input)' },
    model: { type: 'string', value: 'ID', help: `the model that answers (${defaultModel})` },
  },
  help: 'Say one thing to an agent and print its answer as it comes. Functions it asks for are shown, not executed.',
  more: ['With --json, one object is printed when the answer is whole.'],
  examples: ["agents run agent_abc --message 'Where is order 10433?'"],
  run: async (call) => {
    const { account, terminal, signal, asJson } = call
    const id = required(call.operands[0], 'AGENT_ID')
    const given = required(call.option('message'), '--message')
    const text = given === '-' ? await call.standardInput() : given
    if (text.trim() === '') throw new AppError('invalid_input', 'The message is empty.')
    const { raw } = await account.agents.get(id, signal)
    const request = toRequest(agentRequest(raw, { text, model: call.option('model') ?? defaultModel }))
    let open = false
    const end = (): void => {
      if (open) terminal.write('\n')
      open = false
    }
    const result = await account.chat
      .run(
        { ...request, streaming: true },
        (event) => {
          if (asJson || event.type !== 'text') return
          terminal.write(visible(event.text))
          open = true
        },
        signal,
      )
      .finally(end)
    if (!asJson) {
      for (const line of aside(result)) terminal.write(`${line}\n`)
      return null
    }
    const { model, text: words, refusal, calls, usage, why, end: ended } = result
    return { json: { agent_id: id, model, text: words, refusal, calls, end: ended, why, usage }, text: '' }
  },
}
