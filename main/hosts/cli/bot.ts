import type { BotAnswer, BotConfidence, BotMeter } from '#contract/bot.ts'
import { run } from '#main/hosts/cli/bot-run.ts'
import type { Call, Command } from '#main/hosts/cli/command.ts'
import { clip, lostWords, oneLine, quoted, table, time, visible } from '#main/hosts/cli/print.ts'
import { chosen, required, wholeNumber } from '#main/hosts/cli/read.ts'

/** bot ask · kb · gaps · conversations · actions · run · jobs · usage · check */
const paging = {
  limit: { type: 'string', value: 'N', help: 'how many, 200 at most (50)' },
  cursor: { type: 'string', value: 'CURSOR', help: 'go on from here' },
} as const

const page = (call: Call) => ({
  limit: wholeNumber(call.option('limit') ?? '50', '--limit', 200),
  cursor: call.option('cursor') ?? null,
})
const sure = (confidence: BotConfidence | null): string =>
  confidence === null ? '-' : `${confidence.label} ${Math.round(confidence.value * 100)} %`
const goesOn = ({ next, unreadable }: { readonly next: string | null; readonly unreadable: number }): string =>
  `${lostWords(unreadable)}${next === null ? '' : `\nMore: --cursor ${next}`}`

function answerWords(answer: BotAnswer): string {
  return [
    visible(answer.text),
    '',
    `Confidence ${sure(answer.confidence)}${answer.answered === false ? ', not answered' : ''}`,
    ...answer.sources.map(
      ({ title, documentId, excerpt }) =>
        `Source ${oneLine(title ?? documentId ?? '-')}: ${clip(oneLine(excerpt), 90)}`,
    ),
    ...(answer.sourcing === 'missing' ? ['The bot listed no sources.'] : []),
    ...(answer.conversationId === null ? [] : [`Conversation ${answer.conversationId}`]),
    ...answer.warnings.map(({ raw }) => `Quota warning: ${oneLine(raw)}`),
  ].join('\n')
}

const ask: Command = {
  words: 'bot ask',
  operands: ['QUESTION'],
  options: {
    conversation: { type: 'string', value: 'ID', help: 'go on in this conversation of the bot' },
    email: { type: 'string', value: 'EMAIL', help: 'ask for this customer, with a token of your own endpoint' },
    token: { type: 'string', value: 'TOKEN', help: 'a customer’s token, pasted ("-": standard input)' },
  },
  help: 'Ask the bot; the answer with its sources and how sure it is. Counts against the quota.',
  workspace: 'any',
  run: async (desk, call) => {
    const given = call.option('token')
    const token = given === '-' ? (await call.standardInput()).trim() : given
    const email = call.option('email')
    const user =
      token !== undefined
        ? ({ kind: 'pasted', token } as const)
        : email === undefined
          ? null
          : ({ kind: 'customer', id: null, email } as const)
    const message = required(call.operands[0], 'QUESTION')
    const answer = await desk.bot.ask({ message, conversationId: call.option('conversation') ?? null, user })
    return { json: answer, text: answerWords(answer) }
  },
}

const kb: Command = {
  words: 'bot kb',
  operands: ['[ID]'],
  options: { ...paging, words: { type: 'string', value: 'TEXT', help: 'only what has these words' } },
  help: 'What the bot knows; with ID, one document whole.',
  workspace: 'any',
  run: async (desk, call) => {
    const [id] = call.operands
    if (id !== undefined) {
      const document = await desk.bot.document({ id })
      return { json: document, text: `${document.id}  ${oneLine(document.title)}\n${quoted(document.content ?? '')}` }
    }
    const [found, status] = [
      await desk.bot.documents({ ...page(call), words: call.option('words') ?? '' }),
      await desk.bot.knowledge({}),
    ]
    const rows = found.items.map((one) => [
      one.id,
      clip(oneLine(one.title), 44),
      one.active ? one.state : `${one.state}, off`,
      String(one.version ?? '-'),
      time(one.updatedAt),
    ])
    const summary = `${status.documents} documents, ${status.indexed} indexed, ${status.queued} queued, ${status.failed} failed`
    return {
      json: { ...found, status },
      text: `${table(['ID', 'TITLE', 'STATE', 'VERSION', 'CHANGED'], rows)}\n${summary}${goesOn(found)}`,
    }
  },
}

const gaps: Command = {
  words: 'bot gaps',
  operands: [],
  options: { ...paging, state: { type: 'string', value: 'STATE', help: 'open, resolved, ignored or all (open)' } },
  help: 'Questions the bot could not answer.',
  workspace: 'any',
  run: async (desk, call) => {
    const state = chosen(call.option('state') ?? 'open', ['open', 'resolved', 'ignored', 'all'] as const, '--state')
    const found = await desk.bot.gaps({ ...page(call), state: state === 'all' ? null : state })
    const rows = found.items.map((gap) => [
      gap.id,
      String(gap.count),
      sure(gap.bestConfidence),
      time(gap.lastSeenAt),
      clip(oneLine(gap.question), 60),
    ])
    return { json: found, text: table(['ID', 'TIMES', 'SURE', 'LAST', 'QUESTION'], rows) + goesOn(found) }
  },
}

