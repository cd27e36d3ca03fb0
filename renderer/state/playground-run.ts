import type { Run, RunEvent, RunInput } from '#contract/playground.ts'
import type { Judgement } from '#contract/playground-step.ts'
import { failureText, follow, theDesk } from '#renderer/connection.ts'
import { say as announce } from '#renderer/state/live.ts'
import {
  backTo,
  begun,
  callsOf,
  changeAnswer,
  give,
  heldOf,
  isRunning,
  itemsOf,
  openCalls,
  say,
  sideOf,
  stateOf,
  whyNotLater,
  type Answer,
  type Column,
  type ColumnId,
  type Given,
} from '#renderer/state/playground-steps.ts'
import { beginWith, canFork, changeColumn, shownColumns, usePlayground } from '#renderer/state/playground.ts'
import { RemoteError } from '#rpc/connect.ts'
import { t } from '#renderer/ui/language.ts'

/** Plays the columns: makes the run, follows its words, has its calls judged, and goes on when each has a result. */
const fault = (error: unknown) => ({
  code: error instanceof RemoteError ? error.code : 'internal',
  text: failureText(error),
})

const columnOf = (id: ColumnId): Column => usePlayground.getState().columns[id]
const find = (id: ColumnId, answerId: string): Answer | null => {
  const turn = columnOf(id).turns.find((one) => one.id === answerId)
  return turn?.kind === 'answer' ? turn : null
}
const set = (id: ColumnId, answerId: string, change: Partial<Omit<Answer, 'kind' | 'id'>>): void =>
  changeColumn(id, (column) => changeAnswer(column, answerId, change))

export const modelsOf = () => (usePlayground.getState().models?.models ?? []).filter(({ kind }) => kind === 'language')

/** Who answers where nobody chose: the one the desk takes for writing, else the first of the list. */
const usual = 'grok-4-1-fast-non-reasoning'
export const firstModel = (): string => {
  const ids = modelsOf().map(({ id }) => id)
  return ids.includes(usual) ? usual : (ids[0] ?? usual)
}

async function composed({ setUp, turns }: Column, held: RunInput['held']): Promise<RunInput> {
  const side = sideOf(setUp, firstModel())
  const input = await theDesk().gate.compose({ side, items: [...itemsOf(turns)] })
  const canStore = input.engine === 'responses'
  return { ...input, store: canStore && setUp.store, held: canStore && setUp.store ? held : null }
}

/** The column answers what stands last in it. */
export async function ask(id: ColumnId): Promise<void> {
  const before = columnOf(id)
  if (before.turns.length === 0) return
  const answerId = crypto.randomUUID()
  changeColumn(id, (column) => ({ ...column, turns: [...column.turns, begun(answerId)] }))
  try {
    const input = await composed(before, heldOf(before.turns))
    const isWanted = find(id, answerId)?.failure === null
    if (!isWanted) return
    const run = await theDesk().playground.start(input)
    // Taken away or cancelled while it was begun.
    if (find(id, answerId)?.failure !== null) return void theDesk().playground.cancel({ id: run.id })
    set(id, answerId, { run })
    watch(id, answerId, run.id)
  } catch (error) {
    if (find(id, answerId)?.failure === null) set(id, answerId, { failure: fault(error) })
  }
}

function watch(id: ColumnId, answerId: string, runId: string): void {
  const end = new AbortController()
  const take = (event: RunEvent): void => {
    const answer = find(id, answerId)
    if (answer === null || answer.run === null) return end.abort()
    const run: Run = event.type === 'run' ? event.run : { ...answer.run, text: event.text, thoughts: event.thoughts }
    set(id, answerId, { run })
    if (run.state === 'running') return
    end.abort()
    if (run.state === 'done') void judge(id, answerId)
  }
  const stop = follow(
    (desk, signal) => desk.playground.watch({ id: runId }, { signal }),
    take,
    (error) => {
      if (error instanceof RemoteError && error.code === 'not_found') {
        set(id, answerId, { failure: fault(error) })
        end.abort()
      }
    },
  )
  if (end.signal.aborted) stop()
  else end.signal.addEventListener('abort', stop, { once: true })
}

const replyCall = 'words'
export const columnNames: Readonly<Record<ColumnId, string>> = {
  a: t('Column A'),
  b: t('Column B'),
  draft: t('The draft'),
  live: t('The published agent'),
}

/** What the desk would do with the calls, and with the words as a reply. */
export async function judge(id: ColumnId, answerId: string): Promise<void> {
  const column = columnOf(id)
  const at = column.turns.findIndex((turn) => turn.id === answerId)
  const answer = find(id, answerId)
  const result = answer?.run?.result
  if (answer === null || result === undefined || result === null) return
  const text = result.text.trim()
  const words = text === '' ? [] : [{ id: replyCall, name: 'send_reply', arguments: JSON.stringify({ text }) }]
  const calls = [...callsOf(answer), ...words]
  announce(
    result.calls.length === 0
      ? t('{{column}} has answered.', { column: columnNames[id] })
      : t('{{column}} asks for {{tools}}.', {
          column: columnNames[id],
          tools: result.calls.map(({ name }) => name).join(', '),
        }),
  )
  if (calls.length === 0) return
  try {
    const { judged } = await theDesk().gate.judge({
      calls,
      items: [...itemsOf(column.turns.slice(0, at))],
      side: sideOf(column.setUp, firstModel()),
      conversationId: canFork(id) ? (usePlayground.getState().origin?.conversationId ?? null) : null,
      lookups: column.setUp.lookups,
    })
    const isWords = ({ callId }: Judgement): boolean => callId === replyCall
    set(id, answerId, { judged: judged.filter((one) => !isWords(one)), reply: judged.find(isWords) ?? null })
  } catch (error) {
    set(id, answerId, { failure: fault(error) })
  }
}

