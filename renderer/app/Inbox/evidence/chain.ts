import type { Message } from '#contract/conversation.ts'
import type { Proposal, ProposalDetail } from '#contract/proposal.ts'
import type { Json } from '#contract/tool.ts'
import { diffFields } from '#renderer/ui/diff-model.ts'
import { isList, isObject, own } from '#renderer/ui/SchemaForm/pointer.ts'
import type { JsonObject } from '#renderer/ui/SchemaForm/pointer.ts'
import { saidSentence, t } from '#renderer/ui/language.ts'

/** What led to a proposal, link by link: the customer, what tools answered, what a person refused, source, agent, person. */
export type Link =
  | { readonly kind: 'customer'; readonly name: string; readonly text: string; readonly at: number }
  | { readonly kind: 'result'; readonly title: string; readonly result: Json; readonly at: number; readonly by: string }
  | { readonly kind: 'source'; readonly text: string; readonly score: number }
  | { readonly kind: 'agent'; readonly title: string; readonly reason: string | null; readonly at: number }
  | { readonly kind: 'person'; readonly title: string; readonly lines: readonly string[]; readonly at: number }

const shown = (value: Json | undefined): string =>
  value === undefined ? t('left out') : typeof value === 'string' ? value : JSON.stringify(value)

const changesOf = (proposal: Proposal): readonly string[] =>
  diffFields(proposal.proposedArguments, proposal.executedArguments ?? proposal.arguments).map(
    ({ pointer, before, after }) =>
      t('{{pointer}}: {{before}} became {{after}}', {
        pointer: pointer.slice(1),
        before: shown(before),
        after: shown(after),
      }),
  )

const decidedTitle = (proposal: Proposal): string | null => {
  const { decision } = proposal
  if (decision === null) return null
  const who = decision.signer.name
  switch (decision.verb) {
    case 'approve':
      return t('{{who}} signed', { who })
    case 'edit':
      return t('{{who}} signed with edits', { who })
    case 'reject':
      return t('{{who}} rejected it', { who })
    case 'answer':
      return t('{{who}} answered for the tool', { who })
    case 'retry':
      return t('{{who}} signed again', { who })
  }
}

export function chainOf(
  detail: ProposalDetail,
  messages: readonly Message[],
  earlier: readonly Proposal[],
): readonly Link[] {
  const { proposal } = detail
  const asked = messages.findLast(
    (message) => message.author === 'customer' && message.kind === 'comment' && message.at <= proposal.proposedAt,
  )
  const results = earlier
    .filter((other) => other.id !== proposal.id && other.kind === 'tool' && other.proposedAt <= proposal.proposedAt)
    .filter((other) => other.state === 'succeeded' || other.state === 'answered')
    .filter((other) => asked === undefined || other.updatedAt >= asked.at)
    .flatMap((other): readonly Link[] =>
      other.outcome === null
        ? []
        : [
            {
              kind: 'result',
              title: saidSentence(other.sentence),
              result: other.outcome.result,
              at: other.outcome.at,
              by:
                other.decision?.signer.by === 'rule' ? t('by rule {{name}}', { name: other.decision.signer.name }) : '',
            },
          ],
    )
  const refusals = earlier
    .filter((other) => other.tool === proposal.tool && other.state === 'rejected' && other.id !== proposal.id)
    .filter((other) => other.proposedAt < proposal.proposedAt && (asked === undefined || other.updatedAt >= asked.at))
    .flatMap((other): readonly Link[] =>
      other.decision === null
        ? []
        : [
            {
              kind: 'person',
              title: t('{{name}} rejected: {{sentence}}', {
                name: other.decision.signer.name,
                sentence: saidSentence(other.sentence),
              }),
              lines: other.decision.reason === null || other.decision.reason === '' ? [] : [other.decision.reason],
              at: other.decision.at,
            },
          ],
    )
  const best = detail.ragResults.toSorted((one, other) => other.score - one.score)[0]
  const title = decidedTitle(proposal)
  return [
    ...(asked === undefined
      ? []
      : [{ kind: 'customer', name: asked.authorName, text: asked.text, at: asked.at } as const]),
    ...results,
    ...refusals,
    ...(best === undefined ? [] : [{ kind: 'source', text: best.text, score: best.score } as const]),
    detail.isAct === true
      ? {
          kind: 'person',
          title: t('Asked for at this desk: {{sentence}}', { sentence: saidSentence(proposal.sentence) }),
          lines: [],
          at: proposal.proposedAt,
        }
      : {
          kind: 'agent',
          title: t('Agent proposed: {{sentence}}', { sentence: saidSentence(proposal.sentence) }),
          reason: proposal.agentReason,
          at: proposal.proposedAt,
        },
    ...(title === null || proposal.decision === null
      ? []
      : [{ kind: 'person', title, lines: changesOf(proposal), at: proposal.decision.at } as const]),
  ]
}

type Row = readonly [string, string]
const mostRows = 40

const leaves = (value: Json | undefined, path: readonly string[]): readonly Row[] => {
  if (isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
  if (isList(value) && value.some((inner) => typeof inner === 'object' && inner !== null))
    return value.flatMap((inner, at) => leaves(inner, [...path, String(at + 1)]))
  return [[path.join(' ').replaceAll('_', ' '), isList(value) ? value.map(shown).join(', ') : shown(value)]]
}

/** What a tool said inside the envelope the desk puts around it. */
const inner = (result: JsonObject): Json => {
  const data = own(result, 'data')
  if (own(result, 'status') !== 'executed' || !isObject(data)) return result
  const { status: _status, data: _data, ...rest } = result
  return { ...data, ...rest }
}

/** A result as a table of its leaves where it is short enough to be one, else null: it is shown as text. */
export function rowsOf(result: Json): readonly Row[] | null {
  if (!isObject(result)) return null
  const rows = leaves(inner(result), [])
  return rows.length <= mostRows && rows.every(([path]) => path !== '') ? rows : null
}
