import type { Answering, BotPart, Engine } from '#contract/answering.ts'
import type { BotAnswer, BotTurn } from '#contract/bot.ts'
import type { Conversation, Message, RagResult } from '#contract/conversation.ts'
import type { Flag } from '#contract/policy.ts'
import type { Check, ProposalKind } from '#contract/proposal.ts'

/** Who answers a conversation, and what an answer of the bot is worth. The first rule that fits decides. */
export function chooseEngine(
  { rules, otherwise }: Pick<Answering, 'rules' | 'otherwise'>,
  { channel, assignee, tags }: Pick<Conversation, 'channel' | 'assignee' | 'tags'>,
): Engine {
  const fits = rules.find(
    (rule) =>
      (rule.channels.length === 0 || rule.channels.includes(channel)) &&
      (rule.inboxes.length === 0 || (assignee !== null && rule.inboxes.includes(assignee))) &&
      (rule.tags.length === 0 || rule.tags.some((tag) => tags.includes(tag))),
  )
  return fits?.engine ?? otherwise
}

type Said = Pick<BotAnswer, 'text' | 'sources' | 'confidence' | 'answered'>

export const percent = (value: number): string => `${Math.round(value * 100)} %`

/** Only an answer that says so, names a source and lies on or above the line is sure; why not, in words. */
export function weighAnswer(
  { text, sources, confidence, answered }: Said,
  line: number,
): { readonly outcome: 'answered' | 'unsure' | 'unanswered'; readonly why: string } {
  if (answered === false || text.trim() === '') return { outcome: 'unanswered', why: 'The bot has no answer to this.' }
  if (sources.length === 0) return { outcome: 'unsure', why: 'The bot names no source for its answer.' }
  if (confidence === null) return { outcome: 'unsure', why: 'The bot does not say how sure it is.' }
  if (!(confidence.value >= line))
    return { outcome: 'unsure', why: `The bot is sure by ${percent(confidence.value)}; the line is ${percent(line)}.` }
  return { outcome: 'answered', why: '' }
}

/** The sources of the bot as the evidence pane shows those of the agent. */
export const sourcesOf = ({ sources }: Pick<BotAnswer, 'sources'>): RagResult[] =>
  sources.map(({ documentId, title, url, excerpt, score }) => ({
    text: excerpt,
    score: score ?? 0,
    collectionId: documentId ?? 'bot',
    ...(title === null ? {} : { title }),
    ...(url === null ? {} : { url }),
    ...(score === null ? { unscored: true } : {}),
  }))

const isSaid = ({ kind, author, text }: Message): boolean =>
  kind === 'comment' && author !== 'system' && text.trim() !== ''

/** What the customer wrote since somebody last answered, and what was said before. */
export function openQuestion(messages: readonly Message[]): {
  readonly question: string
  readonly history: readonly BotTurn[]
} {
  const said = messages.filter(isSaid)
  const last = said.findLastIndex(({ author }) => author !== 'customer')
  return {
    question: said
      .slice(last + 1)
      .map(({ text }) => text.trim())
      .join('\n\n'),
    history: said
      .slice(Math.max(0, last + 1 - mostTurns), last + 1)
      .map(({ author, text }) => ({ role: author === 'customer' ? 'user' : 'assistant', content: text.trim() })),
  }
}
const mostTurns = 40

/** What rules and rehearsals call the bot, where they name agents. */
export const botName = 'bot'

/** The words of the turn are the bot's own. */
export const isOfBot = (bot: BotPart | null): boolean => bot !== null && bot.outcome !== 'handed_on'

/** What the rules are told of the bot's own words; of what the agent wrote after it: nothing. */
export function factsOfBot(
  bot: BotPart | null,
  kind: ProposalKind,
): { readonly isBots: boolean; readonly confidence: number | null; readonly flags: readonly Flag[] } {
  if (bot === null || bot.outcome === 'handed_on') return { isBots: false, confidence: null, flags: [] }
  const isForPerson = kind === 'escalate' || bot.outcome === 'answered'
  return { isBots: true, confidence: bot.answer?.confidence?.value ?? null, flags: isForPerson ? [] : ['unsure'] }
}

/** The same for whoever looks at the card. */
export function checksOfBot(bot: BotPart | null): Check[] {
  if (bot === null) return []
  const confidence = bot.answer?.confidence ?? null
  const sure = confidence === null ? '' : `It is sure by ${percent(confidence.value)} (${confidence.label}).`
  const labels = {
    answered: 'Answered by the bot',
    unsure: 'The bot is not sure of this: a person sends it, or nobody',
    unanswered: 'The bot has no answer',
    handed_on: 'The bot was asked first, then the agent',
  } as const
  const acts = bot.answer?.actions ?? []
  const isFine = bot.outcome === 'answered' || bot.outcome === 'handed_on'
  return [
    {
      id: 'confidence',
      result: isFine ? 'pass' : 'warn',
      label: labels[bot.outcome],
      detail: [bot.why, bot.outcome === 'answered' ? sure : ''].filter((part) => part !== '').join(' ') || null,
    },
    ...(acts.length === 0
      ? []
      : [
          {
            id: 'bot_acted' as const,
            result: 'warn' as const,
            label: 'Done by the bot itself, outside this desk',
            detail: acts
              .map(
                ({ actionId, runId, status }) =>
                  `${actionId ?? 'an action'}: ${status}${runId === null ? '' : ` (${runId})`}`,
              )
              .join('; '),
          },
        ]),
  ]
}
