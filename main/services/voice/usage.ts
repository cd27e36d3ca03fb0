import type { VoiceUsage } from '#contract/voice-event.ts'
import type { VoiceCommand } from '#contract/voice.ts'

/** What a call has used so far, by what services charge for. */
export type Used = {
  readonly sessionMs: number
  readonly sentMs: number
  readonly playedMs: number
  readonly textItems: number
  readonly tokens: number
}

export type Usage = {
  readonly ready: () => void
  readonly sent: (command: VoiceCommand) => void
  readonly tokens: (usage: VoiceUsage) => void
  /** Every five seconds and whenever there is news; null: not now. */
  readonly due: () => Used | null
  readonly now: () => Used
}

const everyMs = 5000

export function createUsage(ports: {
  readonly atMs: () => number
  readonly sentMs: () => number
  readonly playedMs: () => number
}): Usage {
  let readyAt: number | null = null
  let textItems = 0
  let tokens = 0
  let toldAt = 0
  let news = false

  const now = (): Used => ({
    sessionMs: readyAt === null ? 0 : ports.atMs() - readyAt,
    sentMs: ports.sentMs(),
    playedMs: ports.playedMs(),
    textItems,
    tokens,
  })

  return {
    ready: () => {
      readyAt ??= ports.atMs()
    },
    sent: (command) => {
      if (command.type === 'conversation.item.create' && command.item.type !== 'function_call_output') textItems += 1
    },
    tokens: (usage) => {
      tokens += usage.totalTokens
      news = true
    },
    due: () => {
      if (readyAt === null || (!news && ports.atMs() - toldAt < everyMs)) return null
      news = false
      toldAt = ports.atMs()
      return now()
    },
    now,
  }
}
