import type { Marks, Score, Scorecard, Sheet, Subject } from '#contract/quality.ts'
import { nameKey } from '#main/domain/person.ts'
import { completeMarks, flawOf } from '#main/domain/quality/score.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock, Random } from '#main/kernel/ports.ts'
import type { Reviewers } from '#main/services/quality/reviewers.ts'
import type { Store } from '#main/store/store.ts'

/** Scoring one subject: what a reviewer sees, and what they give. */
export type QualityPorts = {
  readonly store: Pick<Store, 'quality' | 'ledger' | 'conversations'>
  readonly reviewers: Reviewers
  readonly clock: Pick<Clock, 'now'>
  readonly random: Pick<Random, 'id'>
}

type Asked = {
  readonly reviewer: string
  readonly subject: Subject
  readonly scorecardId: string | null
  readonly queue: { readonly id: string; readonly position: number } | null
}

/** More than this nobody chooses from a list. */
const subjectsOffered = 500

export async function sheetOf({ store, reviewers }: QualityPorts, asked: Asked): Promise<Sheet> {
  const { subject } = asked
  const reviewer = await reviewers.known(asked.reviewer)
  const queue = asked.queue === null ? null : await store.quality.queue(asked.queue.id)
  const calibration = queue !== null && queue.plan.calibrators.length > 0 ? queue.id : null
  const all = await store.quality.scorecards()
  const scorecard =
    queue === null
      ? await chooseScorecard(store.quality, all, { ...asked, reviewer })
      : await store.quality.scorecard(queue.plan.scorecardId, queue.version)
  const place = { subject, scorecardId: scorecard.id, version: scorecard.version, reviewer, calibration }
  const [score, about, look] = await Promise.all([
    store.quality.scoreAt(place),
    store.quality.scoresOf(subject, calibration),
    store.quality.look(subject),
  ])
  const isIn = score !== null && score.marks !== null
  const others = about.filter((one) => one.marks !== null && nameKey(one.reviewer) !== nameKey(reviewer))
  // In a calibration they are compared there, once everybody is done.
  const shown = isIn && calibration === null ? others : []
  const blind = queue !== null && queue.plan.blind && !isIn
  return {
    scorecard,
    choices: all
      .filter((one) => !one.archived)
      .map(({ id, body }) => ({ id, name: body.name, appliesTo: body.appliesTo })),
    subject,
    subjects: look.subjects.slice(0, subjectsOffered),
    score,
    signals: [...look.signals],
    blind,
    others: shown.map((one) => ({ ...one, draft: null })),
    hidden: others.length - shown.length,
    operators: blind ? [] : [...look.operators],
  }
}

/** The one named, else the one used last, else the first that fits; in the version this reviewer began with. */
async function chooseScorecard(
  quality: Store['quality'],
  all: readonly Scorecard[],
  { subject, scorecardId, reviewer }: Asked,
): Promise<Scorecard> {
  const fits = (one: Scorecard) => one.body.appliesTo === subject.kind
  const last = scorecardId ?? (await quality.lastUsed(subject.kind, reviewer))
  const usable = all.filter((one) => fits(one) && !one.archived)
  const found = all.find((one) => one.id === last && fits(one)) ?? usable[0]
  if (found === undefined)
    throw new AppError('not_found', 'No scorecard is for this. Make one under Quality, Scorecards.')
  const begun = await quality.latestOf({ subject, scorecardId: found.id, reviewer, calibration: null })
  return begun === null || begun.version === found.version ? found : quality.scorecard(found.id, begun.version)
}

type Given = {
  readonly reviewer: string
  readonly subject: Subject
  readonly scorecardId: string
  readonly version: number
  readonly calibration: string | null
  readonly stamp: number | null
  readonly marks: Marks
}

/** Keeps what was said so far, refusing what the scorecard does not know and what is not there. */
export async function keepDraft({ store, reviewers, clock, random }: QualityPorts, given: Given): Promise<Score> {
  const { subject, scorecardId, version, calibration, stamp, marks } = given
  const reviewer = await reviewers.known(given.reviewer)
  const { body } = await store.quality.scorecard(scorecardId, version)
  if (body.appliesTo !== subject.kind) {
    throw new AppError('invalid_input', `${body.name} is for ${body.appliesTo}s, not for a ${subject.kind}.`)
  }
  const flaw = flawOf(body, marks)
  if (flaw !== null) throw new AppError('invalid_input', flaw)
  await refuseStrange(store, subject)
  if (calibration !== null) {
    const { plan, closedAt } = await store.quality.queue(calibration)
    const isAsked = plan.calibrators.some((name) => nameKey(name) === nameKey(reviewer))
    if (!isAsked) throw new AppError('forbidden', `${reviewer} is not asked in this calibration.`)
    if (closedAt !== null) throw new AppError('conflict', 'This calibration is closed.')
  }
  const place = { subject, scorecardId, version, reviewer, calibration }
  const kept = await store.quality.draft(place, random.id('q'), stamp, completeMarks(body, marks), clock.now())
  if (calibration !== null) await store.quality.unskip(calibration, subject, reviewer)
  return kept
}

/** The turn or action has to be one of the conversation. */
async function refuseStrange(store: QualityPorts['store'], { conversationId, kind, id }: Subject): Promise<void> {
  await store.conversations.get(conversationId)
  if (kind === 'conversation' ? id === null : id !== null) {
    if (id === null) return
    const of = kind === 'action' ? await store.ledger.get(id) : await store.conversations.turn(id)
    if (of.conversationId === conversationId) return
  }
  throw new AppError('not_found', `The conversation has no such ${kind}.`)
}
