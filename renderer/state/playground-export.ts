import type { TextItem } from '#contract/playground.ts'
import { callsOf, itemsOf, sideOf, totalsOf, type Answer, type Column } from '#renderer/state/playground-steps.ts'
import { t } from '#renderer/ui/language.ts'

/** A column as a file: to be read (Markdown), or to be worked on (JSON). Every word is as it stood in the column. */
const names = { user: t('Customer'), assistant: t('Agent'), system: t('Desk') } as const

/** Longer than any row of back quotes in it. */
function fenced(text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}json\n${text}\n${fence}`
}

function itemText(item: TextItem): string {
  switch (item.kind) {
    case 'message':
      return `**${names[item.role]}**\n\n${item.text}${(item.imageUrls ?? []).length === 0 ? '' : `\n\n${t('(with pictures)')}`}`
    case 'call':
      return `${t('Asked for `{{name}}`', { name: item.name })}\n\n${fenced(item.arguments)}`
    case 'result':
      return `${t('Was given')}\n\n${fenced(item.output)}`
    case 'own':
      return t('Something of the service’s own, given back to it as it came')
  }
}

const how = {
  simulated: 'simulated',
  edited: t('written by a person'),
  rejected: t('rejected by a person'),
  blocked: t('refused by the desk'),
  looked_up: t('really looked up'),
  failed: t('a lookup that failed'),
} as const

function answerText(answer: Answer): readonly string[] {
  const { run, failure, given, judged } = answer
  const text = run?.result?.text ?? run?.text ?? ''
  const trouble = failure?.text ?? run?.trouble?.message ?? null
  const calls = callsOf(answer).flatMap(({ id, name, arguments: args }) => {
    const would = judged?.find(({ callId }) => callId === id)?.would
    const result = given[id]
    return [
      `${t('Asked for `{{name}}`', { name })}${would === undefined ? '' : `. ${would}`}\n\n${fenced(args)}`,
      result === undefined
        ? t('No result was given.')
        : `${t('Was given ({{how}})', { how: how[result.how] })}\n\n${fenced(result.output)}`,
    ]
  })
  return [
    ...(text === '' ? [] : [`**${t('Agent')}**${run?.result ? `, ${run.result.model}` : ''}\n\n${text}`]),
    ...calls,
    ...(trouble === null ? [] : [t('It did not answer: {{trouble}}', { trouble })]),
  ]
}

export function columnMarkdown(column: Column, title: string, who: string): string {
  const { instructions } = column.setUp
  const parts = [
    `# ${title.replaceAll(/\s+/g, ' ')}`,
    t('{{who}}. Played in a dry run: nothing of it left the desk.', { who }),
    ...(instructions.trim() === '' ? [] : [`${t('Instructions:')}\n\n${instructions}`]),
    ...column.turns.flatMap((turn) => (turn.kind === 'item' ? [itemText(turn.item)] : answerText(turn))),
  ]
  return `${parts.join('\n\n')}\n`
}

/** Set-up, conversation, and each answer with what came over the wire. */
export function columnJson(column: Column, title: string, firstModel: string): string {
  const answers = column.turns.flatMap((turn) =>
    turn.kind === 'answer'
      ? [
          {
            calls: callsOf(turn).map(({ id, name }) => ({ id, name, given: turn.given[id]?.how ?? null })),
            result: turn.run?.result ?? null,
            trouble: turn.failure?.text ?? turn.run?.trouble?.message ?? null,
          },
        ]
      : [],
  )
  const { answers: count, tokens, cost, unknown, ms } = totalsOf(column.turns)
  const file = {
    format: 'countersign-playground',
    version: 1,
    title,
    dryRun: true,
    side: sideOf(column.setUp, firstModel),
    items: itemsOf(column.turns),
    answers,
    totals: { answers: count, tokens, costUsd: cost, costUnknown: unknown, ms },
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

/** The first words of the customer; none: what it is. */
export function columnTitle({ turns }: Column): string {
  const said = turns.flatMap((turn) =>
    turn.kind === 'item' && turn.item.kind === 'message' && turn.item.role === 'user' ? [turn.item.text.trim()] : [],
  )
  const first = (said.find((text) => text !== '') ?? '').replaceAll(/\s+/g, ' ')
  return first === '' ? t('A conversation from the playground') : first.slice(0, 80).toWellFormed()
}
