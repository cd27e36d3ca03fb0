import type { Count, Facet, TranscriptHit, TranscriptPage } from '#contract/transcript.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Answer, Call, Command, Desk } from '#main/hosts/cli/command.ts'
import { clip, oneLine, table, time } from '#main/hosts/cli/print.ts'
import { requireUnderstood } from '#main/hosts/cli/query-problems.ts'
import { chosen, required, wholeNumber } from '#main/hosts/cli/read.ts'
import { orders, savedSearchCommands } from '#main/hosts/cli/saved-searches.ts'

/** search QUERY, and what belongs to it */

const search: Command = {
  words: 'search',
  operands: ['QUERY'],
  options: {
    order: { type: 'string', value: orders.join('|'), help: 'what comes first (newest)' },
    limit: { type: 'string', value: 'N', help: 'how many, at most 200 (20)' },
    cursor: { type: 'string', value: 'TEXT', help: 'continue where a page ended' },
    count: { type: 'boolean', help: 'only say how many there are' },
    facets: { type: 'boolean', help: 'only say how many there are of each kind' },
    anyway: { type: 'boolean', help: 'search although a part of the query is not understood, without that part' },
  },
  help: 'Search everything on this machine. A query that begins with - stands after --. The language: docs/search.md',
  workspace: 'any',
  run: async (desk, call) => {
    const text = required(call.operands[0], 'QUERY')
    if (call.flag('count') && call.flag('facets'))
      throw new AppError('invalid_input', '--count and --facets are two different questions.')
    if (!call.flag('anyway')) await requireUnderstood(desk, text)
    if (call.flag('count')) return countOf(desk, text)
    if (call.flag('facets')) return facetsOf(desk, text)
    return pageOf(desk, text, call)
  },
}

async function pageOf(desk: Desk, text: string, call: Call): Promise<Answer> {
  const page = await desk.transcripts.search({
    text,
    order: chosen(call.option('order') ?? 'newest', orders, '--order'),
    cursor: call.option('cursor') ?? null,
    limit: wholeNumber(call.option('limit') ?? '20', '--limit', 200),
  })
  return { json: page, text: [describeHits(page.hits), ...remarksOn(page)].join('\n') }
}

function describeHits(hits: readonly TranscriptHit[]): string {
  if (hits.length === 0) return 'Nothing is found.'
  const rows = hits.map((hit) => [
    String(hit.conversationId),
    time(hit.at),
    hit.channel,
    clip(hit.customer, 20),
    hit.risk === null ? '-' : `R${hit.risk}`,
    describeHit(hit),
  ])
  return table(['ID', 'AT', 'CHANNEL', 'CUSTOMER', 'RISK', 'FOUND'], rows)
}

function describeHit({ snippet, change, subject }: TranscriptHit): string {
  const edit = change === null ? '' : ` [${change.field}: ${change.before} → ${change.after}]`
  const said = snippet === null ? subject || '(no subject)' : `${snippet.author}: ${snippet.text}`
  return `${clip(said, 90)}${clip(edit, 60)}`
}

function remarksOn({ remark, behind, next }: TranscriptPage): readonly string[] {
  return [
    ...(remark === null ? [] : [oneLine(remark)]),
    ...(behind === null ? [] : [`Not everything is indexed yet: ${behind.left} conversations are left.`]),
    ...(next === null ? [] : [`More: --cursor ${oneLine(next)}`]),
  ]
}

async function countOf(desk: Desk, text: string): Promise<Answer> {
  const found = await desk.transcripts.count({ text })
  return { json: found, text: `${written(found.hits)} found, in ${written(found.conversations)} conversations` }
}

async function facetsOf(desk: Desk, text: string): Promise<Answer> {
  const found = await desk.transcripts.facets({ text })
  return { json: found, text: found.facets.map(describeFacet).join('\n\n') || 'Nothing is found.' }
}

function describeFacet({ label, field, values }: Facet): string {
  const rows = values.map((one) => [`${field}:${oneLine(one.value)}`, clip(one.label, 40), written(one.count)])
  return table([oneLine(label).toUpperCase(), '', 'COUNT'], rows)
}

const written = ({ count, more }: Count): string => `${count}${more ? ' or more' : ''}`

export const searchCommands: readonly Command[] = [search, ...savedSearchCommands]
