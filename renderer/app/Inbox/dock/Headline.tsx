import {
  AtSign,
  Eye,
  EyeOff,
  FlaskConical,
  Landmark,
  Languages,
  Lock,
  PenLine,
  ScrollText,
  Undo2,
  UndoDot,
  UserRound,
} from 'lucide-react'
import type { Channel } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { ToolView } from '#contract/tool.ts'
import { durationWords } from '#renderer/app/Inbox/dock/waiting-words.ts'
import { textOf } from '#renderer/app/Inbox/dock/words.ts'
import type { HeadlinePart } from '#renderer/app/Inbox/dock/words.ts'
import { StateChip } from '#renderer/ui/Chip.tsx'
import { humanise } from '#renderer/ui/SchemaForm/fields.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { channelWords, languageName } from '#renderer/ui/words.ts'
import { saidPieces, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

const longSentence = 110

/** Our own sentence about what will happen, its values set bolder, and the effect in one line under it. */
export function Headline({
  proposal,
  parts,
  labelId,
}: {
  readonly proposal: Proposal
  readonly parts: readonly HeadlinePart[]
  readonly labelId: string
}) {
  return (
    <div className="dock-headline">
      <h2 className="dock-sentence" id={labelId} data-long={textOf(parts).length > longSentence}>
        {saidPieces(parts).map((part, at) =>
          part.value ? (
            <span key={at}>
              {part.was === null ? null : (
                <del>
                  <VisibleText text={part.was} />
                </del>
              )}
              <b className={part.was === null ? undefined : 'is-new'}>
                <VisibleText text={part.text} />
              </b>
            </span>
          ) : (
            <VisibleText key={at} text={part.text} />
          ),
        )}
      </h2>
      {proposal.state === 'pending' ? null : <StateChip state={proposal.state} />}
    </div>
  )
}

function Undoing({ proposal, tool }: { readonly proposal: Proposal; readonly tool: ToolView | null }) {
  if (tool !== null && tool.reversible)
    return (
      <span>
        <Undo2 />
        {tool.inverse === null
          ? t('Can be undone')
          : t('Can be undone with {{inverse}}', { inverse: humanise(tool.inverse).toLowerCase() })}
      </span>
    )
  if (proposal.risk === 0)
    return (
      <span>
        <Eye />
        {t('Reads only, changes nothing')}
      </span>
    )
  if (proposal.kind === 'close' || proposal.kind === 'escalate')
    return (
      <span>
        <Undo2 />
        {t('Can be put back by hand')}
      </span>
    )
  return (
    <span className={proposal.risk >= 2 ? 'is-final' : undefined}>
      <UndoDot />
      {t('Cannot be undone')}
    </span>
  )
}

const audience = (proposal: Proposal, isAct: boolean): { readonly words: string; readonly seen: boolean } => {
  if (isAct) return { words: t('No customer is told; callers may notice'), seen: proposal.risk >= 2 }
  if (proposal.kind === 'reply') return { words: t('The customer reads this'), seen: true }
  if (proposal.kind === 'note' || proposal.kind === 'escalate')
    return { words: t('Only your team sees this'), seen: false }
  if (proposal.kind === 'close') return { words: t('The customer sees it closed'), seen: true }
  return proposal.risk >= 2
    ? { words: t('The customer notices this'), seen: true }
    : { words: t('The customer sees nothing'), seen: false }
}

function Rehearsed() {
  return (
    <span>
      <FlaskConical />
      {t('Nothing leaves this desk, nothing to undo')}
    </span>
  )
}

/** Signed, it can be held back for a while. */
function UndoWindow({ seconds }: { readonly seconds: number }) {
  return (
    <span>
      <Undo2 />
      {t('Undo for {{time}}', { time: seconds < 120 ? `${seconds} s` : durationWords(seconds * 1000) })}
    </span>
  )
}

type EffectProps = {
  readonly proposal: Proposal
  readonly tool: ToolView | null
  readonly undoSeconds: number
  readonly isAct: boolean
}

export function EffectLine({ proposal, tool, undoSeconds, isAct }: EffectProps) {
  const { words, seen } = audience(proposal, isAct)
  const isRehearsal = proposal.mode === 'dry_run'
  const system = tool === null || tool.system === '' ? null : tool.system
  return (
    <p className="dock-effect">
      {tool === null && proposal.kind === 'tool' ? (
        <span className="is-final">
          <Lock />
          {t('Not in the tool catalogue')}
        </span>
      ) : null}
      {system === null ? null : (
        <span>
          <Landmark />
          {system}
        </span>
      )}
      {tool?.kind === 'manual' ? (
        <span>
          <ScrollText />
          {t('Done by hand, nothing is sent')}
        </span>
      ) : null}
      {isRehearsal ? (
        <Rehearsed />
      ) : (
        <>
          <span>
            {seen ? <UserRound /> : <EyeOff />}
            {words}
          </span>
          <Undoing proposal={proposal} tool={tool} />
          {undoSeconds > 0 ? <UndoWindow seconds={undoSeconds} /> : null}
        </>
      )}
    </p>
  )
}

/** Who speaks to whom, over the draft of a reply. */
export function IdentityLine({
  proposal,
  operator,
  undoSeconds,
  to,
  channel,
  language,
}: {
  readonly proposal: Proposal
  readonly operator: string
  readonly undoSeconds: number
  readonly to: string | null
  readonly channel: Channel | null
  /** What the words are written in, where they tell. */
  readonly language: string | null
}) {
  return (
    <p className="dock-effect is-identity">
      <span>
        <AtSign />
        <Phrase text="From {{operator}}" values={{ operator: <b>{operator}</b> }} />
      </span>
      {to === null ? null : (
        <span>
          <Phrase
            text="To {{to}}"
            values={{
              to: (
                <b>
                  <VisibleText text={to} />
                </b>
              ),
            }}
          />
        </span>
      )}
      {channel === null || proposal.kind === 'note' ? null : <span>{channelWords[channel]}</span>}
      {language === null ? null : (
        <span>
          <Languages />
          {languageName(language)}
        </span>
      )}
      {proposal.kind === 'note' ? (
        <span className="is-internal">
          <Lock />
          {t('Internal, only your team sees it')}
        </span>
      ) : undoSeconds > 0 && proposal.mode === 'live' ? (
        <UndoWindow seconds={undoSeconds} />
      ) : proposal.mode === 'dry_run' ? (
        <Rehearsed />
      ) : (
        <span className="is-final">
          <UndoDot />
          {t('Cannot be unsent')}
        </span>
      )}
      {proposal.revision > 0 ? (
        <span>
          <PenLine />
          {t('Edited, revision {{revision}}', { revision: proposal.revision })}
        </span>
      ) : null}
    </p>
  )
}
