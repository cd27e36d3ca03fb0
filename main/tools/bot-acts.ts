import type { BotRun } from '#contract/bot.ts'
import type { Risk } from '#contract/tool.ts'
import type { BotClient } from '#main/clients/bot/bot.ts'
import { botActs } from '#main/domain/bot/acts.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import { word, wordOrNull, type Fields } from '#main/tools/act-fields.ts'
import { cannotTell, found, hadBefore, refuse, type Done } from '#main/tools/act-outcomes.ts'
import { createAct, type Act } from '#main/tools/administration.ts'
import { existing } from '#main/tools/agent-acts.ts'
import { didNotHappen } from '#main/tools/failure.ts'
import type { Tool, ToolOutcome } from '#main/tools/tool.ts'

/** Actions of the bot, run by people: what was signed is what is put in; it leaves once, with a key of its own. */
export type BotActPorts = { readonly bot: () => BotClient | null; readonly clock: Clock }

type Kind = { readonly name: string; readonly risk: Risk; readonly description: string; readonly sentence: string }
const kinds: readonly Kind[] = [
  {
    name: botActs.run,
    risk: 3,
    description: 'Runs an action of the bot that changes something.',
    sentence: 'Let the bot run {{args.action_name}}: {{args.summary}}',
  },
  {
    name: botActs.look,
    risk: 1,
    description: 'Runs an action of the bot that only reads.',
    sentence: 'Let the bot look up {{args.action_name}}: {{args.summary}}',
  },
  {
    name: botActs.rehearse,
    risk: 1,
    description: 'Asks the bot what an action would do. Nothing is done.',
    sentence: 'Let the bot rehearse {{args.action_name}}: {{args.summary}}',
  },
]

export const createBotActs = (ports: BotActPorts): readonly Tool[] => kinds.map((kind) => createAct(actOf(ports, kind)))

const firstWaitMs = 1_000
const longestWaitMs = 10_000
/** Afterwards its outcome is unknown until somebody looks. */
const patienceMs = 60_000
const runsPerPage = 200

function actOf(ports: BotActPorts, kind: Kind): Act {
  const isDry = kind.name === botActs.rehearse
  const isAlike = (run: BotRun, args: Fields): boolean =>
    run.dryRun === isDry && canonicalJson(run.input) === canonicalJson(args.object('input'))
  const newest = (bot: BotClient, args: Fields, signal: AbortSignal) =>
    bot.actions.runs(args.text('action_id'), { limit: runsPerPage }, { signal })
  return {
    ...kind,
    system: 'Bot actions',
    properties: {
      action_id: word('The action.'),
      action_name: word('Its name.'),
      summary: word('What is put in, in words.'),
      input: { type: 'object', description: 'What is put in, as it is sent.' },
      customer: wordOrNull('The customer it is run for, with a token of the company’s endpoint; null: nobody.'),
      customer_id: wordOrNull('The same, by their id.'),
    },
    opaque: ['input'],
    run: async ({ onSent, signal, idempotencyKey }, args) => {
      const bot = botOf(ports)
      const id = args.text('action_id')
      const action = await existing(() => bot.actions.get(id, { signal }))
      if (action === null) return refuse('not_found', 'The bot does not have this action any more.')
      if (!action.enabled) return refuse('blocked', `${action.name} is switched off at the bot.`)
      if (kind.name === botActs.look && action.mutates)
        return refuse('changed', `${action.name} changes something by now. Look at it again.`)
      const { items, unreadable } = await newest(bot, args, signal)
      const alike = items.filter((run, index) => index === 0 || isAlike(run, args)).map((run) => run.id)
      const begun = await bot.actions.run(
        id,
        { input: args.object('input'), dryRun: isDry, user: customerOf(args) },
        { signal, idempotencyKey, onSent: () => onSent(unreadable > 0 ? undefined : alike) },
      )
      return doneOf(await finished(bot, ports.clock, begun, signal), args)
    },
    probe: async ({ proposal, signal }, args) => {
      const bot = botOf(ports)
      const page = await newest(bot, args, signal)
      const before = hadBefore(proposal)
      const alike = page.items.filter((run) => before?.has(run.id) !== true && isAlike(run, args))
      const [run] = alike
      if (before === null && run !== undefined)
        return cannotTell('The bot ran such a thing, and nothing says since when. Look at its runs yourself.')
      if (alike.length > 1) return cannotTell('The bot ran it several times since then. Look at its runs yourself.')
      if (run !== undefined) return outcomeOf(await bot.actions.runStatus(run.id, { signal }), args)
      const reachesBack = page.next === null || page.items.some(({ id }) => before?.has(id) === true)
      if (page.unreadable > 0 || !reachesBack)
        return cannotTell('Not all runs since then can be read. Look at them yourself.')
      return didNotHappen('The bot knows of no such run.')
    },
  }
}

function botOf({ bot }: BotActPorts): BotClient {
  const client = bot()
  if (client !== null) return client
  throw new AppError('missing_secret', 'The bot is not connected.', { data: { secret: 'bot', sent: false } })
}

function customerOf(args: Fields) {
  const email = args.maybe('customer')
  const id = args.maybe('customer_id')
  return email === null && id === null ? null : ({ kind: 'customer', email, id } as const)
}

const isOver = ({ state }: BotRun): boolean => state === 'succeeded' || state === 'failed'

/** As it ends; where that takes longer than anybody waits, nobody knows yet. */
async function finished(bot: BotClient, clock: Clock, begun: BotRun, signal: AbortSignal): Promise<BotRun> {
  const until = clock.now() + patienceMs
  let run = begun
  for (let wait = firstWaitMs; !isOver(run); wait = Math.min(longestWaitMs, wait * 2)) {
    if (clock.now() + wait > until) throw new AppError('timed_out', 'The bot still works on it.')
    await clock.sleep(wait, signal)
    try {
      run = await bot.actions.runStatus(begun.id, { signal })
    } catch (thrown) {
      // That it cannot be asked after says nothing about what it did.
      throw new AppError('remote_failed', 'The bot took it, and could not be asked what came of it.', { cause: thrown })
    }
  }
  return run
}

const summaryOf = (args: Fields): string => `${args.text('action_name')}: ${args.text('summary')}`

function doneOf(run: BotRun, args: Fields): Done {
  if (run.state === 'failed')
    // It is over: there is nothing left to find out.
    throw new AppError('remote_invalid', run.error ?? 'The bot says that it failed.', { data: { status: 422 } })
  return { data: run.output, remoteId: run.id, summary: summaryOf(args) }
}

function outcomeOf(run: BotRun, args: Fields): ToolOutcome {
  switch (run.state) {
    case 'succeeded':
      return found(run.output, run.id, `Found: ${summaryOf(args)}`)
    case 'failed':
      return didNotHappen(run.error ?? 'The bot says that it failed.')
    case 'queued':
    case 'running':
      return cannotTell('The bot still works on it.')
  }
}
