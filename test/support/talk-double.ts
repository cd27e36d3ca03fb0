import type { Talk } from '#main/hosts/talk.ts'

/** What a host hears of calls, as a test wants it. */
export function createTalkDouble() {
  const listeners: (() => void)[] = []
  const told: string[] = []
  const lost: string[] = []
  const state = { armed: false, hears: false, key: null as string | null, toggles: 0, given: null as string | null }
  const talk: Talk = {
    isArmed: () => state.armed,
    hears: () => state.hears,
    globalKey: () => state.key,
    setKey: (key) => void (state.given = key),
    onChange: (listener) => void listeners.push(listener),
    toggle: () => void (state.toggles += 1),
    loseKey: (why) => void lost.push(why),
    tell: (text) => void told.push(text),
  }
  const change = (next: Partial<typeof state>) => {
    Object.assign(state, next)
    listeners.forEach((listener) => listener())
  }
  return { talk, state, told, lost, change }
}
