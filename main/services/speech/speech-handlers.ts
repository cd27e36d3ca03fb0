import type { AppContract } from '#contract/index.ts'
import type { Speaking } from '#main/services/speech/speaking.ts'
import type { Handlers } from '#rpc/serve.ts'

export const speechHandlers = (speaking: Speaking): Handlers<AppContract['speech']> => ({
  voices: (_, { signal }) => speaking.voices(signal),
  speak: (input, { signal }) => speaking.speak(input, signal),
  dictate: (input, { signal }) => speaking.dictate(input, signal),
})
