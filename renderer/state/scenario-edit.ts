import { DefinitionSchema, type Definition, type ValueMatcher } from '#contract/scenario.ts'
import type { Json } from '#contract/tool.ts'
import { t } from '#renderer/ui/language.ts'

/** A saved scenario as it is edited: what is typed stays as typed, and is read only when it is saved. Everything here is pure. */
export type MatcherEdit = {
  readonly id: string
  /** A name, or a JSON pointer; empty: all arguments together. */
  readonly at: string
  readonly is: ValueMatcher['is']
  /** JSON, or a pattern; of a range its lower end. */
  readonly value: string
  /** The upper end of a range. */
  readonly most: string
}
export type CallEdit = {
  readonly id: string
  readonly tool: string
  readonly matchers: readonly MatcherEdit[]
}
export type WordsEdit = { readonly id: string; readonly text: string; readonly regex: boolean }

export type ScenarioEdit = {
  readonly title: string
  readonly about: string
  readonly calls: readonly CallEdit[]
  readonly neverCalls: readonly CallEdit[]
  readonly says: readonly WordsEdit[]
  readonly neverSays: readonly WordsEdit[]
  readonly order: Definition['expect']['order']
  readonly noOthers: boolean
  readonly ends: Definition['expect']['ends']
  readonly mostSteps: string
}

type Call = Definition['expect']['calls'][number]
type NewId = () => string

const numberText = (value: number | null): string => (value === null ? '' : String(value))

function matcherEdit({ at, match }: Call['arguments'][number], id: string): MatcherEdit {
  const common = { id, at, is: match.is, value: '', most: '' }
  switch (match.is) {
    case 'any':
      return common
    case 'equals':
    case 'subset':
      return { ...common, value: JSON.stringify(match.value) }
    case 'regex':
      return { ...common, value: match.pattern }
    case 'range':
      return { ...common, value: numberText(match.min), most: numberText(match.max) }
  }
}

export function editOf({ title, about, expect }: Definition, newId: NewId): ScenarioEdit {
  const call = ({ tool, arguments: matchers }: Call): CallEdit => ({
    id: newId(),
    tool,
    matchers: matchers.map((one) => matcherEdit(one, newId())),
  })
  const words = ({ text, regex }: { readonly text: string; readonly regex: boolean }) => ({ id: newId(), text, regex })
  const { order, noOthers, ends } = expect
  return {
    title,
    about,
    calls: expect.calls.map(call),
    neverCalls: expect.neverCalls.map(call),
    says: expect.says.map(words),
    neverSays: expect.neverSays.map(words),
    order,
    noOthers,
    ends,
    mostSteps: String(expect.mostSteps),
  }
}

export const blankCall = (newId: NewId): CallEdit => ({ id: newId(), tool: '', matchers: [] })
export const blankWords = (newId: NewId): WordsEdit => ({ id: newId(), text: '', regex: false })
export const blankMatcher = (newId: NewId): MatcherEdit => ({ id: newId(), at: '', is: 'equals', value: '', most: '' })

/** What keeps it from being saved, in words. */
class Fault extends Error {}

/** What is no JSON is a text. */
function valueOf(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return text
  }
}

function endOf(text: string): number | null {
  if (text.trim() === '') return null
  const value = Number(text.trim().replace(',', '.'))
  if (!Number.isFinite(value)) throw new Fault(t('“{{text}}” is no number.', { text: text.trim() }))
  return value
}

function matcherOf({ is, value, most }: MatcherEdit, tool: string): ValueMatcher {
  switch (is) {
    case 'any':
      return { is }
    case 'equals':
    case 'subset':
      if (value.trim() === '') throw new Fault(t('Write what an argument of {{tool}} has to be.', { tool }))
      return { is, value: valueOf(value.trim()) }
    case 'regex':
      if (value === '') throw new Fault(t('Write the pattern an argument of {{tool}} has to fit.', { tool }))
      return { is, pattern: value }
    case 'range': {
      const [min, max] = [endOf(value), endOf(most)]
      if (min === null && max === null) throw new Fault(t('Write one end of the range in {{tool}}, or both.', { tool }))
      if (min !== null && max !== null && min > max)
        throw new Fault(t('The range in {{tool}} begins after it ends.', { tool }))
      return { is, min, max }
    }
  }
}

/** "order_id" means "/order_id". */
export const pointerOf = (at: string): string => {
  const text = at.trim()
  return text === '' || text.startsWith('/') ? text : `/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function callOf({ tool, matchers }: CallEdit): Call {
  const name = tool.trim()
  if (name === '') throw new Fault(t('Name the tool of each call, or take the line out.'))
  return {
    tool: name,
    arguments: matchers.map((one) => ({ at: pointerOf(one.at), match: matcherOf(one, name) })),
  }
}

const wordsOf = (words: readonly WordsEdit[]) =>
  words.flatMap(({ text, regex }) => (text.trim() === '' ? [] : [{ text: text.trim(), regex }]))

/** The definition with what was edited in it; `fault`: why it is none. */
export function editedDefinition(
  before: Definition,
  edit: ScenarioEdit,
): { readonly definition: Definition } | { readonly fault: string } {
  try {
    const mostSteps = Number(edit.mostSteps)
    if (edit.title.trim() === '') throw new Fault(t('Give it a title.'))
    if (!Number.isInteger(mostSteps) || mostSteps < 1 || mostSteps > 50)
      throw new Fault(t('It may take 1 to 50 answers.'))
    const { order, noOthers, ends } = edit
    const expect = {
      calls: edit.calls.map(callOf),
      neverCalls: edit.neverCalls.map(callOf),
      says: wordsOf(edit.says),
      neverSays: wordsOf(edit.neverSays),
      order,
      noOthers,
      ends,
      mostSteps,
    }
    const parsed = DefinitionSchema.safeParse({ ...before, title: edit.title.trim(), about: edit.about.trim(), expect })
    if (parsed.success) return { definition: parsed.data }
    return { fault: parsed.error.issues[0]?.message ?? t('It cannot be saved like this.') }
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message }
    throw error
  }
}
