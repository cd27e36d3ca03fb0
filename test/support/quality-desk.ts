import type { Mark, Marks, QueuePlan, Score, ScorecardBody, Subject } from '#contract/quality.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { qualityHandlers } from '#main/services/quality/quality-handlers.ts'
import { createReader, type Reader } from '#main/store/reader.ts'
import type { Context } from '#rpc/serve.ts'
import { approvedBy, emptyStore, pendingProposals, standingClock } from '#test/support/store.ts'

/** Quality as a desk has it, over a real database: Jo works here, Sam and Ines may sign, three actions were signed by Jo. */
export const context: Context = {
  signal: new AbortController().signal,
  gone: new AbortController().signal,
  principal: { host: 'cli', id: 'test' },
}

export async function startQuality(reader: (file: string) => Reader = createReader) {
  const clock = standingClock()
  const { store, options, remove } = await emptyStore({ clock, reader })
  for (const [id, name] of [
    ['a', 'Sam'],
    ['b', 'Ines'],
  ] as const) {
    await store.people.add({ id, name, key: null, publicKey: id.repeat(64), createdAt: 1 })
  }
  const found: number[] = []
  for (const id of ['p1', 'p2', 'p3']) {
    const [proposal] = await pendingProposals(store, [id])
    await store.ledger.commit({
      id,
      expect: { states: ['pending'], revision: 0, argsHash: proposal!.argsHash },
      events: [approvedBy('Jo', proposal!)],
      outbox: { state: 'ready', key: id },
    })
    found.push(proposal!.conversationId)
  }
  let number = 0
  const configuration = ConfigurationSchema.parse({ version: 1, operator: { name: 'Jo' } })
  const quality = qualityHandlers(
    {
      store,
      clock,
      random: { id: (prefix) => `${prefix}_${(number += 1)}`, fraction: () => 0.5 },
      configuration: () => configuration,
    },
    async () => ({ ids: found, more: false, problems: [] }),
  )
  const conversations = [...found]
  const subject = (index = 0): Subject => ({ conversationId: conversations[index]!, kind: 'conversation', id: null })
  const give = async (
    reviewer: string,
    given: Marks,
    more: Partial<Draft> & Pick<Draft, 'scorecardId'>,
  ): Promise<Score> => {
    const draft = await quality.draft(
      { reviewer, subject: subject(), version: 1, calibration: null, stamp: null, marks: given, ...more },
      context,
    )
    return quality.submit({ id: draft.id, stamp: draft.stamp }, context)
  }
  return {
    quality,
    options,
    remove,
    conversations,
    subject,
    /** Somebody says all of it and submits. */
    give,
    newCard: async () => (await quality.saveScorecard({ seen: null, body }, context)).id,
    /** From now on no search finds anything. */
    findNothing: () => void found.splice(0),
  }
}

type Draft = Parameters<ReturnType<typeof qualityHandlers>['draft']>[0]

const category = { guidance: '', weight: 1, mayNotApply: true, signal: null }
export const body: ScorecardBody = {
  name: 'Short',
  appliesTo: 'conversation',
  criticalCap: 0,
  categories: [
    { ...category, id: 'a', name: 'A', scale: 'five', critical: false, causes: [] },
    { ...category, id: 'b', name: 'B', scale: 'binary', critical: true, causes: ['late'] },
  ],
}
export const marks = (a: Mark, b: Mark): Marks => ({
  answers: [
    { category: 'a', mark: a, causes: [], note: '' },
    { category: 'b', mark: b, causes: [], note: '' },
  ],
  note: '',
})

export const plan = (scorecardId: string, more: Partial<QueuePlan> = {}): QueuePlan => ({
  name: 'Refunds',
  text: '',
  scorecardId,
  sampling: { by: 'random', amount: { unit: 'count', value: 2 } },
  seed: 'one',
  blind: false,
  calibrators: [],
  dueAt: null,
  ...more,
})
