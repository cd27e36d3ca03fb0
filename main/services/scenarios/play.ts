import type { Cost, ModelList } from '#contract/model.ts'
import type { RunResult } from '#contract/playground.ts'
import type { Definition, ScenarioRun } from '#contract/scenario.ts'
import type { TextCall } from '#main/clients/text-engine.ts'
import { createGivenResults } from '#main/domain/scenarios/definition.ts'
import { judgePlayed } from '#main/domain/scenarios/verdict.ts'
import { asAppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { createEngineOf } from '#main/services/playground/engines.ts'
import { judgeCalls } from '#main/services/playground/gate.ts'
import { composeRun } from '#main/services/playground/sides.ts'
import { toRequest, toResult } from '#main/services/playground/text-requests.ts'
import { runToolLoop } from '#main/services/playground/tool-loop.ts'

/** Plays one scenario once: the loop of the playground with nobody at it. What may not be asked for is refused as on the desk. */
export type PlayedRun = Pick<
  ScenarioRun,
  | 'verdict'
  | 'expectations'
  | 'calls'
  | 'text'
  | 'steps'
  | 'model'
  | 'inputTokens'
  | 'outputTokens'
  | 'cost'
  | 'ms'
  | 'trouble'
>

const longestGiven = 20_000

export async function playScenario(
  ports: { readonly desk: Desk; readonly list: () => Promise<ModelList> },
  definition: Definition,
  signal: AbortSignal,
): Promise<PlayedRun> {
  const { desk } = ports
  const began = desk.clock.monotonic()
  const ms = () => Math.round(desk.clock.monotonic() - began)
  const { side, items, expect } = definition
  const given = createGivenResults(definition.results)
  const calls: ScenarioRun['calls'] = []
  let hasEnded = false

  const answer = async (made: readonly TextCall[]) => {
    const input = { calls: made, items, side, conversationId: null, lookups: false }
    const judged = await judgeCalls(desk, input, signal)
    const outputs = made.map((call, at) => {
      const own = given({ tool: call.name, arguments: call.arguments })
      const output = JSON.stringify(own ?? judged[at]?.given.result ?? null)
      calls.push({ tool: call.name, arguments: call.arguments, given: output.slice(0, longestGiven).toWellFormed() })
      return { callId: call.id, output }
    })
    // Who handed over or closed is not asked again, as on the desk.
    hasEnded = judged.every(
      ({ kind, given: { how } }) => (kind === 'escalate' || kind === 'close') && how !== 'blocked',
    )
    return hasEnded ? null : outputs
  }

  try {
    const input = await composeRun(desk, side, items, signal)
    const engine = createEngineOf(desk)(input)
    const loop = { engine, request: toRequest(input), mostRounds: expect.mostSteps, answer, onEvent: () => {} }
    const { rounds, end } = await runToolLoop(loop, signal)
    const list = await ports.list()
    const results = rounds.map((round) => toResult(round, list))
    const last = results.at(-1)
    const text = results
      .map((result) => result.text.trim())
      .filter((words) => words !== '')
      .join('\n\n')
    const expectations = judgePlayed(expect, {
      calls,
      text,
      steps: results.length,
      end: hasEnded ? 'ended' : end === 'stopped' ? 'ended' : end,
      unfinished: unfinishedOf(results),
      lastSaid: last !== undefined && last.calls.length === 0 && last.text.trim() !== '',
    })
    return {
      verdict: expectations.every(({ passed }) => passed) ? 'passed' : 'failed',
      expectations: [...expectations],
      calls,
      text,
      steps: results.length,
      model: last?.model ?? '',
      inputTokens: results.reduce((sum, { usage }) => sum + (usage?.inputTokens ?? 0), 0),
      outputTokens: results.reduce((sum, { usage }) => sum + (usage?.outputTokens ?? 0), 0),
      cost: addCosts(results.map(({ cost }) => cost)),
      ms: ms(),
      trouble: null,
    }
  } catch (thrown) {
    const { code, message } = asAppError(thrown)
    if (code === 'internal') desk.log('error', 'scenario.failed', { error: thrown })
    const isCancelled = signal.aborted || code === 'cancelled'
    const nothing = { expectations: [], text: '', steps: 0, model: '', inputTokens: 0, outputTokens: 0, cost: noCost }
    return isCancelled
      ? { ...nothing, verdict: 'cancelled', calls, ms: ms(), trouble: null }
      : { ...nothing, verdict: 'could_not_run', calls, ms: ms(), trouble: message }
  }
}

function unfinishedOf(results: readonly RunResult[]): string | null {
  const [first] = results.filter(({ end }) => end !== 'done')
  if (first === undefined) return null
  const why = first.why === null ? '' : ` (${first.why})`
  return first.end === 'cut'
    ? `An answer ran into a limit and was cut${why}.`
    : `The service held an answer back${why}.`
}

const noCost: Cost = { amount: null, currency: 'USD', source: 'unknown', listedAt: null }

/** A sum is known where each of its parts is, and as good as the weakest of them. */
function addCosts(costs: readonly Cost[]): Cost {
  const [first = noCost] = costs
  return costs.slice(1).reduce((sum, cost) => {
    if (sum.amount === null || cost.amount === null) return noCost
    const weaker = cost.source === 'list' ? cost : sum
    return { ...weaker, amount: sum.amount + cost.amount }
  }, first)
}
