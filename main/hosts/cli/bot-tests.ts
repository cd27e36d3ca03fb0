import { writeFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { QuestionSet, Schedule, TestResult, TestRound } from '#contract/batch-test.ts'
import { ScheduleSchema } from '#contract/batch-test.ts'
import type { Command, Desk } from '#main/hosts/cli/command.ts'
import { clip, oneLine, table } from '#main/hosts/cli/print.ts'
import { chosen, fileOrInput, required } from '#main/hosts/cli/read.ts'
import { AppError } from '#main/kernel/errors.ts'

/** bot test, bot tests: sets of questions the bot is asked, for people and for continuous integration. */

const exits = { well: 0, failed: 20, not_asked: 21 } as const
type Outcome = keyof typeof exits

async function setNamed(desk: Desk, name: string): Promise<QuestionSet> {
  const { sets } = await desk.batchTests.sets({})
  const found = sets.find(({ set }) => set.id === name || set.name.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw new AppError('not_found', `There is no set of questions “${oneLine(name)}”.`)
  return found.set
}

/** The set of this name has the questions of the file from now on; where there is none it is made. */
async function setOfFile(desk: Desk, name: string, text: string): Promise<QuestionSet> {
  const { questions } = await desk.batchTests.read({ text })
  const { sets } = await desk.batchTests.sets({})
  const kept = sets.find(({ set }) => set.name.toLowerCase() === name.toLowerCase())?.set
  return desk.batchTests.save({ id: kept?.id ?? null, name, questions, schedule: kept?.schedule ?? null })
}

async function ask(
  desk: Desk,
  set: QuestionSet,
): Promise<{ readonly round: TestRound; readonly results: readonly TestResult[] }> {
  const { id } = await desk.batchTests.start({ id: set.id })
  for await (const _ of desk.batchTests.watch({ id })) continue
  return desk.batchTests.round({ id })
}

function outcomeOf({ failed, worse, couldNotAsk, state }: TestRound): Outcome {
  if (failed + worse > 0) return 'failed'
  return couldNotAsk > 0 || state !== 'done' ? 'not_asked' : 'well'
}

const verdicts = { passed: 'passed', failed: 'FAILED', answered: 'answered', could_not_ask: 'not asked' } as const

function toRow({ question, verdict, change, answer, changes, checks, trouble }: TestResult): readonly string[] {
  const complaints = checks.flatMap(({ passed, label, detail }) => (passed ? [] : [`${label}. ${detail ?? ''}`]))
  return [
    change === 'worse' ? 'WORSE' : change,
    verdicts[verdict],
    answer?.confidence === undefined || answer.confidence === null
      ? ''
      : `${Math.round(answer.confidence.value * 100)} %`,
    clip(question.question, 60),
    clip([...complaints, ...changes, ...(trouble === null ? [] : [trouble])].join(' ').trim(), 100),
  ]
}

const headOf = ({ passed, failed, answered, couldNotAsk, worse, better, state, trouble }: TestRound): string =>
  [
    `${passed} passed, ${failed} failed, ${answered} answered, ${couldNotAsk} not asked; ${worse} worse, ${better} better than before.`,
    ...(state === 'done' ? [] : [`The round ended before all were asked. ${trouble ?? ''}`.trim()]),
  ].join(' ')

const scheduleWords = (schedule: Schedule | null): string => {
  if (schedule === null) return 'on demand'
  if (schedule.every === 'hours') return `every ${schedule.hours} h`
  return schedule.every === 'day' ? `daily ${schedule.at}` : `${days[schedule.weekday]} ${schedule.at}`
}
const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const

/** "off", "6h", "day@03:30", "monday@03:30". */
function readSchedule(word: string): Schedule | null {
  if (word === 'off') return null
  const [, hours] = /^(\d{1,3})h$/.exec(word) ?? []
  const [when = '', at] = word.toLowerCase().split('@')
  const weekday = days.findIndex((day) => day === when)
  const read = ScheduleSchema.safeParse(
    hours === undefined
      ? weekday === -1
        ? { every: when, at }
        : { every: 'week', weekday, at }
      : { every: 'hours', hours: Number(hours) },
  )
  if (read.success) return read.data
  throw new AppError(
    'invalid_input',
    '--schedule is "off", hours such as "6h", "day@03:30", or a day such as "monday@03:30".',
  )
}

const test: Command = {
  words: 'bot test',
  operands: ['[SET]'],
  options: {
    file: {
      type: 'string',
      value: 'FILE',
      help: 'take the questions from this file, CSV or JSONL ("-": standard input); they are kept as the set',
    },
    name: { type: 'string', value: 'NAME', help: 'how the set of --file is called (the name of the file)' },
    schedule: {
      type: 'string',
      value: 'WHEN',
      help: 'also ask it by itself: "6h", "day@03:30", "monday@03:30" or "off"',
    },
    'no-run': { type: 'boolean', help: 'keep questions and schedule, and ask nothing now' },
    export: { type: 'string', value: 'FILE', help: 'write the results to this file, .csv or .jsonl' },
  },
  help: `Ask the bot a set of questions and compare with the last round. Exit code ${exits.well}: well, ${exits.failed}: something failed or became worse, ${exits.not_asked}: some could not be asked.`,
  workspace: 'any',
  run: async (desk, call) => {
    const file = call.option('file')
    const named = call.operands[0] ?? call.option('name')
    const own = file === undefined || file === '-' ? undefined : basename(file, extname(file))
    let set =
      file === undefined
        ? await setNamed(desk, required(named, 'SET (or --file)'))
        : await setOfFile(desk, required(named ?? own, '--name'), await fileOrInput(file, call.standardInput))
    const when = call.option('schedule')
    if (when !== undefined)
      set = await desk.batchTests.save({ id: set.id, name: set.name, schedule: readSchedule(when) })
    if (call.flag('no-run'))
      return {
        json: { set },
        text: `“${oneLine(set.name)}” has ${set.questions} questions, ${scheduleWords(set.schedule)}.`,
      }
    const { round, results } = await ask(desk, set)
    const to = call.option('export')
    if (to !== undefined) {
      const format = chosen(extname(to).slice(1), ['csv', 'jsonl'], 'The ending of --export')
      const { text } = await desk.batchTests.export({ id: round.id, format })
      await writeFile(to, text).catch((thrown: unknown) => {
        throw new AppError('invalid_input', `The file ${oneLine(to)} cannot be written.`, { cause: thrown })
      })
    }
    const outcome = outcomeOf(round)
    const rows = results.map(toRow)
    const text = `${table(['CHANGE', 'RESULT', 'SURE', 'QUESTION', 'WHY'], rows)}\n\n${headOf(round)}`
    return { json: { outcome, round, results }, text, exit: exits[outcome] }
  },
}

const tests: Command = {
  words: 'bot tests',
  operands: [],
  options: {},
  help: 'List the sets of questions, when each is asked, and how its last round came out.',
  workspace: 'any',
  run: async (desk) => {
    const { sets } = await desk.batchTests.sets({})
    const rows = sets.map(({ set, round }) => [
      clip(set.name, 40),
      String(set.questions),
      scheduleWords(set.schedule),
      set.nextAt === null ? '' : new Date(set.nextAt).toLocaleString(),
      round === null ? 'never asked' : `${round.state}: ${headOf(round)}`,
    ])
    const text =
      rows.length === 0 ? 'There is no set of questions.' : table(['SET', 'QUESTIONS', 'WHEN', 'NEXT', 'LAST'], rows)
    return { json: { sets }, text }
  },
}

export const botTestCommands: readonly Command[] = [test, tests]
