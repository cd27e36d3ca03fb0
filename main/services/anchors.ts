import { z } from 'zod'
import type { AnchorFile, Clock, Log } from '#main/kernel/ports.ts'
import type { Anchor } from '#main/store/chain.ts'
import { readRestoredMark } from '#main/store/restore.ts'
import type { Store } from '#main/store/store.ts'

/**
 * Where the ledger ended, written down outside the database: once a day, at each clean stop, and where a backup took the
 * ledger's place. Nothing waits for it, and a line that cannot be written is written another time.
 */
export type Anchors = {
  readonly read: () => Promise<{ readonly anchors: readonly Anchor[]; readonly unreadable: number }>
  /** Before the work begins: says where a backup took the ledger's place. */
  readonly begin: () => Promise<void>
  readonly run: (signal: AbortSignal) => Promise<void>
  readonly end: () => Promise<void>
}

const AnchorSchema = z.object({
  at: z.number(),
  seq: z.number().int().min(0),
  seal: z.string().nullable(),
  why: z.enum(['day', 'stop', 'replaced']),
})

type Parts = {
  readonly store: Pick<Store, 'audit' | 'settings'>
  readonly file: AnchorFile
  readonly clock: Clock
  readonly log: Log
}

const hourMs = 60 * 60 * 1000
const dayOf = (at: number): number => Math.floor(at / (24 * hourMs))

export function createAnchors({ store, file, clock, log }: Parts): Anchors {
  const read: Anchors['read'] = async () => {
    const lines = await file.lines()
    const anchors = lines.flatMap(parse)
    return { anchors, unreadable: lines.length - anchors.length }
  }
  const append = async (anchor: Anchor): Promise<void> => {
    await file.append(JSON.stringify(anchor))
    log('debug', 'ledger.anchored', { seq: anchor.seq, why: anchor.why })
  }
  /** Where the ledger has not moved there is nothing to say. */
  const note = async (why: 'day' | 'stop'): Promise<void> => {
    const head = await store.audit.head()
    const newest = (await read()).anchors.at(-1)
    const [at, today] = [clock.now(), dayOf(clock.now())]
    if (head === null || head.seal === null || head.seal === newest?.seal) return
    if (why === 'day' && newest !== undefined && dayOf(newest.at) === today) return
    await append({ at, ...head, why })
  }
  const tried = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      log('warn', 'ledger.not_anchored', { error })
    }
  }

  return {
    read,
    begin: () =>
      tried(async () => {
        const mark = await readRestoredMark(store.settings)
        if (mark === null) return
        const { anchors } = await read()
        if (anchors.some(({ why, at }) => why === 'replaced' && at === mark.at)) return
        const head = (await store.audit.head()) ?? { seq: 0, seal: null }
        await append({ at: mark.at, ...head, why: 'replaced' })
      }),
    run: async (signal) => {
      while (!signal.aborted) {
        await tried(() => note('day'))
        await clock.sleep(hourMs, signal).catch(() => {})
      }
    },
    end: () => tried(() => note('stop')),
  }
}

function parse(line: string): readonly Anchor[] {
  try {
    return [AnchorSchema.parse(JSON.parse(line))]
  } catch {
    return []
  }
}
