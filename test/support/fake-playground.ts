import type { AppContract } from '#contract/index.ts'
import type { Deferred, Run, RunResult } from '#contract/playground.ts'
import type { Handlers } from '#rpc/serve.ts'

/** A model that says one sentence, for screens without a desk. */
const at = Date.UTC(2026, 8, 3, 12)
const text = 'Order 10433 left the warehouse on Tuesday.'

export const fakeResult: RunResult = {
  id: 'resp_1',
  model: 'grok-4-1-fast-non-reasoning',
  end: 'done',
  why: null,
  text,
  refusal: '',
  thoughts: '',
  calls: [],
  provider: [],
  citations: [],
  items: [{ kind: 'message', role: 'assistant', text }],
  isHeld: false,
  resent: false,
  usage: {
    inputTokens: 191,
    cachedTokens: 128,
    outputTokens: 38,
    reasoningTokens: 0,
    reasoningApart: false,
    totalTokens: 229,
    charged: 0.000054,
  },
  cost: { amount: 0.000054, currency: 'USD', source: 'service', listedAt: null },
  firstWordMs: 312,
  totalMs: 900,
  sent: { model: 'grok-4-1-fast-non-reasoning' },
  raw: { id: 'resp_1' },
}

const run: Run = {
  id: 'run_1',
  state: 'done',
  startedAt: at,
  text,
  thoughts: '',
  calls: [],
  provider: [],
  result: fakeResult,
  trouble: null,
}
const deferred: Deferred = {
  id: 'def_1',
  state: 'done',
  model: fakeResult.model,
  about: 'Where is order 10433?',
  startedAt: at,
  deadline: at + 600_000,
  endedAt: at + 9_000,
  polls: 2,
  polledAt: at + 9_000,
  trouble: null,
}

export const fakePlayground: Handlers<AppContract['playground']> = {
  start: async () => run,
  get: async () => run,
  watch: async function* () {
    yield { type: 'run', run }
  },
  cancel: async () => run,
  runAgent: async () => fakeResult,
  retrieve: async () => fakeResult,
  forget: async () => ({}),
  defer: async () => deferred,
  deferred: async () => ({ items: [deferred] }),
  watchDeferred: async function* () {
    yield { items: [deferred] }
  },
  deferredResult: async () => fakeResult,
  cancelDeferred: async () => deferred,
  resumeDeferred: async () => deferred,
  removeDeferred: async () => ({}),
}

/** A tone of a twentieth of a second, as WAV. */
const silence = Buffer.concat([
  Buffer.from(
    'RIFF\x84\x09\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\xc0\x5d\0\0\x80\xbb\0\0\x02\0\x10\0data\x60\x09\0\0',
    'latin1',
  ),
  Buffer.alloc(2400),
]).toString('base64')

export const fakeSpeech: Handlers<AppContract['speech']> = {
  voices: async () => ({ voices: [{ id: 'eve', name: 'Eve', language: null }], source: 'known' }),
  speak: async ({ text: said, voice = 'eve' }) => ({
    type: 'audio/wav',
    data: silence,
    words: said,
    voice,
    by: 'speech',
  }),
  dictate: async () => ({ text: 'Thank you for writing to us.', language: 'en', seconds: 2 }),
}
