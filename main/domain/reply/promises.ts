import { phrases } from '#main/domain/promise-phrases.ts'
import { languageOf } from '#main/domain/reply/language.ts'
import type { Range } from '#main/domain/reply/sentences.ts'

/**
 * What a reply says was done or will be done: each promise with the kind of action that would make it true, in the languages
 * of `promise-phrases.ts` and in English.
 */
export type ActionKind = 'refund' | 'cancel' | 'replace' | 'send' | 'change' | 'escalate' | 'guarantee'
export type Promised = { readonly range: Range; readonly action: ActionKind; readonly tense: 'done' | 'will' }

const things =
  'refund|credit|reimbursement|replacement|exchange|cancell?ation|return label|voucher|shipment|parcel|package'
const quick = '(?: just| now| also| already| then| gladly| happily| immediately)?'
const did =
  'refunded|credited|reimbursed|cancell?ed|replaced|exchanged|re-?sent|shipped|dispatched|updated|changed|escalated|forwarded'
const does = 'refund|credit|reimburse|cancel|replace|exchange|re-?send|ship|dispatch|update|change|escalate|forward'
const issue = 'issued|processed|initiated|arranged|sent|created|approved|requested|made'
const issuing = 'issue|process|initiate|arrange|send|create|approve|make'
const determiner = '(?: you| out)?(?: a| an| the| your| this)?(?: full| partial| free| new)?'

