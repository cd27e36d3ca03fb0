import { ConfigurationSchema } from '#contract/settings.ts'
import { createRemoveSound } from '#main/services/exchange/removal.ts'
import { removing } from '#main/services/exchange/retaining.ts'
import type { OpenedStore } from '#main/store/index.ts'
import { openStore } from '#main/store/index.ts'
import { quiet, standingClock, storeOptions } from '#test/support/store.ts'

/** One run of the rules as the desk makes it; ended, unasked and at once, before the given conversation of the run. */
export const runRules = (
  store: OpenedStore,
  before: (id: number) => void = () => {},
  signal = never,
  stopping = never,
) =>
  removing(
    {
      desk: {
        store,
        clock: standingClock(),
        log: quiet,
        record: recordOf(store),
        configuration: () => ConfigurationSchema.parse({ version: 1, operator: { name: 'Jo' } }),
      },
      jobs: { begin: nothing, isBusy: () => false, watch: nothing, cancel: nothing },
      removeSound: (id, also) => {
        before(id)
        return createRemoveSound({ store, record: recordOf(store) }, { remove: async () => {} })(id, also)
      },
      stopping,
    },
    'Jo',
  )(() => {}, signal)

const recordOf = (store: OpenedStore) => ({
  erase: async (...given: Parameters<OpenedStore['redactions']['eraseConversation']>) =>
    void (await store.redactions.eraseConversation(...given)),
  noteRemoval: async (...given: Parameters<OpenedStore['redactions']['noteRemoval']>) =>
    void (await store.redactions.noteRemoval(...given)),
  keepCall: (...given: Parameters<OpenedStore['calls']['keep']>) => store.calls.keep(...given),
})

const never = new AbortController().signal
const nothing = (): never => {
  throw new Error('Nobody begins anything here.')
}

const [directory, at] = process.argv.slice(2)
if (directory !== undefined && at !== undefined && process.argv[1] === import.meta.filename) {
  const store = await openStore(storeOptions(directory))
  let many = 0
  await runRules(store, () => {
    many += 1
    if (many === Number(at)) process.kill(process.pid, 'SIGKILL')
  })
}
