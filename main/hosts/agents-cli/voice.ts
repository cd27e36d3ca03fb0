import { openTalk, type Talk, type TalkEvent } from '#main/hosts/agents-cli/talk.ts'
import type { Verb, VerbCall } from '#main/hosts/agents-cli/verb.ts'
import { oneLine, printableJson, visible } from '#main/hosts/cli/print.ts'
import { required } from '#main/hosts/cli/read.ts'
import { buildSession } from '#main/domain/voice/session.ts'
import { asAppError } from '#main/kernel/errors.ts'

/** voice: a conversation in writing with an agent as it would speak on the telephone; each line that is typed is a turn. */

/** What is printed of it: words as they come, or one object in each line. */
function teller({ terminal, asJson }: VerbCall) {
  if (asJson) return (event: TalkEvent): void => terminal.write(`${printableJson(event).replaceAll(/\n */g, '')}\n`)
  return (event: TalkEvent): void => {
    switch (event.type) {
      case 'delta':
        return terminal.write(visible(event.text))
      case 'call':
        return terminal.write(`\n[asks for ${oneLine(event.name)} ${oneLine(event.arguments)}; not executed]\n`)
      case 'done':
        return terminal.write(event.status === 'completed' ? '\n' : ` [${event.status}]\n`)
      case 'seam':
        return terminal.complain(event.resumed ? '[reconnected]\n' : '[reconnected; it remembers nothing of before]\n')
    }
  }
}

/** A script's turns wait for each other; somebody at a terminal interrupts with the next line. */
async function converse(call: VerbCall, talk: Talk): Promise<void> {
  const { terminal, signal } = call
  const lines = terminal.lines()
  const takeBack = terminal.onInterrupt(() => {
    if (!talk.interrupt()) lines.close()
  })
  const stop = (): void => lines.close()
  signal.addEventListener('abort', stop, { once: true })
  const prompt = (): void => {
    if (terminal.isTerminal && !call.asJson) terminal.complain('> ')
  }
  let current: Promise<void> = Promise.resolve()
  let failed: unknown = null
  try {
    prompt()
    for await (const line of lines) {
      if (terminal.isTerminal) talk.interrupt()
      await current
      if (failed !== null) break
      const text = line.trim()
      if (text === '/quit') break
      if (text !== '')
        current = talk.say(text).then(prompt, (error: unknown) => {
          failed = error
          lines.close()
        })
      if (!terminal.isTerminal) await current
    }
    await current
  } finally {
    takeBack()
    signal.removeEventListener('abort', stop)
  }
  if (failed !== null) throw asAppError(failed)
}

export const voiceVerb: Verb = {
  words: 'voice',
  operands: ['AGENT_ID'],
  options: {},
  help: 'Talk with an agent in writing, over the voice socket: one line is one turn, the answer is printed as it is spoken.',
  more: [
    'At a terminal, the next line or Ctrl-C interrupts an answer; Ctrl-C again, Ctrl-D or /quit ends. Piped, each line waits for the answer before it.',
    'Functions it asks for are shown and answered as not available. With --json each event is one object in a line: delta, call, done, seam.',
  ],
  examples: ['agents voice agent_abc', "printf 'Hello\\nWhere is order 10433?\\n' | agents --json voice agent_abc"],
  run: async (call) => {
    const { raw } = await call.account.agents.get(required(call.operands[0], 'AGENT_ID'), call.signal)
    const talk = openTalk(call.account.realtime, buildSession(raw).session, teller(call))
    try {
      await converse(call, talk)
    } finally {
      await talk.close()
    }
    return null
  },
}
