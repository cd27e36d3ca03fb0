import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'

/** The sentences in the code of main: with a place where something is put in, `{{}}`. */

const root = join(import.meta.dirname, '..', '..')
export type Sentence = { readonly words: string; readonly file: string }

/** What a person reads in a terminal or in a file, what a model or another program reads, and what only a programmer reads. */
const readElsewhere: readonly string[] = [
  'main/hosts/cli/**',
  'main/hosts/agents-cli/**',
  'main/hosts/start/**',
  'main/hosts/web/**',
  'main/hosts/*.ts',
  'main/hosts/electron/**',
  'main/sandbox/**',
  'main/store/migrations/**',
  'main/domain/{prompt,replay,outcome}.ts',
  'main/domain/exchange/**',
  'main/domain/scenarios/junit.ts',
  'main/domain/agents/{templates*,template-fields,sample}.ts',
  'main/domain/insights/tables.ts',
  'main/services/scenarios/sample.ts',
  'main/store/{database,ledger,migrate}.ts',
  'main/domain/{proposal,signing}.ts',
  'main/domain/voice/session.ts',
  'main/tools/template.ts',
]
/** Where constant sentences are descriptions of tools, what a voice service is told, parts of longer ones, or faults nobody can cause. */
const constantsElsewhere: readonly string[] = [
  'main/tools/**',
  'main/{domain,services}/voice/**',
  'main/clients/xai/realtime*.ts',
  'main/kernel/**',
  'main/clients/http/collect.ts',
  'main/store/ledger-export.ts',
  'main/domain/insights/measures.ts',
]
/** Words to the model, and to colleagues in the helpdesk. */
const writtenForOthers = /^(?:Your draft reply above|AI Escalation: |Nobody has decided yet, and the caller was told)/

/** A sentence without what stands in its places; places side by side are one. */
export const withoutNames = (words: string): string =>
  words.replaceAll(/\{\{[^{}]*\}\}/g, '{{}}').replaceAll(/(?:\{\{\}\}){2,}/g, '{{}}')

export function readSentences(source: string, file: string): readonly Sentence[] {
  const found: Sentence[] = []
  const keep = (words: string): void => void found.push({ words: withoutNames(words), file })
  new Visitor({
    Literal({ value }) {
      if (typeof value === 'string') keep(value)
    },
    TemplateLiteral({ quasis }) {
      keep(quasis.map(({ value }) => value.cooked ?? '').join('{{}}'))
    },
  }).visit(parseSync(file, source).program)
  return found
}

const all = (patterns: readonly string[]): readonly string[] => patterns.flatMap((one) => globSync(one, { cwd: root }))
const known = new Map<string, readonly Sentence[]>()
function sentencesOf(file: string): readonly Sentence[] {
  const source = readFileSync(join(root, file), 'utf8')
  const found = known.get(file) ?? readSentences(source, file)
  known.set(file, found)
  return found
}

/** Everything main can say, wherever it is read. */
export const everythingSaid = (): readonly Sentence[] =>
  all(['main/**/*.ts', 'preload/contract/**/*.ts']).flatMap(sentencesOf)

const isSentence = (words: string): boolean => /[.”]$/.test(words) && / /.test(words) && /[a-z]{2}/.test(words)

/** What stands on a screen: whole sentences. */
export function saidOnScreen(): readonly Sentence[] {
  const elsewhere = new Set(all(readElsewhere))
  const files = all(['main/**/*.ts']).filter((file) => !elsewhere.has(file))
  const withoutConstants = new Set(all(constantsElsewhere))
  return files
    .flatMap(sentencesOf)
    .filter(({ words }) => isSentence(words) && !writtenForOthers.test(words))
    .filter(({ words, file }) => words.includes('{{}}') || (/^[A-Z]/.test(words) && !withoutConstants.has(file)))
}
