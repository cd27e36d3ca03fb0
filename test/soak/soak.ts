import { createCaller } from '#test/soak/caller.ts'
import { spokenFrom } from '#test/soak/cases.ts'
import { createOperator } from '#test/soak/operator.ts'
import { damageIn, gather, wordsIn } from '#test/soak/evidence.ts'
import { judgeFlatness, samplesNeeded, type Sample } from '#test/soak/flatness.ts'
import { judge, type Violation } from '#test/soak/invariants.ts'
import { runRound, type RoundResult } from '#test/soak/round.ts'
import { startSoakedWorld, type SoakedWorld } from '#test/soak/soaked-world.ts'

/**
 * Rounds of traffic and trouble: first those in which the desk is killed, then as many in which one process has to last, since
 * only there a leak can be seen. After each round and at the end it is judged from outside.
 */
export type SoakOptions = {
  readonly seed: number
  readonly helpdesk: 'intercom' | 'chatwoot'
  /** How long each of the two parts goes on; asked before each round. */
  readonly goesOn: (part: Part, rounds: number, minutes: number) => boolean
  readonly casesPerRound: number
  readonly roundMs: number
  readonly patienceMs: number
  readonly disk: boolean
  readonly onStart?: (soaked: SoakedWorld) => void
  readonly onRound?: (round: RoundReport) => void
}

type Part = 'killed' | 'lasting'

export type RoundReport = Omit<RoundResult, 'conversations' | 'unfinished'> & {
  readonly number: number
  readonly part: Part
  readonly cases: number
  readonly violations: readonly Violation[]
}

export type SoakResult = {
  readonly rounds: readonly RoundReport[]
  readonly samples: readonly Sample[]
  readonly violations: readonly Violation[]
  readonly refusals: ReadonlyMap<string, number>
  readonly totals: Readonly<
    Record<'cases' | 'calls' | 'told' | 'decisions' | 'acknowledged' | 'effects' | 'replies' | 'entries', number>
  >
  readonly complaints: string
  /** Where the profile was kept, because something is wrong with it. */
  readonly kept: string | null
}

const callsPerRound = 2

export async function soak(options: SoakOptions): Promise<SoakResult> {
  const { seed, casesPerRound, roundMs: ms, patienceMs } = options
  const soaked = await startSoakedWorld(options.helpdesk, options.disk)
  options.onStart?.(soaked)
  const { sandbox, world, file } = soaked
  const conversations = new Map<number, string>()
  const operator = createOperator({
    seed,
    desk: world.desk,
    happened: async (proposal) => {
      const key = proposal.attempts.at(-1)?.idempotencyKey
      if (proposal.kind === 'tool') return (await sandbox.control.effects()).some((effect) => effect.key === key)
      const { conversation } = await world.desk().conversations.get({ id: proposal.conversationId })
      return (await wordsIn(sandbox, conversation.externalId)).sent.some((text) => text === proposal.arguments['text'])
    },
  })
  const caller = createCaller({ seed, desk: world.desk, sandbox })
  const [rounds, samples]: [RoundReport[], Sample[]] = [[], []]
  const began = performance.now()
  const minutes = (): number => (performance.now() - began) / 60_000
  const damage = async (): Promise<readonly string[]> => {
    const report = await world.desk().audit.verify({})
    return report.ok ? [] : [JSON.stringify({ ...report.broken, snapshots: report.snapshots })]
  }
  const judgeWith = async (
    about: ReadonlyMap<number, string>,
    unfinished: readonly string[],
    more: readonly string[],
  ) => {
    const evidence = await gather({
      sandbox,
      file,
      conversations: about,
      typed: caller.typed(),
      asked: operator.asked,
      unfinished,
      damage: [...(await damage()), ...more],
    })
    return { evidence, violations: judge(evidence) }
  }

  let failed: readonly Violation[] = []
  try {
    for (const part of ['killed', 'lasting'] as const) {
      if (part === 'lasting' && options.goesOn(part, 0, minutes())) await world.restart()
      for (let done = 0; failed.length === 0 && options.goesOn(part, done, minutes()); done += 1) {
        const number = rounds.length + 1
        const cases = Array.from({ length: casesPerRound }, (_, index) => (number - 1) * casesPerRound + index + 1)
        const calls = Array.from({ length: callsPerRound }, (_, index) => spokenFrom + number * callsPerRound + index)
        const plan = { seed, number, cases, calls, ms, kills: part === 'killed', patienceMs }
        const { unfinished, ...round } = await runRound(plan, soaked, operator, caller)
        for (const [one, conversation] of round.conversations) conversations.set(one, conversation)
        const { violations } = await judgeWith(round.conversations, unfinished, [])
        if (part === 'lasting') samples.push({ ...(await soaked.measure()), minute: minutes() })
        failed = violations
        const report = { ...round, number, part, cases: cases.length, violations }
        rounds.push(report)
        options.onRound?.(report)
      }
    }
  } catch (thrown) {
    soaked.mend()
    const kept = await soaked.stop(true)
    throw new Error(`The run could not go on; the profile is kept in ${kept}.\n${world.complaints()}`, {
      cause: thrown,
    })
  }
  const { evidence, violations } = await judgeWith(conversations, [], damageIn(file))
  const all = [...failed, ...violations, ...judgeFlatness(samples)]
  const kept = await soaked.stop(all.length > 0)
  return {
    rounds,
    samples,
    violations: all.filter((one, index) => all.findIndex((other) => other.what === one.what) === index),
    refusals: operator.refusals,
    totals: {
      cases: conversations.size,
      calls: evidence.typed.length,
      told: evidence.told.length,
      decisions: operator.asked.length,
      acknowledged: operator.asked.filter(({ acknowledged }) => acknowledged).length,
      effects: evidence.effects.length,
      replies: evidence.sent.length,
      entries: evidence.ledger.length,
    },
    complaints: world.complaints(),
    kept,
  }
}

/** Too few rounds say nothing about a leak. */
export const isMeasured = ({ samples }: SoakResult): boolean => samples.length >= samplesNeeded
