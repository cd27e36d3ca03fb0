import type { Score } from '#contract/quality.ts'
import { markWord } from '#main/domain/quality/score.ts'
import type { Command, Desk } from '#main/hosts/cli/command.ts'
import { clip, oneLine, table, time } from '#main/hosts/cli/print.ts'
import { wholeNumber } from '#main/hosts/cli/read.ts'

/** quality queues · export */

const queues: Command = {
  words: 'quality queues',
  operands: [],
  options: {},
  help: 'List review queues and calibrations with how far each is.',
  workspace: 'any',
  run: async (desk) => {
    const answer = await desk.quality.queues({})
    const rows = answer.queues.map(({ id, plan, items, done, progress, closedAt }) => [
      oneLine(id),
      clip(plan.name, 40),
      plan.calibrators.length > 0 ? 'calibration' : 'queue',
      `${done}/${items}`,
      progress.map(({ reviewer, scored }) => `${clip(reviewer, 24)} ${scored}`).join(', '),
      closedAt !== null ? 'closed' : plan.dueAt === null ? '' : `due ${time(plan.dueAt)}`,
    ])
    return { json: answer, text: table(['ID', 'NAME', 'KIND', 'DONE', 'SCORED BY', ''], rows) }
  },
}

const percent = ({ result }: Score): string => (result.percent === null ? 'N/A' : String(result.percent))

const exportScores: Command = {
  words: 'quality export',
  operands: [],
  options: {
    queue: { type: 'string', value: 'ID', help: 'only scores of this queue or calibration' },
    limit: { type: 'string', value: 'N', help: 'how many, at most 10000 (1000)' },
  },
  help: 'Print submitted scores with every mark, newest first.',
  workspace: 'any',
  run: async (desk, call) => {
    const { scores } = await desk.quality.scores({
      queue: call.option('queue') ?? null,
      limit: wholeNumber(call.option('limit') ?? '1000', '--limit', 10_000),
    })
    const cards = await scorecardsOf(desk, scores)
    const rows = scores.map((score) => {
      const card = cards.get(`${score.scorecardId} ${score.version}`)
      const marks = (card?.body.categories ?? []).map(({ id, name, scale }) => {
        const mark = score.marks?.answers.find(({ category }) => category === id)?.mark ?? null
        return `${name} ${markWord(scale, mark)}`
      })
      const { conversationId, kind, id } = score.subject
      return [
        time(score.submittedAt),
        String(conversationId),
        id === null ? kind : `${kind} ${oneLine(id)}`,
        clip(score.reviewer, 24),
        `${clip(card?.body.name ?? score.scorecardId, 30)} v${score.version}`,
        percent(score),
        clip(marks.join(', '), 200),
      ]
    })
    const json = { scores, scorecards: [...cards.values()] }
    return { json, text: table(['AT', 'CONVERSATION', 'ABOUT', 'BY', 'SCORECARD', '%', 'MARKS'], rows) }
  },
}

async function scorecardsOf(desk: Desk, scores: readonly Score[]) {
  const ids = [...new Set(scores.map(({ scorecardId }) => scorecardId))]
  const all = await Promise.all(ids.map((id) => desk.quality.versions({ id })))
  const used = new Set(scores.map(({ scorecardId, version }) => `${scorecardId} ${version}`))
  const cards = all.flatMap(({ versions }) => versions.map((card) => [`${card.id} ${card.version}`, card] as const))
  return new Map(cards.filter(([key]) => used.has(key)))
}

export const qualityCommands: readonly Command[] = [queues, exportScores]
