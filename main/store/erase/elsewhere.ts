import { erase, type WordFinder } from '#main/domain/erasing/words.ts'
import type { Connection } from '#main/store/database.ts'

type Place = {
  readonly table: string
  readonly column: string
  readonly where?: string
  readonly words: (count: number) => string
}

const counted = (count: number, one: string, many: string): string => (count === 1 ? `One ${one}` : `${count} ${many}`)

/** What belongs to no conversation, so that nobody may take words out of it on behalf of one. */
const places: readonly Place[] = [
  {
    table: 'saved_searches',
    column: `name || char(10) || text`,
    words: (count) =>
      `${counted(count, 'saved search has', 'saved searches have')} these words. Remove ${count === 1 ? 'it' : 'them'} in Transcripts.`,
  },
  {
    table: 'review_queues',
    column: 'plan',
    words: (count) => `${counted(count, 'review queue was', 'review queues were')} made with these words.`,
  },
  {
    table: 'review_notes',
    column: 'text',
    words: (count) => `${counted(count, 'note has', 'notes have')} these words beside a review queue.`,
  },
  {
    table: 'agent_contents',
    column: 'body',
    words: (count) =>
      `${counted(count, 'version of a voice agent has', 'versions of voice agents have')} these words. Change the agent in Agents; older versions stay as they were.`,
  },
  {
    table: 'scenarios',
    column: 'definition',
    where: 'conversation_id is null',
    words: (count) =>
      `${counted(count, 'scenario was', 'scenarios were')} written with these words. Change or remove ${count === 1 ? 'it' : 'them'} in the playground.`,
  },
  {
    table: 'question_sets',
    column: 'questions',
    words: (count) =>
      `${counted(count, 'set of questions for the bot has', 'sets of questions for the bot have')} these words. Change or remove ${count === 1 ? 'it' : 'them'} in Knowledge, Batch tests.`,
  },
  {
    table: 'settings',
    column: 'value',
    where: `key in ('knowledge_drafts', 'knowledge_retests')`,
    words: () => 'Drafts of documents, or questions asked for them, have these words. Look at them in Knowledge.',
  },
  {
    table: 'import_rejects',
    column: 'raw',
    words: (count) => `${counted(count, 'line', 'lines')} of an import that could not be read.`,
  },
]

/** Where certain words stand in this desk outside of all conversations, in words: a redaction does not reach that. */
export function createSearchElsewhere(db: Connection) {
  const statements = places.map(({ table, column, where, words }) => ({
    words,
    texts: db
      .prepare<[], string>(`select ${column} from ${table}${where === undefined ? '' : ` where ${where}`}`)
      .pluck(),
  }))
  return (finder: WordFinder): readonly string[] =>
    statements.flatMap(({ texts, words }) => {
      let count = 0
      for (const text of texts.iterate()) if (erase(finder, text).count > 0) count += 1
      return count === 0 ? [] : [words(count)]
    })
}
