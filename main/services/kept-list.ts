import type { z } from 'zod'
import type { SettingsStore } from '#main/store/store.ts'

/** A list as it stands in the settings. An entry nobody can read is left out; the others stay. */
export async function readKeptList<T>(
  settings: Pick<SettingsStore, 'get'>,
  name: string,
  entry: z.ZodType<T>,
): Promise<readonly T[]> {
  const kept = await settings.get(name)
  if (!Array.isArray(kept)) return []
  return kept.flatMap((one) => {
    const read = entry.safeParse(one)
    return read.success ? [read.data] : []
  })
}
