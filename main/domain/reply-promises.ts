import type { Range } from '#main/domain/reply-sentences.ts'

/**
 * What a reply says was done or will be done: each promise with the kind of action that would make it true. English only;
 * `docs/policy.md` says so.
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

export function findPromises(text: string): readonly Promised[] {
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
  return found.toSorted((a, b) => a.range[0] - b.range[0])
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
