import type { ConversationView } from '#contract/index.ts'
import type { Message, Turn } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { stepsText } from '#renderer/app/Inbox/dock/words.ts'
import { saidSentence, t } from '#renderer/ui/language.ts'

/**
 * What the timeline shows, oldest first: days, messages, one line per proposal that is no longer open or was put off and per
 * turn in which the agent answered nothing, and the draft.
 */
export type TimelineEntry =
  | { readonly kind: 'day'; readonly key: string; readonly at: number }
  | { readonly kind: 'message'; readonly key: string; readonly message: Message; readonly proposal: Proposal | null }
  | { readonly kind: 'proposal'; readonly key: string; readonly proposal: Proposal }
  | { readonly kind: 'silence'; readonly key: string; readonly at: number }
  | { readonly kind: 'thinking'; readonly key: string }
  | { readonly kind: 'draft'; readonly key: string; readonly text: string }

const isLine = ({ state, snoozed }: Proposal) => snoozed !== null || (state !== 'pending' && state !== 'received')

/** When it came to what it is: that is where it stands among the messages. */
const momentOf = (proposal: Proposal): number =>
  proposal.snoozed !== null
    ? proposal.updatedAt
    : (proposal.outcome?.at ??
      proposal.attempts.at(-1)?.at ??
      proposal.decision?.at ??
      proposal.signatures[0]?.at ??
      proposal.proposedAt)

/** The agent was asked, and answered neither words nor calls. */
export const isSilence = (turn: Turn, proposals: readonly Proposal[]): boolean =>
  turn.text === '' && turn.callIds.length === 0 && !proposals.some((proposal) => proposal.turnId === turn.id)

type Dated = { readonly at: number; readonly order: number; readonly entry: TimelineEntry }

export function timelineEntries(view: ConversationView, draft: string | null): readonly TimelineEntry[] {
  const proposals = new Map(view.proposals.map((proposal) => [proposal.id, proposal]))
  const written = new Set(view.messages.flatMap((message) => message.proposalId ?? []))
  const first = view.messages[0]?.at ?? 0
  const messages = view.messages.map((message): Dated => ({
    at: message.at,
    order: message.id,
    entry: {
      kind: 'message',
      key: `m${message.id}`,
      message,
      proposal: message.proposalId === null ? null : (proposals.get(message.proposalId) ?? null),
    },
  }))
  const lines = view.proposals
    .filter((proposal) => isLine(proposal) && !written.has(proposal.id))
    // What belongs to messages that are not loaded would stand in the wrong place.
    .filter((proposal) => view.olderThan === null || momentOf(proposal) >= first)
    .map((proposal): Dated => ({
      at: momentOf(proposal),
      order: proposal.position,
      entry: { kind: 'proposal', key: `p${proposal.id}`, proposal },
    }))
  const silences = view.turns
    .filter((turn) => isSilence(turn, view.proposals) && (view.olderThan === null || turn.at >= first))
    .map((turn): Dated => ({ at: turn.at, order: 0, entry: { kind: 'silence', key: `t${turn.id}`, at: turn.at } }))
  const sorted = [...messages, ...lines, ...silences].sort((one, two) => one.at - two.at || one.order - two.order)
  const dated = sorted.flatMap(({ at, entry }, index): readonly TimelineEntry[] => {
    const day = new Date(at).toDateString()
    const before = sorted[index - 1]
    return before !== undefined && new Date(before.at).toDateString() === day
      ? [entry]
      : [{ kind: 'day', key: `d${day}`, at }, entry]
  })
  if (draft !== null) return [...dated, { kind: 'draft', key: 'draft', text: draft }]
  return view.conversation.agent.activity === 'thinking' ? [...dated, { kind: 'thinking', key: 'draft' }] : dated
}

export const sentenceText = (proposal: Proposal): string => saidSentence(proposal.sentence)

const signerName = (proposal: Proposal): string => proposal.decision?.signer.name ?? t('somebody')

const signed = (proposal: Proposal): string => {
  const signer = proposal.decision?.signer
  if (signer === undefined) return ''
  if (signer.by === 'rule') return t('by rule {{name}}', { name: signer.name })
  return proposal.revision > 0
    ? t('countersigned by {{name}}, edited', { name: signer.name })
    : t('countersigned by {{name}}', { name: signer.name })
}

const withColon = (text: string | null | undefined): string =>
  text === null || text === undefined || text === '' ? '' : `: ${text}`

/** That it went well is said already; the number stands in the record. */
const receiptWords = (summary: string | undefined): string =>
  summary === undefined || /^HTTP 2\d\d$/.test(summary) ? '' : summary

/** What became of a proposal, after its sentence. Past tense, and what did not happen. */
export function outcomeText(proposal: Proposal): string {
  if (proposal.snoozed !== null) return ''
  const signer = signed(proposal)
  const end = ending(proposal)
  if (end.after === 'signature') {
    const said = signer === '' ? '' : ` ${signer}`
    return end.text === '' ? said : `${said}, ${end.text}`
  }
  return end.after === 'receipt' ? `${signer === '' ? '' : ` ${signer}`}${end.text}` : ` ${end.text}`
}

type Ending = { readonly after: 'signature' | 'sentence' | 'receipt'; readonly text: string }

function ending(proposal: Proposal): Ending {
  const after = (text: string): Ending => ({ after: 'sentence', text })
  const afterSignature = (text: string): Ending => ({ after: 'signature', text })
  switch (proposal.state) {
    case 'succeeded':
      return { after: 'receipt', text: withColon(receiptWords(proposal.outcome?.receipt?.summary)) }
    case 'failed':
      return proposal.steps.some((step) => step.state === 'done')
        ? after(t('done in part: {{steps}}', { steps: stepsText(proposal.steps) }))
        : after(`${t('did not happen')}${withColon(proposal.outcome?.error?.message)}`)
    case 'unknown':
      return afterSignature(t('may have happened'))
    case 'rejected':
      return after(
        `${t('rejected by {{name}}, not run', { name: signerName(proposal) })}${withColon(proposal.decision?.reason)}`,
      )
    case 'answered':
      return after(t('answered by {{name}}, not run', { name: signerName(proposal) }))
    case 'superseded':
      return after(`${t('outdated, not run')}${withColon(proposal.note)}`)
    case 'blocked':
      return after(
        `${t('blocked, not run')}${withColon(proposal.checks.find((check) => check.result === 'fail')?.label)}`,
      )
    case 'executing':
      return afterSignature(t('running'))
    case 'scheduled':
      return afterSignature(proposal.dueAt === null ? t('about to run') : '')
    case 'awaiting_second':
      return after(
        t('signed by {{name}}, a second one is missing', {
          name: proposal.signatures[0]?.signer.name ?? t('one person'),
        }),
      )
    case 'expired':
      return after(t('expired, not run'))
    case 'undo_pending':
      return afterSignature(t('its undoing waits'))
    case 'undone':
      return afterSignature(t('undone'))
    case 'undo_failed':
      return afterSignature(t('could not be undone'))
    case 'dry_run':
      return after(t('simulated, nothing left the desk'))
    case 'pending':
    case 'received':
      return after(t('proposed'))
  }
}
