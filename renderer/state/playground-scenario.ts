import { DefinitionSchema, type Definition } from '#contract/scenario.ts'
import type { Json } from '#contract/tool.ts'
import { callsOf, itemsOf, sideOf, type Column, type Turn } from '#renderer/state/playground-steps.ts'
import { t } from '#renderer/ui/language.ts'

/**
 * A column as a scenario: the conversation up to the last words of the customer, and what came of them as what is expected. Results
 * that a person chose are given again; the rest is simulated as it was.
 */
export type ExpectedCall = {
  readonly id: string
  readonly tool: string
  readonly arguments: Json
  /** exactly: with these arguments, others may stand beside them · any: whatever they are · no: it is not expected */
  readonly match: 'exactly' | 'any' | 'no'
}

export type ScenarioDraft = {
  readonly title: string
  readonly calls: readonly ExpectedCall[]
  readonly says: string
  readonly neverSays: string
  readonly mostSteps: number
}

const parsed = (text: string): Json => {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

const isCustomer = (turn: Turn): boolean =>
  turn.kind === 'item' && turn.item.kind === 'message' && turn.item.role === 'user'

/** Where the scenario begins to be played: after the customer's last words. */
function startOf({ turns }: Column): number {
  const last = turns.findLastIndex(isCustomer)
  const first = turns.findIndex(({ kind }) => kind === 'answer')
  return last === -1 ? Math.max(first, 0) : last + 1
}

const answersOf = (column: Column) =>
  column.turns.slice(startOf(column)).flatMap((turn) => (turn.kind === 'answer' ? [turn] : []))

export function draftOf(column: Column): ScenarioDraft {
  const last = column.turns.findLast(isCustomer)
  const words = last?.kind === 'item' && last.item.kind === 'message' ? last.item.text.trim() : ''
  const answers = answersOf(column)
  return {
    title: words.replaceAll(/\s+/g, ' ').slice(0, 80).toWellFormed() || t('A scenario from the playground'),
    calls: answers
      .flatMap(callsOf)
      .map(({ id, name, arguments: args }) => ({ id, tool: name, arguments: parsed(args), match: 'exactly' })),
    says: '',
    neverSays: '',
    mostSteps: Math.min(50, Math.max(8, answers.length + 2)),
  }
}

/** Throws what the schema finds where it is none. */
export function definitionOf(column: Column, draft: ScenarioDraft, firstModel: string): Definition {
  const fit = (value: Json) => [{ at: '', match: { is: 'subset' as const, value } }]
  const chosen = answersOf(column).flatMap((answer) =>
    callsOf(answer).flatMap((call) => {
      const given = answer.given[call.id]
      const isOwn = given !== undefined && ['edited', 'rejected', 'looked_up'].includes(given.how)
      return isOwn
        ? [{ tool: call.name, arguments: fit(parsed(call.arguments)), result: parsed(given.output), times: null }]
        : []
    }),
  )
  const words = (text: string) => (text.trim() === '' ? [] : [{ text: text.trim(), regex: false }])
  return DefinitionSchema.parse({
    title: draft.title.trim(),
    side: sideOf({ ...column.setUp, draft: null }, firstModel),
    items: [...itemsOf(column.turns.slice(0, startOf(column)))],
    results: chosen,
    expect: {
      calls: draft.calls
        .filter(({ match }) => match !== 'no')
        .map(({ tool, match, arguments: args }) => ({ tool, arguments: match === 'any' ? [] : fit(args) })),
      says: words(draft.says),
      neverSays: words(draft.neverSays),
      mostSteps: draft.mostSteps,
    },
  })
}

/** There is something to begin with, and it is known who answers. */
export const canBeSaved = (column: Column): boolean => startOf(column) > 0
