import type { AgentConfiguration } from '#contract/agent.ts'
import type { Judgement, SearchType, Side } from '#contract/playground-step.ts'
import type { Run, RunResult, TextCall, TextItem } from '#contract/playground.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * One column of the playground as data: who answers in it and what was said, step by step. An answer that asks for tools waits
 * until each of its calls has a result; then the column goes on. Everything here is pure.
 */
/** a, b: side by side in the playground · draft, live: beside the editor of an agent, what is written and what is published. */
export type ColumnId = 'a' | 'b' | 'draft' | 'live'

export type SetUp = {
  readonly who: Side['kind']
  readonly engine: 'responses' | 'chat'
  /** Empty: the first of the list. */
  readonly model: string
  /** Empty: none, or those of the agent. */
  readonly instructions: string
  readonly tools: 'desk' | 'none'
  /** The voice agent; empty: none chosen. */
  readonly agentId: string
  /** What is written of it and not published; null: as the service has it. */
  readonly draft: AgentConfiguration | null
  /** What the service may look up itself; nobody here is asked. */
  readonly searches: readonly SearchType[]
  readonly environment: 'PROD' | 'STAGING'
  readonly store: boolean
  /** As it was typed, 0 to 2; empty: as the service has it. */
  readonly temperature: string
  /** How long it thinks; null: as the service has it. */
  readonly effort: 'low' | 'medium' | 'high' | null
  /** Reads that rules allow are really made. */
  readonly lookups: boolean
}

export const firstSetUp: SetUp = {
  who: 'model',
  engine: 'responses',
  model: '',
  instructions: '',
  tools: 'desk',
  agentId: '',
  draft: null,
  searches: [],
  environment: 'STAGING',
  store: false,
  temperature: '',
  effort: null,
  lookups: false,
}

/** What a call was given back. simulated: as the desk rehearsed it · edited, own: by a person · rejected: refused by a person */
export type Given = {
  readonly how: 'simulated' | 'edited' | 'rejected' | 'blocked' | 'looked_up' | 'failed'
  /** JSON text. */
  readonly output: string
}

export type Answer = {
  readonly kind: 'answer'
  readonly id: string
  /** Null: it is not begun yet, or could not be. */
  readonly run: Run | null
  /** Why it could not be begun, watched or judged. */
  readonly failure: { readonly code: string; readonly text: string } | null
  /** Null: not judged yet, or there is nothing to judge. */
  readonly judged: readonly Judgement[] | null
  /** What the desk would do with its words as a reply. */
  readonly reply: Judgement | null
  readonly given: Readonly<Record<string, Given>>
}
export type Turn = { readonly kind: 'item'; readonly id: string; readonly item: TextItem } | Answer

export type Column = { readonly setUp: SetUp; readonly turns: readonly Turn[] }

export const isRunning = (answer: Answer): boolean =>
  answer.failure === null && (answer.run === null || answer.run.state === 'running')

export const callsOf = (answer: Answer): readonly TextCall[] => answer.run?.result?.calls ?? []

/** Calls nobody gave a result yet. */
export const openCalls = (answer: Answer): readonly TextCall[] =>
  callsOf(answer).filter(({ id }) => answer.given[id] === undefined)

/** ready: something may be said · asked: it ends with words nobody answered · running · calls: results are waited for · broken */
export type ColumnState = 'ready' | 'asked' | 'running' | 'calls' | 'broken'

export function stateOf(column: Column): ColumnState {
  const last = column.turns.at(-1)
  if (last === undefined) return 'ready'
  if (last.kind === 'item') return last.item.kind === 'message' && last.item.role === 'assistant' ? 'ready' : 'asked'
  if (isRunning(last)) return 'running'
  if (last.run?.result === null || last.run === null) return 'broken'
  return callsOf(last).length === 0 ? 'ready' : openCalls(last).length > 0 ? 'calls' : 'asked'
}

/** The conversation as the next run is given it. */
export const itemsOf = (turns: readonly Turn[]): readonly TextItem[] =>
  turns.flatMap((turn): readonly TextItem[] => {
    if (turn.kind === 'item') return [turn.item]
    const results = callsOf(turn).flatMap(({ id }): readonly TextItem[] => {
      const given = turn.given[id]
      return given === undefined ? [] : [{ kind: 'result', callId: id, output: given.output }]
    })
    return [...(turn.run?.result?.items ?? []), ...results]
  })

/** What the service holds of it, where it was asked to: its newest answer, and how far that reaches. */
export function heldOf(turns: readonly Turn[]): { readonly responseId: string; readonly items: number } | null {
  const at = turns.findLastIndex((turn) => turn.kind === 'answer' && turn.run?.result?.isHeld === true)
  const turn = turns[at]
  if (turn?.kind !== 'answer' || turn.run?.result === null || turn.run === null) return null
  const { id, items } = turn.run.result
  return { responseId: id, items: itemsOf(turns.slice(0, at)).length + items.length }
}

/** Null: none was chosen, or what was typed is none. */
export function temperatureOf({ temperature }: Pick<SetUp, 'temperature'>): number | null {
  const text = temperature.trim().replace(',', '.')
  const value = Number(text)
  return text === '' || !(value >= 0 && value <= 2) ? null : value
}

