import { Check as CheckIcon, CircleX, FileText, Scale, TriangleAlert } from 'lucide-react'
import type { Check, Proposal } from '#contract/proposal.ts'
import type { ProposalDetail } from '#contract/proposal.ts'
import { useLinkNotice } from '#renderer/state/links.ts'
import { convertToRule } from '#renderer/state/policies.ts'
import { useUi } from '#renderer/state/ui.ts'
import { Spark } from '#renderer/ui/CountersignMark.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'

/** What the desk checked, what the agent says about itself, and which rule decides who signs. */
const icons = { pass: CheckIcon, warn: TriangleAlert, fail: CircleX } as const
const spoken = { pass: t('passed'), warn: t('warning'), fail: t('failed') } as const
const shortDetail = 16

export function Checks({ checks }: { readonly checks: readonly Check[] }) {
  if (checks.length === 0) return null
  return (
    <ul className="dock-checks" aria-label={t('Checks')}>
      {checks.map((check, at) => {
        const Icon = icons[check.result]
        const short = check.detail !== null && check.detail.length + check.label.length <= shortDetail + 18
        return (
          <li key={`${check.id} ${at}`} data-result={check.result} data-short={short}>
            <Icon aria-label={spoken[check.result]} role="img" />
            <span>
              <VisibleText text={said(check.label)} />
            </span>
            {check.detail === null ? null : (
              <small>
                <VisibleText text={said(check.detail)} />
              </small>
            )}
          </li>
        )
      })}
    </ul>
  )
}

export function Reason({ text }: { readonly text: string | null }) {
  if (text === null || text.trim() === '') return null
  return (
    <div
      className="dock-reason"
      {...(text.length > 300 ? { tabIndex: 0, role: 'group', 'aria-label': t('Reason') } : {})}
    >
      <Spark />
      <p>
        <b>{t('Reason, unverified')}</b>“<VisibleText text={text.trim()} />”
      </p>
    </div>
  )
}

const verdicts = {
  allow: t('Goes by rule:'),
  dry_run: t('Rehearsed by rule:'),
  ask: t('Asks you:'),
  ask_two: t('Asks two people:'),
  deny: t('Refused:'),
} as const
const verdictsThen = {
  ...verdicts,
  allow: t('Went by rule:'),
  ask: t('Asked:'),
  ask_two: t('Asked two people:'),
} as const

/** Opens the editor with a rule for proposals like this one. */
export const makeRule = (proposalId: string): void =>
  void convertToRule(proposalId).then((failure) => {
    if (failure !== null) useLinkNotice.setState({ notice: failure })
  })

export function PolicyLine({
  proposal,
  sources,
}: {
  readonly proposal: Proposal
  readonly sources: ProposalDetail['ragResults']
}) {
  const open = ['received', 'pending', 'awaiting_second'].includes(proposal.state)
  const ruleId = proposal.policy.ruleId ?? null
  const best = sources.reduce((top, source) => Math.max(top, source.score), 0)
  return (
    <p className="dock-policy">
      <Scale className="dock-icon" />
      <span>
        {(open ? verdicts : verdictsThen)[proposal.policy.verdict]}{' '}
        <b>
          {ruleId === null ? (
            <VisibleText text={said(proposal.policy.rule)} />
          ) : (
            <a href={`#rule/${ruleId}`}>
              <VisibleText text={said(proposal.policy.rule)} />
            </a>
          )}
        </b>
      </span>
      {ruleId === null ? (
        <button type="button" className="dock-rule" onClick={() => makeRule(proposal.id)}>
          {t('Convert to rule…')}
        </button>
      ) : null}
      <button
        type="button"
        className="dock-end"
        onClick={() => useUi.setState({ evidenceTab: 'sources', evidenceOpen: true })}
      >
        <FileText className="dock-icon" />
        {sources.length === 0
          ? t('no sources')
          : t('{{count}} sources, top {{best}}', { count: sources.length, best: best.toFixed(2) })}
      </button>
    </p>
  )
}
