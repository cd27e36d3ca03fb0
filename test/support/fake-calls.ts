import type { AppContract } from '#contract/index.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

const none = async (): Promise<never> => {
  throw new AppError('not_found', 'There is no such call.')
}

async function* silence(): AsyncGenerator<never> {}

/** A desk without calls: nothing is listed, and nothing can be started. */
export const fakeCalls: Handlers<AppContract['calls']> = {
  list: async () => ({ items: [], next: null }),
  watchList: async function* (_input, { signal }) {
    yield { type: 'snapshot', live: [] }
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  },
  get: none,
  watch: silence,
  levels: silence,
  agents: async () => ({ agents: [] }),
  start: none,
  end: none,
  press: none,
  release: none,
  loseKey: none,
  setTurns: none,
  setMuted: none,
  setInterruptible: none,
  interrupt: none,
  type: none,
  tellCaller: none,
  callBack: none,
  take: none,
  handBack: none,
  allowLookups: none,
  noteConsent: none,
  pauseRecording: none,
  bookmark: none,
  devices: async () => ({ devices: [], note: null }),
  useDevice: async () => ({}),
  testDevices: silence,
  audio: none,
  peaks: none,
  exactTimes: none,
  removeRecording: none,
}