const conversations: Command = {
  words: 'bot conversations',
  operands: ['[ID]'],
  options: { ...paging, channel: { type: 'string', value: 'CHANNEL', help: 'widget or api' } },
  help: 'Conversations of the bot; with ID, one of them whole.',
  workspace: 'any',
  run: async (desk, call) => {
    const [id] = call.operands
    if (id !== undefined) {
      const transcript = await desk.bot.conversation({ id })
      const lines = transcript.messages.map(
        ({ role, content, confidence }) =>
          `${role}${confidence === null ? '' : ` (${sure(confidence)})`}\n${quoted(content)}`,
      )
      return { json: transcript, text: lines.join('\n') }
    }
    const found = await desk.bot.conversations({ ...page(call), channel: call.option('channel') ?? null })
    const rows = found.items.map((one) => [
      one.id,
      one.channel,
      one.user.email ?? one.user.id ?? '-',
      String(one.messages),
      sure(one.minConfidence),
      time(one.lastMessageAt),
    ])
    return {
      json: found,
      text: table(['ID', 'CHANNEL', 'USER', 'MESSAGES', 'LEAST SURE', 'LAST'], rows) + goesOn(found),
    }
  },
}

const actions: Command = {
  words: 'bot actions',
  operands: ['[ID]'],
  options: paging,
  help: 'What the bot can do; with ID, the runs of one action.',
  workspace: 'any',
  run: async (desk, call) => {
    const [id] = call.operands
    if (id !== undefined) {
      const found = await desk.bot.runs({ id, ...page(call) })
      const rows = found.items.map((run) => [
        run.id,
        run.state,
        time(run.startedAt),
        clip(oneLine(run.error ?? ''), 60),
      ])
      return { json: found, text: table(['RUN', 'STATE', 'STARTED', ''], rows) + goesOn(found) }
    }
    const found = await desk.bot.actions({})
    const rows = found.items.map((one) => [
      one.id,
      one.provider,
      one.enabled ? (one.mutates ? 'changes something' : 'only reads') : 'off',
      clip(oneLine(one.description), 60),
    ])
    return { json: found, text: table(['ID', 'PROVIDER', 'KIND', 'DESCRIPTION'], rows) + goesOn(found) }
  },
}

const jobs: Command = {
  words: 'bot jobs',
  operands: [],
  options: {},
  help: 'What the bot still works on, and what it worked on, as this desk last heard.',
  workspace: 'any',
  run: async (desk) => {
    const found = await desk.bot.tasks({})
    const rows = found.tasks.map(({ job, title, trouble }) => [
      job.id,
      job.state,
      `${job.done + job.failed}/${job.total}`,
      clip(oneLine(title), 50),
      clip(oneLine(trouble?.message ?? job.errors[0] ?? ''), 60),
    ])
    return { json: found, text: table(['JOB', 'STATE', 'DONE', 'ABOUT', ''], rows) }
  },
}

const meter = (name: string, used: BotMeter | null): readonly string[] =>
  used === null
    ? [name, '-', '-']
    : [name, used.used.toLocaleString('en-US'), used.limit?.toLocaleString('en-US') ?? 'unlimited']

const usage: Command = {
  words: 'bot usage',
  operands: [],
  options: {},
  help: 'Quotas of the bot and what is used of them.',
  workspace: 'any',
  run: async (desk) => {
    const found = await desk.bot.usage({})
    const { limits } = await desk.bot.status({})
    const rows = [
      meter('queries', found.queries),
      meter('knowledge, bytes', found.knowledgeBytes),
      meter('actions', found.connectedActions),
    ]
    const lines = [
      table(
        ['QUOTA', 'USED', 'LIMIT'],
        rows.map((row) => [...row]),
      ),
      `Plan ${oneLine(found.plan ?? '-')}, until ${time(found.period.end)}, ${limits.perMinute} requests a minute`,
      ...limits.warnings.map(({ raw }) => `Quota warning: ${oneLine(raw)}`),
    ]
    return { json: { ...found, limits }, text: lines.join('\n') }
  },
}

const check: Command = {
  words: 'bot check',
  operands: [],
  options: {},
  help: 'Ask what the key of the bot is good for.',
  workspace: 'any',
  run: async (desk) => {
    const found = await desk.bot.check({})
    const rows = found.scopes.map(({ scope, held, use }) => [
      scope,
      held === null ? 'not said' : held ? 'held' : 'missing',
      use,
    ])
    return {
      json: found,
      text: `${oneLine(found.summary)}\n${table(['SCOPE', '', 'FOR'], rows)}`,
      exit: found.ok ? 0 : 5,
    }
  },
}

export const botCommands: readonly Command[] = [ask, kb, gaps, conversations, actions, run, jobs, usage, check]
