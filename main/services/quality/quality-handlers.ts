import type { AppContract } from '#contract/index.ts'
import { nameKey } from '#main/domain/person.ts'
import { compare } from '#main/domain/quality/calibration.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Desk } from '#main/services/desk.ts'
import { answerFeedback, giveFeedback, settleFeedback } from '#main/services/quality/feedback.ts'
import { draw, makeQueue, type FindConversations } from '#main/services/quality/queues.ts'
import { createReviewers } from '#main/services/quality/reviewers.ts'
import { keepDraft, sheetOf, type QualityPorts } from '#main/services/quality/sheets.ts'
import type { Handlers } from '#rpc/serve.ts'

/** How much feedback a person is shown. */
const feedbackShown = 200

export function qualityHandlers(
  desk: Pick<Desk, 'store' | 'clock' | 'random' | 'configuration'>,
  find: FindConversations,
): Handlers<AppContract['quality']> {
  const { store, clock, random } = desk
  const { quality } = store
  const operator = () => desk.configuration().operator.name
  const reviewers = createReviewers(store, operator)
  const ports: QualityPorts = { store, reviewers, clock, random }

  const calibration: Handlers<AppContract['quality']>['calibration'] = async ({ id, reviewer }) => {
    const { plan, version, progress } = await quality.queue(id)
    if (plan.calibrators.length === 0) throw new AppError('not_found', 'This queue is no calibration.')
    const [scorecard, items, scores, notes] = await Promise.all([
      quality.scorecard(plan.scorecardId, version),
      quality.items(id, reviewer),
      quality.scoresOfCalibration(id),
      quality.discussion(id),
    ])
    const same = (name: string) => (one: { readonly reviewer: string }) => nameKey(one.reviewer) === nameKey(name)
    const skipped = (name: string) => progress.find(same(name))?.skipped ?? 0
    const compared = compare(scorecard.body, plan.calibrators, items, scores, skipped)
    // Nobody sees what others gave before their own is in.
    const revealed = !compared.waitingFor.some(same(reviewer))
    const { complete, items: total, waitingFor, ...figures } = compared
    const hidden = compare(scorecard.body, plan.calibrators, [], [], () => 0)
    const { complete: _complete, items: _items, waitingFor: _waiting, ...nothing } = hidden
    return {
      scorecard,
      complete,
      items: total,
      waitingFor: [...waitingFor],
      revealed,
      ...structuredClone(revealed ? figures : nothing),
      notes: [...notes],
    }
  }

  return {
    reviewers: async () => ({ names: [...(await reviewers.names())] }),
    scorecards: async () => ({ scorecards: [...(await quality.scorecards())] }),
    versions: async ({ id }) => ({ versions: [...(await quality.versions(id))] }),
    saveScorecard: ({ seen, body }) => {
      const by = { body, by: operator(), at: clock.now() }
      return seen === null
        ? quality.addScorecard({ id: random.id('sc'), ...by })
        : quality.reviseScorecard({ id: seen.id, ...by }, seen.version)
    },
    archiveScorecard: ({ id, archived }) => quality.archiveScorecard(id, archived ? clock.now() : null),
    sheet: (input) => sheetOf(ports, input),
    draft: (input) => keepDraft(ports, input),
    submit: ({ id, stamp }) => quality.submit(id, stamp, clock.now()),
    discard: async ({ id }) => ({ score: await quality.discard(id, clock.now()) }),
    history: async ({ id }) => ({ revisions: [...(await quality.history(id))] }),
    giveFeedback: (input) => giveFeedback(ports, input),
    answerFeedback: (input) => answerFeedback(ports, input),
    settleFeedback: (input) => settleFeedback(ports, input),
    feedback: async ({ reviewer }) => {
      const [scores, cards] = await Promise.all([quality.feedback(reviewer, feedbackShown), quality.scorecards()])
      const items = await Promise.all(
        scores.map(async (score) => {
          const { customer, subject } = await store.conversations.get(score.subject.conversationId)
          const scorecard = cards.find(({ id }) => id === score.scorecardId)?.body.name ?? ''
          return { score, customer: customer.name, title: subject, scorecard }
        }),
      )
      return { items }
    },
    preview: async (input) => {
      const { conversations, more, candidates, items, problems } = await draw(ports, find, input)
      return { conversations, more, candidates, sampled: items.length, problems: [...problems] }
    },
    makeQueue: (plan) => makeQueue(ports, find, plan, operator()),
    queues: async () => ({ queues: [...(await quality.queues())] }),
    items: async ({ id, reviewer }) => ({
      queue: await quality.queue(id),
      items: [...(await quality.items(id, reviewer))],
    }),
    skip: async ({ id, position, reviewer, reason }) => {
      const by = await reviewers.known(reviewer)
      await quality.skip(id, position, by, reason, clock.now())
      const item = (await quality.items(id, by)).find((one) => one.position === position)
      if (item === undefined) throw new AppError('not_found', 'The queue has no such item.')
      return item
    },
    closeQueue: ({ id, closed }) => quality.closeQueue(id, closed ? clock.now() : null),
    calibration,
    discuss: async ({ id, reviewer, text }) => {
      await quality.discuss(id, { text, by: await reviewers.known(reviewer), at: clock.now() })
      return {}
    },
    scores: async ({ queue, limit }) => ({ scores: [...(await quality.submitted(queue, limit))] }),
  }
}
