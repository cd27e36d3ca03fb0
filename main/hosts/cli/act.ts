import type { AgentAct, NumberAct, Review } from '#contract/agent-act.ts'
import type { BotRunWish } from '#contract/bot-run.ts'
import type { CollectionAct } from '#contract/collection.ts'
import type { KnowledgeAct } from '#contract/knowledge.ts'
import { sentenceText } from '#main/domain/sentence.ts'
import type { Answer, Call, Desk, Option } from '#main/hosts/cli/command.ts'
import { oneLine, quoted, readableJson } from '#main/hosts/cli/print.ts'
import { confirmations, demandConfirmation, told } from '#main/hosts/cli/proposals.ts'
import { wholeNumber } from '#main/hosts/cli/read.ts'
import { settled } from '#main/hosts/cli/settle.ts'

/** What a person does to an agent, a number, a collection or the bot from the command line: looked at first, confirmed, proposed, waited for. */
export const actOptions: Readonly<Record<string, Option>> = {
  review: { type: 'boolean', help: 'only show what would be sent, and what speaks against it' },
  ...confirmations,
  reason: { type: 'string', value: 'TEXT', help: 'why; goes into the ledger' },
  wait: { type: 'string', value: 'SECONDS', help: 'how long to wait for the result (60)' },
}

/** Of acts that nobody can take back. */
export const typedOption = (what: string): Readonly<Record<string, Option>> => ({
  type: { type: 'string', value: 'TEXT', help: `${what}, to the letter: the confirmation` },
})

export const actOnAgent = (desk: Desk, call: Call, act: AgentAct): Promise<Answer> =>
  perform(call, desk, {
    review: () => desk.agents.review(act),
    propose: (consent) => desk.agents.propose({ act, consent }),
  })

export const actOnNumber = (desk: Desk, call: Call, act: NumberAct): Promise<Answer> =>
  perform(call, desk, {
    review: () => desk.numbers.review(act),
    propose: (consent) => desk.numbers.propose({ act, consent }),
  })

export const actOnCollection = (desk: Desk, call: Call, act: CollectionAct): Promise<Answer> =>
  perform(call, desk, {
    review: () => desk.collections.review(act),
    propose: (consent) => desk.collections.propose({ act, consent }),
  })

export const actOnKnowledge = (desk: Desk, call: Call, act: KnowledgeAct): Promise<Answer> =>
  perform(call, desk, {
    review: () => desk.knowledge.review(act),
    propose: (consent) => desk.knowledge.propose({ act, consent }),
  })

export const actOnBot = (desk: Desk, call: Call, wish: BotRunWish): Promise<Answer> =>
  perform(call, desk, {
    review: () => desk.bot.reviewRun(wish),
    propose: (consent) => desk.bot.proposeRun({ wish, consent }),
  })

type Consent = Parameters<Desk['agents']['propose']>[0]['consent']
type Acting = {
  readonly review: () => Promise<Review>
  readonly propose: (consent: Consent) => ReturnType<Desk['agents']['propose']>
}

async function perform(call: Call, desk: Desk, { review, propose }: Acting): Promise<Answer> {
  const shown = await review()
  if (call.flag('review')) return { json: shown, text: describe(shown) }
  // What is refused anyway is not asked to be confirmed first.
  if (shown.obstacles.length === 0) demandConfirmation(shown, call)
  const reason = call.option('reason')
  const consent = { typed: call.option('type') ?? '', ...(reason === undefined ? {} : { reason }) }
  const seconds = wholeNumber(call.option('wait') ?? '60', '--wait', 3600)
  return told(await settled(desk, await propose(consent), seconds))
}

function describe(review: Review): string {
  const { sentence, risk, request, mask, differences, checks, policy, typed, obstacles, conflict } = review
  return [
    `R${risk}  ${oneLine(sentenceText(sentence))}`,
    `${request.method} ${request.path}`,
    readableJson(request.body),
    ...(mask.length === 0 ? [] : [`Mask: ${mask.join(', ')}`]),
    ...differences.flatMap(({ label, before, after }) => [
      oneLine(label),
      quoted(`- ${before ?? '(nothing)'}`),
      quoted(`+ ${after ?? '(nothing)'}`),
    ]),
    ...checks.map((check) => `${check.result.padEnd(4)}  ${oneLine(`${check.label} ${check.detail ?? ''}`)}`),
    `Rules: ${policy.verdict}, ${oneLine(policy.rule)}`,
    ...(typed === null ? [] : [`${typed.label} with --type`]),
    ...(conflict === null
      ? []
      : [
          `Changed elsewhere: ${
            conflict.fields
              .filter(({ state }) => state === 'theirs' || state === 'conflict')
              .map(({ field }) => field)
              .join(', ') || 'nothing that can be seen here'
          }`,
        ]),
    ...obstacles.map((one) => `Not possible: ${oneLine(one)}`),
  ].join('\n')
}