const patterns: readonly { readonly tense: Promised['tense']; readonly pattern: RegExp }[] = [
  { tense: 'done', pattern: new RegExp(`\\b(?:I|we|our team)(?:['’]ve| have| has)?${quick} (${did})\\b`, 'gi') },
  {
    tense: 'done',
    pattern: new RegExp(
      `\\b(?:I|we|our team)(?:['’]ve| have| has)?${quick} (?:${issue})${determiner} (${things})\\b`,
      'gi',
    ),
  },
  {
    tense: 'done',
    pattern: new RegExp(
      `\\b(?:your|the|a|an)(?: full| partial)? (${things})(?: of [^.!?\\n]{1,24}?)? (?:is on (?:its|the) way|has been \\w+|was (?:${issue})|is being \\w+|is complete)\\b`,
      'gi',
    ),
  },
  {
    tense: 'done',
    pattern: new RegExp(
      `\\b(?:order|subscription|account|address|payment|purchase|items?|booking|ticket)(?: #?\\w+)? (?:has been|have been|was|were|is now|are now)(?: successfully)? (${did})\\b`,
      'gi',
    ),
  },
  {
    tense: 'will',
    pattern: new RegExp(
      `\\b(?:your|the|a|an)(?: full| partial)? (${things})(?: of [^.!?\\n]{1,24}?)? (?:will|should) (?:be|arrive|appear|reach|follow|ship)\\b`,
      'gi',
    ),
  },
  {
    tense: 'will',
    pattern: new RegExp(`\\b(?:I|we)(?:['’]ll| will| are going to|['’]re going to)${quick} (${does})\\b`, 'gi'),
  },
  {
    tense: 'will',
    pattern: new RegExp(
      `\\b(?:I|we)(?:['’]ll| will| are going to|['’]re going to)${quick} (?:${issuing})${determiner} (${things})\\b`,
      'gi',
    ),
  },
  {
    tense: 'will',
    pattern:
      /\byou(?:['’]ll| will) (?:receive|get|be given) (?:a|an|your|the)(?: full| partial)? (refund|credit|replacement|voucher)\b/gi,
  },
  { tense: 'will', pattern: /\b(?:I|we) (?:can )?(guarantee|promise|assure you)\b/gi },
]

const actions: readonly (readonly [RegExp, ActionKind])[] = [
  [/^(?:refund|credit|reimburse|voucher)/i, 'refund'],
  [/^cancel/i, 'cancel'],
  [/^(?:replace|exchange)/i, 'replace'],
  [/^(?:re-?sen|ship|dispatch|parcel|package|return label)/i, 'send'],
  [/^(?:update|change)/i, 'change'],
  [/^(?:escalat|forward)/i, 'escalate'],
]

/** "If we have refunded …", "once we have shipped": nothing is said to be done. */
const conditional = /\b(?:if|unless|whether|once|when|after|until|before|should|could|can|may|might)\b[^.!?,;\n]*$/i

/** Languages whose promises are looked for. */
export const promiseLanguages: ReadonlySet<string> = new Set(['en', ...Object.keys(phrases)])

/** So few letters tell no language, and hold no promise that is not looked for in all of them. */
const fewLetters = 24

/** False where the words are, or may be, in a language whose promises nobody here can tell. */
export function readsPromises(text: string): boolean {
  const language = languageOf(text)
  if (language !== null) return promiseLanguages.has(language)
  return (text.match(/\p{L}/gu)?.length ?? 0) < fewLetters
}

type Phrase = { readonly action: ActionKind; readonly tense: Promised['tense']; readonly pattern: RegExp }

const compiled: ReadonlyMap<string, readonly Phrase[]> = new Map(
  Object.entries(phrases).map(([language, actions]) => [
    language,
    Object.entries(actions).flatMap(([action, { done, will }]) => [
      { action: action as ActionKind, tense: 'done', pattern: asWords(done) },
      { action: action as ActionKind, tense: 'will', pattern: asWords(will) },
    ]),
  ]),
)

function asWords(expression: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])(?:${expression})(?![\\p{N}])`, 'giu')
}

/** What makes the same words say nothing: "if we have …", "not yet …". */
const holdsBack =
  /(?:\b(?:wenn|falls|sobald|nicht|kein\w*|si|dès que|quand|pas|cuando|una vez que|aún no|todavía no|no|se|quando|non|appena|não|assim que|als|indien|zodra|niet|geen|jeśli|jeżeli|gdy|nie))(?![\p{L}])[^.!?\n]{0,40}$/iu

function findPhrases(text: string, language: string): readonly Promised[] {
  const found: Promised[] = []
  for (const { action, tense, pattern } of compiled.get(language) ?? []) {
    for (const match of text.matchAll(pattern)) {
      const range: Range = [match.index, match.index + match[0].length]
      if (found.some((other) => range[0] < other.range[1] && other.range[0] < range[1])) continue
      if (holdsBack.test(text.slice(Math.max(0, range[0] - 60), range[0]))) continue
      if (/(?<![\p{L}])(?:nicht|kein\p{L}*|niet|geen)(?![\p{L}])/iu.test(match[0])) continue
      if (/^[^.!\n]{0,80}\?/.test(text.slice(range[1]))) continue
      found.push({ range, tense, action })
    }
  }
  return found
}

/** By the language of the text; where that is not known, by every one: a word too many is seen, one too few is not. */
export function findPromises(text: string): readonly Promised[] {
  const language = languageOf(text)
  const languages = language === null ? [...compiled.keys()] : [language]
  const found: Promised[] = [...findEnglish(text)]
  for (const promise of languages.flatMap((one) => findPhrases(text, one))) {
    const isNew = !found.some(({ range }) => promise.range[0] < range[1] && range[0] < promise.range[1])
    if (isNew) found.push(promise)
  }
  return found.toSorted((a, b) => a.range[0] - b.range[0])
}

function findEnglish(text: string): readonly Promised[] {
  const found: Promised[] = []
  for (const { tense, pattern } of patterns) {
    for (const match of text.matchAll(pattern)) {
      const range: Range = [match.index, match.index + match[0].length]
      if (found.some((other) => range[0] < other.range[1] && other.range[0] < range[1])) continue
      if (conditional.test(text.slice(Math.max(0, range[0] - 80), range[0]))) continue
      const word = match[1] ?? ''
      found.push({ range, tense, action: actions.find(([start]) => start.test(word))?.[1] ?? 'guarantee' })
    }
  }
  return found
}

const makers: Readonly<Record<ActionKind, RegExp>> = {
  refund: /refund|credit|reimburs|voucher|goodwill|repay/i,
  cancel: /cancel/i,
  replace: /replac|exchang|swap|resend|re-send|reship|send new/i,
  send: /ship|dispatch|send|resend|label|deliver|replac|exchang/i,
  change: /updat|chang|edit|amend|modif|set_|correct/i,
  escalate: /escalat|forward|transfer|assign|hand/i,
  guarantee: /(?!)/,
}

/** `name`: the tool and its sentence. */
export const makesTrue = (action: ActionKind, name: string): boolean => makers[action].test(name)
