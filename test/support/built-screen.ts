import { join } from 'node:path'
import { buildIfStale } from '#main/hosts/start/build.ts'

/** Vitest calls it before the journeys: the screen they look at is the one of these sources. */
export const setup = (): Promise<void> => buildIfStale(join(import.meta.dirname, '..', '..'), () => {})
