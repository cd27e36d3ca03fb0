import type { ExportRequest } from '#contract/exchange.ts'
import type { AppContract } from '#contract/index.ts'
import { parseQuery } from '#main/domain/query/parse.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock } from '#main/kernel/ports.ts'
import { importHandlers } from '#main/services/exchange/importing.ts'
import { createJobs, type Work } from '#main/services/exchange/jobs.ts'
import { createRemoveSound } from '#main/services/exchange/removal.ts'
import { removeIfDue, retentionHandlers } from '#main/services/exchange/retaining.ts'
import { surroundingsOf } from '#main/services/transcripts/query-handlers.ts'
import type { Desk } from '#main/services/desk.ts'
import type { ServicePorts } from '#main/services/service-ports.ts'
import type { Chosen } from '#main/store/exchange/chosen.ts'
import type { Store } from '#main/store/store.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Export, import and retention as a desk offers them. */
export type ExchangeHandlers = Pick<Handlers<AppContract>, 'exchange' | 'retention'>

type Ports = Pick<ServicePorts, 'version' | 'voice' | 'poll'>

/** How often an import that found no room is tried again. */
const betweenTriesMs = 60_000

/** How often somebody looks whether a day has passed since what is past its time was removed. */
const betweenLooksMs = 15 * 60_000

export function createExchangeOfDesk(desk: Desk, ports: Ports, stopping: AbortSignal): ExchangeHandlers {
  const { store, clock, random, log } = desk
  const jobs = createJobs({ random, log, stopping })
  const { resume, goOn, ...importing } = importHandlers({ desk, jobs })
  const retaining = { desk, jobs, removeSound: createRemoveSound(desk, ports.voice?.recordings ?? null), stopping }
  const removeDaily = async () => {
    const look = () => removeIfDue(retaining).catch((error: unknown) => log('warn', 'retention.failed', { error }))
    const wait = () => clock.sleep(betweenLooksMs, stopping).catch(() => {})
    if ((await store.exchange.retention.runs()).some(({ state }) => state === 'begun')) await look()
    for (await wait(); !stopping.aborted; await wait()) await look()
  }
  const resumed = resume().catch((error: unknown) => log('warn', 'import.not_resumed', { error }))
  if (ports.poll) void resumed.then(removeDaily).catch((error: unknown) => log('warn', 'retention.failed', { error }))
  const goOnLater = async () => {
    const wait = () => clock.sleep(betweenTriesMs, stopping).catch(() => {})
    for (await wait(); !stopping.aborted; await wait())
      await goOn().catch((error: unknown) => log('warn', 'import.not_resumed', { error }))
  }
  if (ports.poll) void goOnLater()
  return {
    exchange: {
      export: async (request) => {
        const chosen = understood(desk, request.of)
        return jobs.begin('Writing files', exporting(store, clock, { request, chosen, program: ports.version }))
      },
      watch: ({ id }, { signal }) => jobs.watch(id, signal),
      cancel: async ({ id }) => {
        jobs.cancel(id)
        return {}
      },
      ...importing,
    },
    retention: retentionHandlers(retaining),
  }
}

/** What cannot be understood would make it more than was meant: then nothing is written. */
function understood(desk: Desk, of: ExportRequest['of']): Chosen {
  if (of.by === 'conversations') return of
  const { tree, problems } = parseQuery(of.text, surroundingsOf(desk))
  const [problem] = problems
  if (problem !== undefined)
    throw new AppError('invalid_input', `The search is not understood: ${problem.message}`, { data: { ...problem } })
  return { by: 'query', query: tree }
}

const exporting =
  (store: Store, clock: Clock, what: Parameters<Store['exchange']['export']>[0]): Work =>
  async (tell, signal) => {
    const since = clock.monotonic()
    for await (const step of store.exchange.export(what, signal)) {
      if (step.type === 'waiting')
        tell({
          what: `Waiting for the search index: ${step.left.toLocaleString('en')} conversations left`,
          total: null,
        })
      else if (step.type === 'progress') tell({ what: 'Writing files', done: step.done, total: step.total })
      else return { kind: 'export', ...step.result, tookMs: clock.monotonic() - since }
    }
    if (signal.aborted) return null
    throw new AppError('internal', 'The export ended without a result.')
  }
