import type { ExpectationResult, Expectations, TextMatcher } from '#contract/scenario.ts'
import { fitsCall, fitsText, type CallMatcher, type MadeCall } from '#main/domain/scenarios/matching.ts'

/** What was played, against what was expected: one line for each expectation, and every one of them has to hold. */
export type Played = {
  readonly calls: readonly MadeCall[]
  /** All words it said. */
  readonly text: string
  readonly steps: number
  /** answered: with words and no call · ended: it handed over or closed · limit: it kept asking */
  readonly end: 'answered' | 'ended' | 'limit'
  /** The last answer has words. */
  readonly lastSaid: boolean
  /** Why an answer was not whole, in words; null: each of them was. */
  readonly unfinished: string | null
}

export function judgePlayed(expect: Expectations, played: Played): readonly ExpectationResult[] {
  const found =
    expect.order === 'ordered' ? inOrder(expect.calls, played.calls) : inAnyOrder(expect.calls, played.calls)
  return [
    ...expect.calls.map((call, index) => ({
      label: `Calls ${callWords(call)}`,
      passed: found[index] !== null,
      detail: found[index] === null ? missing(call, expect, played) : null,
    })),
    ...(expect.noOthers ? [noOthers(found, played)] : []),
    ...expect.neverCalls.map((call) => {
      const made = played.calls.find((one) => fitsCall(one, call) === true)
      const unclear = made ?? played.calls.find((one) => fitsCall(one, call) === null)
      const told = made === undefined ? `${unjudged} ` : ''
      return {
        label: `Never calls ${callWords(call)}`,
        passed: unclear === undefined,
        detail: unclear === undefined ? null : `${told}It called ${unclear.tool} with ${shown(unclear.arguments)}.`,
      }
    }),
    ...expect.says.map((wanted) => {
      const fits = fitsText(played.text, wanted)
      return {
        label: `Says ${textWords(wanted)}`,
        passed: fits === true,
        detail: fits === true ? null : (tooLong(fits) ?? said(played)),
      }
    }),
    ...expect.neverSays.map((wanted) => {
      const fits = fitsText(played.text, wanted)
      return {
        label: `Never says ${textWords(wanted)}`,
        passed: fits === false,
        detail: fits === false ? null : (tooLong(fits) ?? said(played)),
      }
    }),
    {
      label: `Takes at most ${expect.mostSteps} ${expect.mostSteps === 1 ? 'answer' : 'answers'}`,
      passed: played.end !== 'limit',
      detail: played.end === 'limit' ? 'It was stopped: it still asked for tools.' : null,
    },
    ...(played.unfinished === null
      ? []
      : [{ label: 'Every answer is a whole one', passed: false, detail: played.unfinished }]),
    ...endOf(expect, played),
  ]
}

/** For each expected call the place of a call that stands for it, one after another; null: there is none. */
function inOrder(wanted: readonly CallMatcher[], made: readonly MadeCall[]): readonly (number | null)[] {
  let from = 0
  return wanted.map((call) => {
    const index = made.findIndex((one, at) => at >= from && fitsCall(one, call) === true)
    if (index === -1) return null
    from = index + 1
    return index
  })
}

/** As many expected calls as possible get a call of their own, also where several would do for several. */
function inAnyOrder(wanted: readonly CallMatcher[], made: readonly MadeCall[]): readonly (number | null)[] {
  const takenBy = new Map<number, number>()
  const place = (index: number, tried: Set<number>): boolean =>
    made.some((one, at) => {
      const call = wanted[index]
      if (call === undefined || tried.has(at) || fitsCall(one, call) !== true) return false
      tried.add(at)
      const holder = takenBy.get(at)
      if (holder !== undefined && !place(holder, tried)) return false
      takenBy.set(at, index)
      return true
    })
  wanted.forEach((_, index) => place(index, new Set()))
  const places = new Map([...takenBy].map(([at, index]) => [index, at]))
  return wanted.map((_, index) => places.get(index) ?? null)
}

function noOthers(found: readonly (number | null)[], { calls }: Played): ExpectationResult {
  const others = calls.filter((_, at) => !found.includes(at))
  return {
    label: 'Calls nothing else',
    passed: others.length === 0,
    detail: others.length === 0 ? null : `It also called ${others.map(({ tool }) => tool).join(', ')}.`,
  }
}

function endOf({ ends }: Expectations, { end, lastSaid, calls }: Played): readonly ExpectationResult[] {
  const called = (tool: string) => calls.some((call) => call.tool === tool)
  switch (ends) {
    case 'any':
      return []
    case 'reply': {
      const passed = end === 'answered' && lastSaid
      return [{ label: 'Ends with a reply', passed, detail: passed ? null : 'Its last answer was no reply.' }]
    }
    case 'escalate':
    case 'close': {
      const tool = ends === 'escalate' ? 'ESCALATE' : 'CLOSE'
      const label = ends === 'escalate' ? 'Ends with a person' : 'Ends by closing'
      return [{ label, passed: called(tool), detail: called(tool) ? null : `It never called ${tool}.` }]
    }
  }
}

const limit = 300
const shown = (text: string): string => (text.length <= limit ? text : `${text.slice(0, limit - 1).toWellFormed()}…`)
const textWords = ({ text, regex }: TextMatcher): string => (regex ? `/${shown(text)}/i` : `“${shown(text)}”`)
const unjudged = 'Its arguments are too long to be judged.'
const said = ({ text }: Played): string => (text.trim() === '' ? 'It said nothing.' : `It said: ${shown(text.trim())}`)
const tooLong = (fits: boolean | null): string | null =>
  fits === null ? 'Its words are too long to be looked through with a pattern.' : null

function missing(call: CallMatcher, { order }: Expectations, { calls }: Played): string {
  const same = calls.filter(({ tool }) => tool === call.tool)
  if (same.length === 0) return `It never called ${call.tool}.`
  const unclear = same.some((one) => fitsCall(one, call) === null) ? ` ${unjudged}` : ''
  const late = order === 'ordered' && same.some((one) => fitsCall(one, call) === true) ? ' Not in this order.' : ''
  return `It called it with ${same.map((one) => shown(one.arguments)).join('; ')}.${late}${unclear}`
}

function callWords({ tool, arguments: matchers }: CallMatcher): string {
  if (matchers.length === 0) return tool
  const words = matchers.map(({ at, match }) => {
    const where = at === '' ? 'arguments' : at
    switch (match.is) {
      case 'any':
        return `${where} given`
      case 'equals':
        return `${where} = ${shown(JSON.stringify(match.value))}`
      case 'subset':
        return `${where} with ${shown(JSON.stringify(match.value))}`
      case 'regex':
        return `${where} like /${shown(match.pattern)}/`
      case 'range':
        return `${where} from ${match.min ?? 'any'} to ${match.max ?? 'any'}`
    }
  })
  return `${tool} (${words.join(', ')})`
}
