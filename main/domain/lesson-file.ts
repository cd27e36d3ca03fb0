import type { Lesson } from '#contract/lesson.ts'
import { csvRow } from '#main/domain/exchange/csv.ts'

/** Lessons as a file: JSON for programs, CSV for spreadsheets. */

export const lessonsAsJson = (lessons: readonly Lesson[]): string => `${JSON.stringify(lessons, null, 2)}\n`

const columns: readonly (readonly [string, (lesson: Lesson) => string])[] = [
  ['at', ({ at }) => new Date(at).toISOString()],
  ['by', ({ by }) => by],
  ['tool', ({ tool }) => tool],
  ['title', ({ title }) => title],
  ['arguments', (lesson) => JSON.stringify(lesson.arguments)],
  ['reasons', ({ reasons }) => reasons.join('; ')],
  ['told the agent', ({ text }) => text],
  ['customer said', ({ customerSaid }) => customerSaid.join('\n')],
  ['proposal', ({ proposalId }) => proposalId ?? ''],
  ['note', ({ noteId }) => noteId ?? ''],
]

export const lessonsAsCsv = (lessons: readonly Lesson[]): string =>
  [columns.map(([name]) => name), ...lessons.map((lesson) => columns.map(([, of]) => of(lesson)))].map(csvRow).join('')
