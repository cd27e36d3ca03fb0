import { resolve } from 'node:path'
import type { SyncPlan } from '#contract/knowledge.ts'
import { actOnKnowledge, actOptions } from '#main/hosts/cli/act.ts'
import type { Command } from '#main/hosts/cli/command.ts'
import { clip, oneLine, table, time } from '#main/hosts/cli/print.ts'
import { chosen, required } from '#main/hosts/cli/read.ts'
import { AppError } from '#main/kernel/errors.ts'

/** knowledge gaps · bot kb sync */
const words = { add: 'new', change: 'changed', delete: 'gone', same: 'same' } as const

function planWords({ changes, same, skipped }: SyncPlan, deletes: readonly string[]): string {
  const rows = changes.map(({ kind, externalId, title }) => [
    kind === 'delete' ? (deletes.includes(externalId) ? 'delete' : 'gone, kept') : words[kind],
    clip(oneLine(externalId), 50),
    clip(oneLine(title), 50),
  ])
  const left = skipped.map(({ path, reason }) => `Not sent: ${oneLine(path)}. ${reason}`)
  const summary = `${changes.length} differ, ${same} are the same`
  return [...(rows.length === 0 ? [] : [table(['', 'FILE', 'TITLE'], rows)]), ...left, summary].join('\n')
}

const sync: Command = {
  words: 'bot kb sync',
  operands: ['DIR'],
  options: {
    'dry-run': { type: 'boolean', help: 'only say what differs' },
    delete: { type: 'boolean', help: 'also delete what is gone from the folder' },
    ...actOptions,
  },
  help: 'Bring the knowledge of the bot up to a folder of Markdown and HTML files. Only what differs is sent.',
  workspace: 'any',
  run: async (desk, call) => {
    const plan = await desk.knowledge.planSync({ folder: resolve(required(call.operands[0], 'DIR')) })
    const gone = plan.changes.filter(({ kind }) => kind === 'delete').map(({ externalId }) => externalId)
    const deletes = call.flag('delete') ? gone : []
    const text = planWords(plan, deletes)
    const isNothing = plan.changes.length - gone.length + deletes.length === 0
    if (call.flag('dry-run') || isNothing) return { json: plan, text }
    const answer = await actOnKnowledge(desk, call, { act: 'sync', planId: plan.id, deletes })
    return { ...answer, text: `${text}\n${answer.text}` }
  },
}

const reindex: Command = {
  words: 'bot kb reindex',
  operands: ['[ID...]'],
  options: actOptions,
  help: 'Have the bot index documents again; without an ID, all of them. What they say stays as it is.',
  workspace: 'any',
  run: (desk, call) => actOnKnowledge(desk, call, { act: 'reindex', ids: [...call.operands] }),
}

const gaps: Command = {
  words: 'knowledge gaps',
  operands: [],
  options: {
    state: { type: 'string', value: 'STATE', help: 'open, resolved or ignored (open)' },
    order: { type: 'string', value: 'ORDER', help: 'count or cost (count)' },
  },
  help: 'Questions that nobody could answer from what is known: of the bot and of this desk, those alike together.',
  workspace: 'any',
  run: async (desk, call) => {
    const found = await desk.knowledge.gaps({
      state: chosen(call.option('state') ?? 'open', ['open', 'resolved', 'ignored'] as const, '--state'),
      order: chosen(call.option('order') ?? 'count', ['count', 'cost'] as const, '--order'),
    })
    const rows = found.gaps.map(({ id, count, effortMs, lastAt, question }) => [
      id,
      String(count),
      `${Math.round(effortMs / 60_000)} min`,
      time(lastAt),
      clip(oneLine(question), 60),
    ])
    const trouble = found.trouble === null ? '' : `\nThose of the bot are missing: ${oneLine(found.trouble.message)}`
    return { json: found, text: table(['ID', 'TIMES', 'EFFORT', 'LAST', 'QUESTION'], rows) + trouble }
  },
}

const draft: Command = {
  words: 'knowledge draft',
  operands: ['GAP'],
  options: {},
  help: 'Begin a document about a gap, from its question and what a person answered.',
  workspace: 'any',
  run: async (desk, call) => {
    const made = await desk.knowledge.draftGap({ id: required(call.operands[0], 'GAP') })
    return { json: made, text: `${made.id}  ${oneLine(made.text.title)}` }
  },
}

const publish: Command = {
  words: 'knowledge publish',
  operands: ['DRAFT'],
  options: actOptions,
  help: 'Publish a draft to the bot. Its questions are asked before, and again once it is indexed.',
  workspace: 'any',
  run: async (desk, call) => {
    const draftId = required(call.operands[0], 'DRAFT')
    const { drafts } = await desk.knowledge.drafts({})
    if (!drafts.some(({ id }) => id === draftId)) throw new AppError('not_found', 'There is no such draft.')
    return actOnKnowledge(desk, call, { act: 'publish', draftId })
  },
}

export const knowledgeCommands: readonly Command[] = [sync, reindex, gaps, draft, publish]
