import type { Configuration } from '#contract/settings.ts'

/** Signed words leave at once: for tests that are not about the time in which they can be taken back. */
export const withoutUndo = (configuration: Configuration): Configuration => ({
  ...configuration,
  timing: {
    ...configuration.timing,
    undoSeconds: { email: 0, chat: 0, phone: 0, sms: 0, social: 0, other: 0 },
  },
})
