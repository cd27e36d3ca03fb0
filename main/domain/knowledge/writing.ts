import type { DocumentFinding, DocumentText, GapSignal, KnowledgeGap } from '#contract/knowledge.ts'
import { holdsPersonalData, maskPersonalData } from '#main/domain/personal-data.ts'
import { languageOf } from '#main/domain/reply/language.ts'

/** A gap and what a person answered become a document; and what is still wrong with one. */
export type Told = { readonly names: readonly string[] }

const longestTitle = 120
const mostQuestions = 5

/** The newest answer of a person stands in it; where there is none, room for one. */
export function draftOf(gap: Pick<KnowledgeGap, 'question' | 'words' | 'signals'>, told: Told): DocumentText {
  const mask = (text: string) => maskPersonalData(text, told.names)
  const answer = gap.signals.find(({ humanAnswer }) => humanAnswer !== null)?.humanAnswer ?? ''
  const question = mask(firstQuestion(gap.question))
  const body = mask(withoutGreeting(answer))
  return {
    externalId: null,
    title: cut(question.replaceAll(/\s+/g, ' ').trim()),
    content: `# ${cut(question.replaceAll(/\s+/g, ' ').trim())}\n\n${body}`.trimEnd().concat('\n'),
    url: null,
    language: languageOf(`${gap.question}\n${answer}`),
    tags: gap.words.filter((word) => /^\p{L}{3,}$/u.test(word)).slice(0, 3),
    active: true,
  }
}

/** As they were asked, without what belongs to a customer; no two alike. */
export function questionsOf(gap: Pick<KnowledgeGap, 'question' | 'signals'>, told: Told): readonly string[] {
  const all = [gap.question, ...gap.signals.map(({ question }: GapSignal) => question)]
  const masked = all.map((question) => maskPersonalData(question, told.names).slice(0, 4_000).trim())
  return [...new Set(masked)].filter((question) => question !== '').slice(0, mostQuestions)
}

/** Of a long mail, the sentence that asks. */
function firstQuestion(text: string): string {
  const sentences = text.match(/[^.!?。？！\n]+[.!?。？！]?/gu)?.map((one) => one.trim()) ?? []
  const asking = sentences.find((one) => /[?？]$/u.test(one) && one.length > 8)
  return asking ?? sentences.find((one) => one.length > 8) ?? text
}

const greeting = /^(hi|hello|hey|dear|good (morning|afternoon|evening)|hallo|guten tag|bonjour|hola)\b[^\n]{0,60}\n+/iu
const farewell =
  /\n+(best|kind|warm)?\s*(regards|wishes|cheers|sincerely|mit freundlichen grüßen|cordialement|saludos)\b[\s\S]{0,200}$/iu

const withoutGreeting = (text: string): string => text.trim().replace(greeting, '').replace(farewell, '').trim()

const cut = (text: string): string => (text.length <= longestTitle ? text : `${text.slice(0, longestTitle - 1)}…`)

const longestLine = 10_000
const largest = 500_000

export function lintDocument({ title, content }: DocumentText): readonly DocumentFinding[] {
  const error = (message: string, line: number | null = null): DocumentFinding => ({ level: 'error', message, line })
  const warn = (message: string, line: number | null = null): DocumentFinding => ({ level: 'warn', message, line })
  const body = content.replaceAll(/^#{1,6} .*$/gm, '').trim()
  const bytes = new TextEncoder().encode(content).length
  const lines = content.split('\n')
  const personal = lines.flatMap((line, at) =>
    holdsPersonalData(line) ? [error('An address, a telephone or a card number is left in this line.', at + 1)] : [],
  )
  return [
    ...(title.trim() === '' ? [error('It has no title.')] : []),
    ...(holdsPersonalData(title) ? [error('An address or a number of somebody is left in the title.')] : []),
    ...(content.trim() === ''
      ? [error('It is empty.')]
      : body === ''
        ? [error('It has headings and says nothing.')]
        : []),
    ...(bytes > largest
      ? [error(`It has ${bytes.toLocaleString('en-US')} bytes; ${largest.toLocaleString('en-US')} are taken.`)]
      : []),
    ...personal.slice(0, 20),
    ...lines.flatMap((line, at) =>
      line.length > longestLine ? [warn('A line as long as a page is found badly.', at + 1)] : [],
    ),
    ...(body.length > 0 && body.length < 40 ? [warn('It says very little.')] : []),
    ...(/\[(name|email address|phone number|card number|order number)\]/.test(content)
      ? [warn('A mark stands where a customer’s data was taken out. Say it in general, or leave it out.')]
      : []),
  ]
}