/** Gives one call its result; the last one makes the column go on. */
export function answerCall(id: ColumnId, answerId: string, callId: string, given: Given): void {
  changeColumn(id, (column) => give(column, answerId, callId, given))
  const answer = find(id, answerId)
  if (answer !== null && openCalls(answer).length === 0) void ask(id)
}

export const simulatedOf = (judged: Judgement): Given => ({
  how: judged.given.how,
  output: JSON.stringify(judged.given.result),
})

/** Takes what the desk would give the first call that waits, in the column one is in or else in the other. */
export function simulateNext(): void {
  const state = usePlayground.getState()
  const shown = shownColumns(state)
  for (const id of [state.active, ...shown.filter((one) => one !== state.active)]) {
    const answer = state.columns[id].turns.at(-1)
    if (answer?.kind !== 'answer') continue
    const [call] = openCalls(answer)
    const judged = answer.judged?.find(({ callId }) => callId === call?.id)
    if (call !== undefined && judged !== undefined) return answerCall(id, answer.id, call.id, simulatedOf(judged))
  }
}

/** Says it in every open column that can take it, and has them answer. */
export function sayToAll(): void {
  const state = usePlayground.getState()
  const text = state.draft.trim()
  const ready = shownColumns(state).filter((id) => ['ready', 'asked'].includes(stateOf(state.columns[id])))
  if (ready.length === 0) return
  for (const id of ready) {
    const column = columnOf(id)
    if (text !== '') changeColumn(id, (before) => say(before, crypto.randomUUID(), text))
    else if (stateOf(column) !== 'asked') continue
    void ask(id)
  }
  usePlayground.setState({ draft: '' })
}

/** The service does not have that answer any more: nothing goes on from it. */
export function forgotten(id: ColumnId, answerId: string): void {
  const run = find(id, answerId)?.run
  if (run?.result) set(id, answerId, { run: { ...run, result: { ...run.result, isHeld: false } } })
}

/** Ends what is under way in a column. What had come stays to be read. */
export function cancel(id: ColumnId): void {
  const answer = columnOf(id).turns.findLast((turn) => turn.kind === 'answer')
  if (answer?.kind !== 'answer' || !isRunning(answer)) return
  if (answer.run === null)
    return set(id, answer.id, { failure: { code: 'cancelled', text: t('Cancelled before it was asked.') } })
  const { id: runId } = answer.run
  const asked = Promise.resolve().then(() => theDesk().playground.cancel({ id: runId }))
  asked.then(
    (run) => find(id, answer.id) !== null && set(id, answer.id, { run }),
    (error: unknown) => set(id, answer.id, { failure: fault(error) }),
  )
}

export const cancelAll = (): void => shownColumns({ secondOpen: true }).forEach(cancel)

/** The answer is dropped with what followed, and asked for anew. */
export function askAgain(id: ColumnId, answerId: string): void {
  cancel(id)
  changeColumn(id, (column) => ({ ...column, turns: backTo(column.turns, answerId) }))
  void ask(id)
}

/** Both columns are empty again; set-ups and what is being written stay. */
export function startOver(): void {
  cancelAll()
  beginWith([], null)
}

/** Lets the service answer in its own time. */
export async function defer(id: ColumnId): Promise<void> {
  const state = usePlayground.getState()
  const text = state.draft.trim()
  const column = text === '' ? state.columns[id] : say(state.columns[id], crypto.randomUUID(), text)
  if (column.turns.length === 0) return
  const why = whyNotLater(column.setUp)
  if (why !== null) return usePlayground.setState({ failure: why })
  try {
    const input = await composed({ ...column, setUp: { ...column.setUp, engine: 'chat' } }, null)
    await theDesk().playground.defer({ ...input, waitSeconds: 600 })
    usePlayground.setState({ page: 'deferred', draft: '', failure: null })
  } catch (error) {
    usePlayground.setState({ failure: failureText(error) })
  }
}

/** Models with their prices, and whether there is a key at all. */
export async function readModels(): Promise<void> {
  try {
    const [list, { keys }] = await Promise.all([theDesk().models.list({}), theDesk().models.keys({})])
    const key = keys.find(({ name }) => name === 'xai')
    usePlayground.setState({ models: list, keyMissing: key === undefined ? null : key.verdict === 'missing' })
    if (list.models.length === 0 && key?.verdict !== 'missing')
      usePlayground.setState({ models: await theDesk().models.refresh({}) })
  } catch (error) {
    usePlayground.setState({ failure: failureText(error) })
  }
}
