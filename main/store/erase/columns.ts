import type { Json } from '#contract/tool.ts'
import { eraseJson, foreign, type Shape } from '#main/domain/erasing/json.ts'
import { erase, type WordFinder } from '#main/domain/erasing/words.ts'
import type { Connection } from '#main/store/database.ts'
import { names, type Column } from '#main/store/erase/column.ts'
import type { Found } from '#main/store/erase/found.ts'
import { proposalShape } from '#main/store/erase/proposals.ts'
import { trialColumns } from '#main/store/erase/trial-columns.ts'

const ofProposals = 'in (select id from proposals where conversation_id = @conversation)'
const ofCall = 'call = (select seq from calls where conversation_id = @conversation)'

const conversation = (column: string, shape: Shape | null = null): Column => ({
  label: 'The conversation itself',
  table: 'conversations',
  keys: ['id'],
  column,
  where: 'id = @conversation',
  shape,
})
const turn = (column: string, shape: Shape): Column => ({
  label: 'What went to the agent and came from it',
  table: 'turns',
  keys: ['seq'],
  column,
  where: 'conversation_id = @conversation',
  shape,
})

const score = (table: string, keys: readonly string[], column: string, where: string): Column => ({
  label: 'Scores',
  table,
  keys,
  column,
  where,
  shape: { fixed: names('category', 'mark', 'causes', 'kind', 'by'), foreign: names() },
})
const imported = (table: string, keys: readonly string[], column: string): Column => ({
  label: 'What came in by import',
  table,
  keys,
  column,
  where: 'conversation_id = @conversation',
  shape: {
    fixed: names(
      ...proposalShape.fixed,
      'channel',
      'author',
      'medium',
      'lane',
      'timing',
      'consent',
      'recording',
      'seal',
    ),
    foreign: proposalShape.foreign,
  },
})