/** Models that think before they answer, by name: the service's list does not say. Another one refuses an effort. */
export const thinks = (model: string): boolean =>
  !/non-reasoning/.test(model) && /reasoning|^grok-(4(-0709|-latest)?$|4-1-fast$|3-mini|code)/.test(model)

export function sideOf(setUp: SetUp, firstModel: string): Side {
  const { who, engine, agentId, tools, environment } = setUp
  const instructions = setUp.instructions.trim() === '' ? null : setUp.instructions
  const model = setUp.model === '' ? firstModel : setUp.model
  const sampling = {
    temperature: temperatureOf(setUp),
    effort: thinks(model) ? setUp.effort : null,
    ...(setUp.searches.length === 0 || engine === 'chat' ? {} : { searches: [...setUp.searches] }),
  }
  switch (who) {
    case 'model':
      return { kind: 'model', engine, model, instructions, tools, ...sampling }
    case 'voice_agent':
      return {
        kind: 'voice_agent',
        agentId,
        engine,
        model,
        instructions,
        ...(setUp.draft === null ? {} : { draft: setUp.draft }),
        ...sampling,
      }
    case 'support_agent':
      return { kind: 'support_agent', agentId: null, deploymentId: null, environment, instructions }
  }
}

/** Why an answer cannot be put off; null: it can. */
export const whyNotLater = ({ who }: Pick<SetUp, 'who'>): string | null =>
  who === 'support_agent' ? t('The support agent answers at once: its interface cannot put an answer off.') : null

const samplingOf = ({ temperature, effort, searches = [] }: Exclude<Side, { kind: 'support_agent' }>) => ({
  temperature: temperature === null ? '' : String(temperature),
  effort,
  searches,
})

/** A set-up that plays that side, as near as a column can. */
export function setUpOf(side: Side, before: SetUp): SetUp {
  const common = { ...before, draft: null, searches: [], who: side.kind, instructions: side.instructions ?? '' }
  switch (side.kind) {
    case 'model':
      return { ...common, ...samplingOf(side), engine: side.engine, model: side.model, tools: side.tools }
    case 'voice_agent':
      return { ...common, ...samplingOf(side), engine: side.engine, model: side.model, agentId: side.agentId }
    case 'support_agent':
      return { ...common, environment: side.environment ?? 'STAGING' }
  }
}

export const say = (column: Column, id: string, text: string): Column => ({
  ...column,
  turns: [...column.turns, { kind: 'item', id, item: { kind: 'message', role: 'user', text } }],
})

export const begun = (id: string): Answer => ({
  kind: 'answer',
  id,
  run: null,
  failure: null,
  judged: null,
  reply: null,
  given: {},
})

export const changeAnswer = (column: Column, id: string, change: Partial<Omit<Answer, 'kind' | 'id'>>): Column => ({
  ...column,
  turns: column.turns.map((turn) => (turn.kind === 'answer' && turn.id === id ? { ...turn, ...change } : turn)),
})

/** Gives a call its result; what came after that answer is dropped, since it was said to another result. */
export function give(column: Column, answerId: string, callId: string, given: Given): Column {
  const at = column.turns.findIndex(({ id }) => id === answerId)
  const answer = column.turns[at]
  if (answer?.kind !== 'answer') return column
  return {
    ...column,
    turns: [...column.turns.slice(0, at), { ...answer, given: { ...answer.given, [callId]: given } }],
  }
}

/** What went before, for the other column. At a call: up to its answer, with its calls open again. */
export function fork(turns: readonly Turn[], turnId: string): readonly Turn[] {
  const at = turns.findIndex(({ id }) => id === turnId)
  const turn = turns[at]
  if (turn === undefined) return turns
  const before = turns.slice(0, at)
  return [...before, turn.kind === 'answer' ? { ...turn, given: {} } : turn]
}

/** Without what follows that turn, and without the turn itself where it is an answer: it is asked for again. */
export const backTo = (turns: readonly Turn[], turnId: string): readonly Turn[] =>
  turns.slice(
    0,
    turns.findIndex(({ id }) => id === turnId),
  )

export type Totals = {
  readonly answers: number
  readonly tokens: number
  readonly cost: number
  /** Answers whose cost nobody knows. */
  readonly unknown: number
  readonly ms: number
}

export function totalsOf(turns: readonly Turn[]): Totals {
  const results = turns.flatMap((turn): readonly RunResult[] =>
    turn.kind === 'answer' && turn.run?.result ? [turn.run.result] : [],
  )
  return {
    answers: results.length,
    tokens: results.reduce((sum, { usage }) => sum + (usage?.totalTokens ?? 0), 0),
    cost: results.reduce((sum, { cost }) => sum + (cost.amount ?? 0), 0),
    unknown: results.filter(({ cost }) => cost.amount === null).length,
    ms: results.reduce((sum, { totalMs }) => sum + totalMs, 0),
  }
}

/** JSON text as it would go back, or why it cannot. Anything that is JSON may be a result. */
export function readOutput(text: string): { readonly output: string } | { readonly fault: string } {
  if (text.trim() === '') return { fault: t('Write the result as JSON.') }
  try {
    return { output: JSON.stringify(JSON.parse(text)) }
  } catch (error) {
    return {
      fault: t('This is not JSON: {{fault}}.', {
        fault: error instanceof Error ? error.message : t('it could not be read'),
      }),
    }
  }
}
