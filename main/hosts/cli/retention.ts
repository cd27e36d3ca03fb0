import type { Command } from '#main/hosts/cli/command.ts'
import { resultOf } from '#main/hosts/cli/exchange.ts'
import { clip, oneLine, time } from '#main/hosts/cli/print.ts'
import { required, wholeNumber } from '#main/hosts/cli/read.ts'

/** retention preview · run · hold */

const amount = ({
  conversations,
  recordings,
}: {
  readonly conversations: number
  readonly recordings: number
}): string =>
  conversations === 0 ? `${recordings} recordings` : `${conversations} conversations, ${recordings} recordings`

const preview: Command = {
  words: 'retention preview',
  operands: [],
  options: { all: { type: 'boolean', help: 'name each conversation, not only a few of each rule' } },
  help: 'Say what the rules would remove now, those that are off too. Changes nothing.',
  workspace: 'any',
  run: async (desk, call) => {
    const begun = await desk.retention.preview({ all: call.flag('all') })
    const found = await resultOf(desk, begun, 'retention_preview')
    const lines = found.shares.flatMap(({ rule, oldest, newest, examples, ...share }) => [
      `${oneLine(rule.name)} (${rule.on ? 'on' : 'off'}): ${amount(share)}`,
      ...(rule.what === 'recordings' || share.conversations === 0
        ? []
        : [
            `    with ${share.within.messages} messages, ${share.within.actions} actions, ${share.within.notes} notes, ${share.within.scores} scores`,
          ]),
      ...(oldest === null ? [] : [`    from ${time(oldest)} to ${time(newest)}`]),
      ...examples.map(({ id, title }) => `    ${id}  ${clip(title, 80)}`),
    ])
    const kept = `Kept: ${found.held} held, ${found.unsettled} open or not settled.`
    const copies = [
      ...(found.backups === 0 ? [] : [`Not touched: ${found.backups} backups made before.`]),
      ...(found.exports.length === 0
        ? []
        : [`Not touched, among the exports: ${found.exports.map(oneLine).join(', ')}.`]),
    ]
    const text = [...(lines.length === 0 ? ['There is no rule.'] : lines), kept, ...copies].join('\n')
    return { json: found, text }
  },
}

const run: Command = {
  words: 'retention run',
  operands: [],
  options: {},
  help: 'Remove for good what the rules that are on name: recordings, or whole conversations.',
  workspace: 'any',
  run: async (desk) => {
    const done = await resultOf(desk, await desk.retention.run({}), 'retention')
    const lines = done.removed.map(({ rule, ...removed }) => `${oneLine(rule)}: ${amount(removed)}`)
    const failed = done.failed === 0 ? [] : [`${done.failed} could not be removed now.`]
    return {
      json: done,
      text: [...(lines.length === 0 ? ['Nothing was past its time.'] : lines), ...failed].join('\n'),
    }
  },
}

const hold: Command = {
  words: 'retention hold',
  operands: ['CONVERSATION'],
  options: {
    why: { type: 'string', value: 'TEXT', help: 'why it must not go' },
    release: { type: 'boolean', help: 'it may go again' },
  },
  help: 'Keep a conversation and its recording whatever their age, or let go of it.',
  workspace: 'any',
  run: async (desk, call) => {
    const conversationId = wholeNumber(required(call.operands[0], 'CONVERSATION'), 'CONVERSATION', 999_999_999)
    const why = call.flag('release') ? null : required(call.option('why'), '--why')
    await desk.retention.hold({ conversationId, why })
    const json = await desk.retention.holds({})
    return { json, text: why === null ? 'It may go.' : 'It is held.' }
  },
}

export const retentionCommands: readonly Command[] = [preview, run, hold]
