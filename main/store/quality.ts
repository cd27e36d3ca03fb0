import type { Connection } from '#main/store/database.ts'
import type { Write } from '#main/store/group.ts'
import { createReviewQueues, type ReviewQueueStore } from '#main/store/quality-queues.ts'
import { createScorecards, type ScorecardStore } from '#main/store/quality-scorecards.ts'
import { createScores, type ScoreStore } from '#main/store/quality-scores.ts'
import type { ReviewReader } from '#main/store/review-material.ts'

/** Scorecards, scores and queues, and what is read of conversations for them on a thread of its own. */
export type QualityStore = ScorecardStore & ScoreStore & ReviewQueueStore & ReviewReader

export const createQuality = (db: Connection, write: Write, { look, candidates }: ReviewReader): QualityStore => ({
  ...createScorecards(db, write),
  ...createScores(db, write),
  ...createReviewQueues(db, write),
  look,
  candidates,
})
