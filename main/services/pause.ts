import type { Json } from '#contract/tool.ts'
import type { Clock } from '#main/kernel/ports.ts'
import type { SettingsStore } from '#main/store/store.ts'

/**
 * Pause all: no agent is asked, no rule signs, no countdown ends, until somebody resumes. What a person signs goes out all
 * the same. On disk, so that a restart does not resume.
 */
export type Paused = { readonly at: number; readonly by: string }
export type Pause = {
  readonly now: () => Paused | null
  readonly pause: (by: string) => Promise<void>
  readonly resume: () => Promise<void>
}

const settingsKey = 'automation.paused'

/** `changed` hears of every change before it is on disk: stopping must not wait for a disk. */
export async function createPause(
  settings: Pick<SettingsStore, 'get' | 'put'>,
  clock: Pick<Clock, 'now'>,
  changed: (paused: Paused | null) => void,
): Promise<Pause> {
  let paused = parse(await settings.get(settingsKey))
  const set = async (next: Paused | null) => {
    paused = next
    changed(next)
    await settings.put(settingsKey, next)
  }
  return {
    now: () => paused,
    pause: async (by) => {
      if (paused === null) await set({ at: clock.now(), by })
    },
    resume: async () => {
      if (paused !== null) await set(null)
    },
  }
}

function parse(stored: Json | null): Paused | null {
  if (typeof stored !== 'object' || stored === null || !('at' in stored) || !('by' in stored)) return null
  const { at, by } = stored
  return typeof at === 'number' && typeof by === 'string' ? { at, by } : null
}
