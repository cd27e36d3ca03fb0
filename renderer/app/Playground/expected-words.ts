import type { Expectations } from '#contract/scenario.ts'
import { toolWords } from '#renderer/app/Playground/playground-words.ts'
import { t } from '#renderer/ui/language.ts'

/** What a scenario expects, line by line, whether it was ever played or not. */
type Call = Expectations['calls'][number]
type Matcher = Call['arguments'][number]
type Words = Expectations['says'][number]

export function expectedWords(expect: Expectations): readonly string[] {
  const { calls, neverCalls, says, neverSays, noOthers, order, mostSteps, ends } = expect
  return [
    ...calls.map((call) => t('Calls {{call}}', { call: callWords(call) })),
    ...(calls.length > 1 && order === 'ordered' ? [t('Calls them in this order')] : []),
    ...(noOthers ? [calls.length === 0 ? t('Calls nothing') : t('Calls nothing else')] : []),
    ...neverCalls.map((call) => t('Never calls {{call}}', { call: callWords(call) })),
    ...says.map((one) => t('Says {{one}}', { one: textWords(one) })),
    ...neverSays.map((one) => t('Never says {{one}}', { one: textWords(one) })),
    ...endWords[ends],
    t('Takes at most {{count}} answers', { count: mostSteps }),
  ]
}

const endWords: Readonly<Record<Expectations['ends'], readonly string[]>> = {
  any: [],
  reply: [t('Ends with a reply')],
  escalate: [t('Ends by handing over')],
  close: [t('Ends by closing')],
}

const textWords = ({ text, regex }: Words): string =>
  regex ? t('what fits /{{pattern}}/', { pattern: text }) : `“${text}”`

const callWords = ({ tool, arguments: matchers }: Call): string =>
  matchers.length === 0
    ? toolWords(tool)
    : t('{{tool}} with {{arguments}}', {
        tool: toolWords(tool),
        arguments: matchers.map(matcherWords).join(', '),
      })

const matcherWords = ({ at, match }: Matcher): string =>
  at === '' ? matchWords(match) : `${at.slice(1)} ${matchWords(match)}`

function matchWords(match: Matcher['match']): string {
  switch (match.is) {
    case 'any':
      return t('anything')
    case 'equals':
      return t('exactly {{value}}', { value: JSON.stringify(match.value) })
    case 'subset':
      return t('at least {{value}}', { value: JSON.stringify(match.value) })
    case 'regex':
      return t('what fits /{{pattern}}/', { pattern: match.pattern })
    case 'range':
      return rangeWords(match.min, match.max)
  }
}

function rangeWords(min: number | null, max: number | null): string {
  if (min === null) return max === null ? t('any number') : t('at most {{value}}', { value: max })
  return max === null ? t('at least {{value}}', { value: min }) : t('from {{min}} to {{max}}', { min, max })
}
