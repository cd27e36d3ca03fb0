import type { Command } from '#main/hosts/cli/command.ts'
import { required, wholeNumber } from '#main/hosts/cli/read.ts'
import { clip, oneLine, table, time } from '#main/hosts/cli/print.ts'

/** sync now · batch · backup · search */

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

const backup: Command = {
  words: 'backup',
  operands: [],
  options: { list: { type: 'boolean', help: 'show the backups there are, instead of making one' } },
  help: 'Copy the database while it is in use, and check the copy.',
  workspace: 'own',
  run: async (desk, call) => {
    if (call.flag('list')) {
      const { backups } = await desk.backup.list({})
      const rows = backups.map((one) => [one.file, String(one.bytes), time(one.at), one.verified ? 'yes' : 'no'])
      return { json: { backups }, text: table(['FILE', 'BYTES', 'MADE', 'VERIFIED'], rows) }
    }
    const made = await desk.backup.create({})
    return {
      json: made,
      text: `${oneLine(made.file)}  ${made.bytes} bytes  ${made.verified ? 'verified' : 'not verified'}`,
    }
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

export const workCommands: readonly Command[] = [sync, batch, backup, search]
