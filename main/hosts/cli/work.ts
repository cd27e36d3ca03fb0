import type { Command } from '#main/hosts/cli/command.ts'
import { required, wholeNumber } from '#main/hosts/cli/read.ts'
import { clip, table, time } from '#main/hosts/cli/print.ts'

/** sync now · batch · search */

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

const search: Command = {
  words: 'search',
  operands: ['TEXT'],
  options: {
    limit: { type: 'string', value: 'N', help: 'how many, at most 200 (20)' },
    before: { type: 'string', value: 'ID', help: 'continue where a page ended' },
  },
  help: 'Search the messages on this machine.',
  workspace: 'any',
  run: async (desk, call) => {
    const before = call.option('before')
    const page = await desk.search.messages({
      text: required(call.operands[0], 'TEXT'),
      before: before === undefined ? null : wholeNumber(before, '--before', 999_999_999),
      limit: wholeNumber(call.option('limit') ?? '20', '--limit', 200),
    })
    const rows = page.hits.map((hit) => [
      String(hit.conversationId),
      time(hit.at),
      clip(hit.customer, 20),
      hit.author,
      clip(hit.text, 90),
    ])
    const more = page.before === null ? '' : `\nMore: --before ${page.before}`
    return { json: page, text: table(['CONVERSATION', 'AT', 'CUSTOMER', 'AUTHOR', 'TEXT'], rows) + more }
  },
}

export const workCommands: readonly Command[] = [sync, batch, search]
