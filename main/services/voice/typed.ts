import type { VoiceEvent } from '#contract/voice-event.ts'
import type { VoiceCommand } from '#contract/voice.ts'

/**
 * What was typed for the caller, until the service shows that it has it. A line that is cut takes along what was on its way, often
 * before anybody notices: once the line stands again and the service has said what it still knows, the rest is sent again, in its
 * order. What never arrived by the end of the call is told.
 */
export type Typed = {
  readonly send: (text: string) => void
  readonly observe: (event: VoiceEvent) => void
  /** The line is gone. */
  readonly cut: () => void
  /** The line stands, and the service has said what it knows. */
  readonly settled: () => void
  /** The call is over. */
  readonly end: () => void
}

const quoteLength = 80

export function createTyped(ports: {
  readonly send: (command: VoiceCommand) => 'sent' | 'waiting' | 'refused'
  readonly problem: (code: string, message: string) => void
}): Typed {
  /** Oldest first; those on their way stand ahead of those that wait for the line. */
  let open: readonly { readonly text: string; readonly onItsWay: boolean }[] = []
  let away = false
  const seen = new Set<string>()

  const lose = (text: string): void => {
    const quoted = text.length > quoteLength ? `${text.slice(0, quoteLength)}…` : text
    ports.problem('not_sent', `Not sent, as far as the desk knows: “${quoted}”`)
  }
  const give = (text: string): boolean => {
    const content = [{ type: 'input_text' as const, text }]
    const came = ports.send({ type: 'conversation.item.create', item: { type: 'message', role: 'user', content } })
    if (came === 'refused') lose(text)
    return came !== 'refused'
  }

  return {
    send: (text) => {
      if (away || give(text)) open = [...open, { text, onItsWay: !away }]
    },
    observe: (event) => {
      if (event.type !== 'conversation.item.added' || seen.has(event.item.id)) return
      const { item } = event
      if (item.id !== '') seen.add(item.id)
      if (item.kind !== 'message' || item.role !== 'user') return
      const at = open.findIndex(({ text, onItsWay }) => onItsWay && text.trim() === item.text.trim())
      if (at !== -1) open = open.toSpliced(at, 1)
    },
    cut: () => void (away = true),
    settled: () => {
      if (!away) return
      away = false
      open = open.filter(({ text }) => give(text)).map(({ text }) => ({ text, onItsWay: true }))
    },
    end: () => {
      for (const { text } of open) lose(text)
      open = []
    },
  }
}
