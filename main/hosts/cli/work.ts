import type { Command } from '#main/hosts/cli/command.ts'
import { wholeNumber } from '#main/hosts/cli/read.ts'
import { clip, table } from '#main/hosts/cli/print.ts'

/** sync now · batch */

const sync: Command = {
  words: 'sync now',
  operands: [],
  options: {},
  help: 'Read the helpdesk once, now.',
  workspace: 'any',
  run: async (desk) => {
    const report = await desk.sync.now({})
    const { conversations, messages, quarantined } = report
    return { json: report, text: `${conversations} conversations, ${messages} new messages, ${quarantined} set aside.` }
  },
}

const batch: Command = {
  words: 'batch',
  operands: [],
  options: { limit: { type: 'string', value: 'N', help: 'how many open conversations, at most 1000 (10)' } },
  help: 'Take open conversations, run the agent under the present rules, report each, end.',
  workspace: 'any',
  run: async (desk, call) => {
    const limit = wholeNumber(call.option('limit') ?? '10', '--limit', 1000)
    const { outcomes } = await desk.batch.run({ limit })
    const rows = outcomes.map((one) => [
      String(one.conversationId),
      clip(one.customer, 24),
      one.outcome,
      String(one.rounds),
      clip(one.detail, 80),
    ])
    return { json: { outcomes }, text: table(['ID', 'CUSTOMER', 'OUTCOME', 'ROUNDS', 'DETAIL'], rows) }
  },
}

export const workCommands: readonly Command[] = [sync, batch]
