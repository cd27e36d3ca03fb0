import { z } from 'zod'
import { TestQuestionSchema, mostQuestions, type TestQuestion } from '#contract/batch-test.ts'
import { readCsv } from '#main/domain/exchange/csv-reading.ts'
import { AppError } from '#main/kernel/errors.ts'

/**
 * A set of questions as a file. JSONL: one object for each line. CSV: the first row names the
 * columns; several values of one cell stand between bars. Every complaint is `invalid_input` and names the line.
 */
const many = z.union([z.string().transform((text) => [text]), z.array(z.string())])
const LineSchema = z
  .object({
    id: z.union([z.string(), z.number().transform(String)]).optional(),
    question: z.string().trim().min(1),
    says: many.optional(),
    never_says: many.optional(),
    sources: many.optional(),
    least_confidence: z.number().min(0).max(1).optional(),
    answered: z.boolean().optional(),
  })
  .strict()
type Numbered = { readonly line: number; readonly value: unknown }

export const questionColumns = ['id', 'question', 'says', 'never_says', 'sources', 'least_confidence', 'answered']

export function readQuestions(text: string): readonly TestQuestion[] {
  const first = text.replace(/^\uFEFF/, '').trimStart()[0]
  const lines = first === '{' ? jsonLines(text) : csvLines(text)
  if (lines.length === 0) throw new AppError('invalid_input', 'There is no question in the file.')
  if (lines.length > mostQuestions)
    throw new AppError('invalid_input', `A set has ${mostQuestions} questions at most; the file has ${lines.length}.`)
  const seen = new Map<string, number>()
  return lines.map(({ line, value }) => {
    const question = toQuestion(line, value)
    const before = seen.get(question.key)
    if (before !== undefined)
      throw new AppError('invalid_input', `Line ${line}: “${question.key}” stands on line ${before} already.`)
    seen.set(question.key, line)
    return question
  })
}

/** Of a question without an id: its words, however they are spaced and written. */
const keyOf = (question: string): string => question.trim().replaceAll(/\s+/g, ' ').toLowerCase().slice(0, 200)

function toQuestion(line: number, value: unknown): TestQuestion {
  const read = LineSchema.safeParse(typeof value === 'string' ? { question: value } : value)
  if (!read.success) throw complaint(line, read.error)
  const { id, question, says, never_says, sources, least_confidence, answered } = read.data
  const made = TestQuestionSchema.safeParse({
    key: id ?? keyOf(question),
    question,
    says,
    neverSays: never_says,
    sources,
    leastConfidence: least_confidence,
    answered,
  })
  if (!made.success) throw complaint(line, made.error)
  return made.data
}

function complaint(line: number, { issues }: z.ZodError): AppError {
  const [issue] = issues
  const field = issue?.path.join('.') ?? ''
  return new AppError(
    'invalid_input',
    `Line ${line}${field === '' ? '' : `, ${field}`}: ${issue?.message ?? 'not read'}.`,
  )
}

function jsonLines(text: string): readonly Numbered[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((words, index) => {
      if (words.trim() === '') return []
      try {
        return [{ line: index + 1, value: JSON.parse(words) as unknown }]
      } catch {
        throw new AppError('invalid_input', `Line ${index + 1} is not JSON.`)
      }
    })
}

function csvLines(text: string): readonly Numbered[] {
  const [head, ...rows] = readCsv(text)
  if (head === undefined) return []
  const names = head.cells.map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replaceAll(/[\s-]+/g, '_'),
  )
  const unknown = names.find((name) => !questionColumns.includes(name))
  // A file of one column may be nothing but questions.
  if (names.length === 1 && unknown !== undefined)
    return [head, ...rows].map(({ line, cells }) => ({ line, value: cells[0] ?? '' }))
  if (unknown !== undefined)
    throw new AppError(
      'invalid_input',
      `Line ${head.line}: there is no column “${unknown}”. There are: ${questionColumns.join(', ')}.`,
    )
  if (!names.includes('question'))
    throw new AppError('invalid_input', `Line ${head.line}: the column “question” is missing.`)
  return rows.map(({ line, cells }) => ({
    line,
    value: Object.fromEntries(
      names.flatMap((name, place) => {
        const cell = cells[place]?.trim() ?? ''
        return cell === '' ? [] : [[name, valueOf(name, cell, line)]]
      }),
    ),
  }))
}

function valueOf(name: string, cell: string, line: number): unknown {
  if (name === 'says' || name === 'never_says' || name === 'sources')
    return cell.split('|').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
  if (name === 'least_confidence') return confidenceOf(cell)
  if (name !== 'answered') return cell
  if (/^(yes|true|1)$/i.test(cell)) return true
  if (/^(no|false|0)$/i.test(cell)) return false
  throw new AppError('invalid_input', `Line ${line}, answered: yes or no, not “${cell.slice(0, 40)}”.`)
}

/** 0.8, 0,8 or 80 %. */
function confidenceOf(cell: string): number {
  const value = Number(cell.replace('%', '').replace(',', '.').trim())
  return cell.includes('%') || value > 1 ? value / 100 : value
}
