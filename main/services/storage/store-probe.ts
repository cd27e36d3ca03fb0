import type { Store } from '#main/store/store.ts'

/** Whether the disk takes what an action would need: written, and taken away again. */

/** About as much as the outcome of an action may take. */
const probeCharacters = 64 * 1024
const probeName = 'storage.probe'

export async function probeStore({ settings }: Store): Promise<void> {
  await settings.put(probeName, '.'.repeat(probeCharacters))
  await settings.put(probeName, null)
}
