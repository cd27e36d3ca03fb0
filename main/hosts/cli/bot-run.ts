import { ArgumentsSchema } from '#contract/tool.ts'
import { actOnBot, actOptions } from '#main/hosts/cli/act.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { fileOrInput, identity, json, required } from '#main/hosts/cli/read.ts'
import { AppError } from '#main/kernel/errors.ts'

/** bot run: an action of the bot, with a signature. */
export const run: Command = {
  words: 'bot run',
  operands: ['ACTION'],
  options: {
    input: { type: 'string', value: 'JSON', help: 'what is put in ("@FILE": from a file, "-": standard input; {})' },
    conversation: { type: 'string', value: 'ID', help: 'the conversation of this desk it is run for' },
    email: { type: 'string', value: 'EMAIL', help: 'the customer, where the action wants a token of theirs' },
    'dry-run': { type: 'boolean', help: 'let the bot say what it would do; nothing is done' },
    ...actOptions,
  },
  help: 'Run an action of the bot (see: bot actions). It is signed, written down and sent once, like everything else.',
  workspace: 'any',
  run: async (desk, call) => {
    const actionId = required(call.operands[0], 'ACTION')
    const word = call.option('input') ?? '{}'
    const text =
      word === '-' || word.startsWith('@')
        ? await fileOrInput(word === '-' ? word : word.slice(1), call.standardInput)
        : word
    const input = ArgumentsSchema.safeParse(json(text, '--input'))
    if (!input.success) throw new AppError('invalid_input', '--input must be a JSON object.')
    const conversation = call.option('conversation')
    return actOnBot(desk, call, {
      actionId,
      input: input.data,
      conversationId: conversation === undefined ? null : identity(conversation),
      email: call.option('email') ?? null,
      dryRun: call.flag('dry-run'),
    })
  },
}
