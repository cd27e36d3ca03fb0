import type { Counts } from '#contract/index.ts'
import { read, type Connection } from '#main/store/database.ts'
import type { Lane } from '#main/store/queue-item.ts'

/** Where a proposal waits, and how much is at stake. */
export type Place = { readonly lane: Lane; readonly risk: number }
type Counted = Place & { readonly waiting: number }

/** `seq`: the entry of the ledger that moved it. */
export type Move = { readonly seq: number; readonly from: Place | null; readonly to: Place | null }

export type Waiting = ReturnType<typeof createWaiting>

export const countStatement = `
  select lane, risk, count(*) as waiting from proposals where lane is not null group by lane, risk`

/**
 * How many wait in each lane at each risk. Counted once, at the first question, and kept up from then on: in memory, because a
 * decision would have to write one more page to keep it on disk.
 */
export function createWaiting(db: Connection) {
  const count = db.prepare<[], Counted>(countStatement)
  const lastEntry = db.prepare<[], number>('select seq from ledger order by seq desc limit 1').pluck()
  let known: { readonly places: Map<string, Counted>; readonly upTo: number } | null = null

  const load = () =>
    read(db, () => ({ places: new Map(count.all().map((row) => [name(row), row])), upTo: lastEntry.get() ?? 0 }))
  const add = (place: Place | null, number: 1 | -1) => {
    if (known === null || place === null) return
    const waiting = (known.places.get(name(place))?.waiting ?? 0) + number
    known.places.set(name(place), { ...place, waiting })
  }

  return {
    /** To be called once it is on disk. */
    moved({ seq, from, to }: Move): void {
      if (known === null || seq <= known.upTo) return
      add(from, -1)
      add(to, 1)
    },
    counts(): Omit<Counts, 'oldest'> {
      known ??= load()
      const rows = [...known.places.values()]
      const sum = (fits: (row: Counted) => boolean) =>
        rows.reduce((total, row) => total + (fits(row) ? row.waiting : 0), 0)
      const inLane = (lane: Lane) => sum((row) => row.lane === lane)
      const ofRisk = (risk: number) => sum((row) => row.risk === risk)
      return {
        all: sum(() => true),
        checking: inLane('checking'),
        money: inLane('money'),
        replies: inLane('replies'),
        other: inLane('other'),
        byRisk: [ofRisk(0), ofRisk(1), ofRisk(2), ofRisk(3), ofRisk(4)],
      }
    },
  }
}

const name = ({ lane, risk }: Place): string => `${lane} ${risk}`