/** All but messages, captions, proposals and the ledger, which have modules of their own. */
export const columns: readonly Column[] = [
  conversation('subject'),
  conversation('customer_name'),
  conversation('customer_email'),
  conversation('note'),
  conversation('tags', foreign),
  turn('request', foreign),
  turn('response', foreign),
  turn('body', { fixed: names('id', 'callIds', 'name', 'origin', 'collectionId'), foreign: names() }),
  {
    label: 'Messages',
    table: 'messages',
    keys: ['id'],
    column: 'author_name',
    where: 'conversation_id = @conversation',
    shape: null,
  },
  {
    label: 'Attachments',
    table: 'messages',
    keys: ['id'],
    column: 'attachments',
    where: 'conversation_id = @conversation',
    shape: { fixed: names('contentType'), foreign: names() },
  },
  {
    label: 'What the rules saw',
    table: 'policy_facts',
    keys: ['proposal'],
    column: 'facts',
    where: 'proposal in (select seq from proposals where conversation_id = @conversation)',
    shape: {
      fixed: names('tool', 'kind', 'channel', 'flags', 'origins', 'id', 'environment', 'money', 'schemaHash'),
      foreign: names('arguments'),
    },
  },
  {
    label: 'Second looks',
    table: 'reviews',
    keys: ['proposal_id'],
    column: 'note',
    where: `proposal_id ${ofProposals}`,
    shape: null,
  },
  {
    label: 'Drafts',
    table: 'settings',
    keys: ['key'],
    column: 'value',
    where: `key in ('draft.conversation.' || cast(@conversation as integer), 'suggestion.' || cast(@conversation as integer)) or key in (select 'draft.' || id from proposals where conversation_id = @conversation)
      or (key = 'report.unread' and value like '%"conversationId":' || cast(@conversation as integer) || ',%')`,
    shape: { fixed: names('argsHash', 'id', 'cause'), foreign: names() },
  },
  {
    label: 'Messages that were set aside',
    table: 'quarantine',
    keys: ['digest'],
    column: 'raw',
    where: `external_id in (select external_id from conversations where id = @conversation
      union all select external_id from messages where conversation_id = @conversation)`,
    shape: foreign,
  },
  {
    label: 'The call itself',
    table: 'calls',
    keys: ['seq'],
    column: 'body',
    where: 'conversation_id = @conversation',
    shape: {
      fixed: names(
        'agent',
        'medium',
        'recording',
        'knowledge',
        'outOfSight',
        'cost',
        'why',
        'mode',
        'version',
        'response',
      ),
      foreign: names(),
    },
  },
  {
    label: 'What happened in the call',
    table: 'call_marks',
    keys: ['call', 'seq'],
    column: 'body',
    where: ofCall,
    shape: { fixed: names('kind', 'proposalId'), foreign: names('data') },
  },
  {
    label: 'Notes',
    table: 'notes',
    keys: ['seq'],
    column: 'body',
    where: 'conversation_id = @conversation',
    shape: { fixed: names('anchor', 'by', 'mentions', 'resolved', 'lessons'), foreign: names() },
  },
  ...['marks', 'draft', 'feedback'].map((column) =>
    score('scores', ['seq'], column, 'conversation_id = @conversation'),
  ),
  score(
    'score_history',
    ['score', 'revision'],
    'marks',
    'score in (select seq from scores where conversation_id = @conversation)',
  ),
  {
    label: 'Reviews that were skipped',
    table: 'review_skips',
    keys: ['queue', 'position', 'reviewer_key'],
    column: 'reason',
    where: `exists (select 1 from review_items i where i.queue = review_skips.queue and i.position = review_skips.position
      and i.conversation_id = @conversation)`,
    shape: null,
  },
  ...trialColumns,
  imported('imported_conversations', ['conversation_id'], 'body'),
  imported('imported_proposals', ['id'], 'body'),
  imported('imported_entries', ['id'], 'body'),
  imported('import_conflicts', ['id'], 'theirs'),
  {
    label: 'Reasons of redactions',
    table: 'redactions',
    keys: ['seq'],
    column: 'body',
    where: 'conversation_id = @conversation',
    shape: {
      fixed: names('entryId', 'by', 'what', 'sound', 'silence', 'messages', 'fields'),
      foreign: names(),
    },
  },
  {
    label: 'Tags',
    table: 'own_tags',
    keys: ['conversation_id', 'tag'],
    column: 'tag',
    where: 'conversation_id = @conversation',
    shape: null,
  },
]

type Row = Readonly<Record<string, string | number | null>>
const aside = 'erased_value'

export type FoundInColumn = Found & { readonly table: string; readonly column: string }

/** Where these words stand in any of them. */
export function createColumnSearch(db: Connection) {
  const statements = columns.map((one) => ({
    ...one,
    read: db.prepare<[{ readonly conversation: number }], Row>(
      `select ${one.keys.map((key) => `${key} as ${key}`).join(', ')}, ${one.column} as ${aside} from ${one.table}
       where (${one.where}) and ${one.column} is not null`,
    ),
    write: db.prepare<(string | number | null)[]>(
      `update or replace ${one.table} set ${one.column} = ? where ${one.keys.map((key) => `${key} = ?`).join(' and ')}`,
    ),
  }))
  return (conversationId: number, finder: WordFinder): readonly FoundInColumn[] =>
    statements.flatMap(({ label, table, column, keys, shape, read, write }) =>
      read.all({ conversation: conversationId }).flatMap((row) => {
        const { value, count } = erased(finder, String(row[aside]), shape)
        if (count === 0) return []
        const apply = () => void write.run(value, ...keys.map((key) => row[key] ?? null))
        return [{ label, table, column, count, apply }]
      }),
    )
}

function erased(
  finder: WordFinder,
  before: string,
  shape: Shape | null,
): { readonly value: string; readonly count: number } {
  if (shape === null) {
    const { text: value, count } = erase(finder, before)
    return { value, count }
  }
  const json = parsed(before)
  // What was cut off in the middle is no JSON any more.
  if (json === undefined) return erased(finder, before, null)
  const { value, count } = eraseJson(finder, json, shape)
  return { value: JSON.stringify(value), count }
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
