import type { ImportPreview } from '#contract/exchange.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import type { TranscriptRecord } from '#main/domain/exchange/record.ts'
import type { Connection } from '#main/store/database.ts'
import { createIncomingScores, type Told } from '#main/store/exchange/score-rows.ts'

type Counts = Pick<ImportPreview['report'], 'scores' | 'scorecards'>

export const noScores: Counts = {
  scores: { adds: 0, same: 0, conflicts: 0 },
  scorecards: { adds: 0, same: 0, conflicts: 0 },
}

/** Counts what taking scores in would do, conversation by conversation; each version of a scorecard once. */
export function createScoreCount(db: Connection): (before: Counts, record: TranscriptRecord) => Counts {
  const idOf = db.prepare<[string], number>('select id from conversations where external_id = ?').pluck()
  const incoming = createIncomingScores(db)
  const seen = new Set<string>()
  return (before, record) => {
    const id = idOf.get(record.conversation.externalId) ?? null
    const actions = new Set(record.proposals.map((one) => one.id))
    let { scores, scorecards } = before
    for (const score of record.scores) {
      const told = incoming.tell(id, score, actions)
      if (told === null) continue
      scores = withOne(scores, told)
      const { id: card, version, body } = score.scorecard
      const key = canonicalJson({ card, version, body })
      if (seen.has(key)) continue
      seen.add(key)
      scorecards = withOne(scorecards, incoming.tellCard(score))
    }
    return { scores, scorecards }
  }
}

const withOne = (counts: Counts['scores'], told: Told) => ({ ...counts, [told]: counts[told] + 1 })
