import { Ban, Calendar, CornerUpLeft, PenLine } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { PolicyPreview, PolicyView, Rule } from '#contract/policy.ts'
import { theDesk } from '#renderer/connection.ts'
import { Rehearsal, rehearsedLast } from '#renderer/app/Policies/Rehearsal.tsx'
import { isBlank, isSameRule, withBound } from '#renderer/app/Policies/rule-model.ts'
import { RuleBar } from '#renderer/app/Policies/RuleBar.tsx'
import { RuleSentence } from '#renderer/app/Policies/RuleSentence.tsx'
import { isUnread, RuleFields, RuleJson } from '#renderer/app/Policies/RuleViews.tsx'
import { RuleState } from '#renderer/app/Policies/RuleState.tsx'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { Segments } from '#renderer/app/Settings/fields.tsx'
import { dropRule, keepRule, useDrafts, type RuleDraft } from '#renderer/state/policies-drafts.ts'
import { usePolicies } from '#renderer/state/policies.ts'
import { Chip } from '#renderer/ui/Chip.tsx'
import { dayMonthWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** One rule: its sentence, what it would have done, and the signature that puts it in force. */
type View = 'sentence' | 'fields' | 'json'

const previewRestMs = 60
const rehearsalRestMs = 250

const readRule = (text: string): Rule => JSON.parse(text) as Rule

export function RuleEditor({ id, view: policy }: { readonly id: string; readonly view: PolicyView }) {
  const [view, setView] = useState<View>('sentence')
  const named = useRef<HTMLInputElement>(null)
  // What has just been begun is named first.
  useEffect(() => {
    const draft = useDrafts.getState().drafts[id]
    if (draft !== undefined && draft.basis === null && isBlank(draft.rule)) named.current?.select()
  }, [id])
  const tools = usePolicies((state) => state.tools)
  const kept = useDrafts((state) => state.drafts[id])
  const saved = policy.document.rules.find((rule) => rule.id === id) ?? null
  const draft: RuleDraft | null =
    kept ?? (saved === null ? null : { rule: saved, basis: saved, note: null, json: null })
  const text = draft === null ? null : JSON.stringify(draft.rule)
  const preview = useAnswer(text, (question) => theDesk().policies.preview({ rule: readRule(question) }), previewRestMs)
  const isBroken = preview.answer?.issues.some(({ level }) => level === 'error') === true
  const simulation = useAnswer(
    isBroken ? null : text,
    (question) => theDesk().policies.simulate({ rule: readRule(question), last: rehearsedLast }),
    rehearsalRestMs,
  )
  if (draft === null)
    return (
      <p className="policies-empty">
        {t('There is no rule with this id. It may have been deleted; the ledger still names it.')}
      </p>
    )
  const { rule } = draft
  /** What is as it was saved is no draft. */
  const keep = (next: RuleDraft): void => {
    if (saved !== null && next.json === null && isSameRule(next.rule, saved)) dropRule(id)
    else keepRule(next)
  }
  const change = (next: Rule): void => keep({ ...draft, rule: next, json: null })
  const editing = { rule, tools, preview: preview.answer, onChange: change }
  return (
    <>
      <div className="rule-scroll" data-pane="section" tabIndex={-1}>
        <header className="rule-top">
          <div className="rule-head">
            {kept === undefined ? null : (
              <Chip tone="line">
                <PenLine />
                {t('Draft')}
              </Chip>
            )}
            <input
              ref={named}
              className="rule-name"
              aria-label={t('Name of the rule')}
              maxLength={200}
              value={rule.name}
              onChange={(event) => change({ ...rule, name: event.target.value })}
            />
            {draft.note === null ? null : <span className="small tertiary">{draft.note}</span>}
            <span className="grow" />
            <Segments
              label={t('How it is shown')}
              value={view}
              options={[
                { value: 'sentence', label: t('Sentence') },
                { value: 'fields', label: t('Fields') },
                { value: 'json', label: 'JSON' },
              ]}
              onChange={setView}
            />
          </div>
          {saved === null ? null : <RuleState rule={saved} hasDraft={kept !== undefined} />}
          <RuleSentence {...editing} />
          <Facts rule={rule} />
          <Issues preview={preview.answer} />
        </header>
        {view === 'fields' ? <RuleFields {...editing} /> : null}
        {view === 'json' ? <RuleJson draft={draft} onChange={keep} /> : null}
        <Rehearsal
          rule={rule}
          simulation={simulation}
          onUse={(bound) => change(withBound(rule, simulation.answer?.spread?.pointer ?? '', bound))}
        />
      </div>
      <RuleBar
        draft={draft}
        isDraft={kept !== undefined}
        isUnread={isUnread(draft)}
        preview={preview}
        simulation={simulation}
        view={policy}
      />
    </>
  )
}

/** What else is true of it, and stands in no part of the sentence. */
function Facts({ rule }: { readonly rule: Rule }) {
  if (rule.verdict !== 'allow') return null
  const { validUntil } = rule.with
  return (
    <ul className="rule-facts">
      <li>
        <Calendar />
        {validUntil === null
          ? t('No end')
          : validUntil === undefined
            ? t('Until thirty days after saving')
            : t('Until {{longDay}}', { longDay: dayMonthWords(validUntil) })}
      </li>
      <li>
        <CornerUpLeft />
        {t('An edit or reject by a person suspends it')}
      </li>
      <li>
        <Ban />
        {t('Never against the floor or a stricter rule')}
      </li>
    </ul>
  )
}

const wins = { this: t('this one wins'), other: t('that one wins'), same: t('both say the same') } as const

function Issues({ preview }: { readonly preview: PolicyPreview | null }) {
  if (preview === null || (preview.issues.length === 0 && preview.overlaps.length === 0)) return null
  return (
    <div className="rule-issues">
      {preview.issues.map(({ level, place, message }) => (
        <p key={`${place} ${message}`} className={level === 'error' ? 'is-error' : 'is-warning'}>
          <Phrase
            text={level === 'error' ? 'Cannot be saved: {{message}}' : 'Mind: {{message}}'}
            values={{ message: <VisibleText text={message} /> }}
          />
          {place === '' || level === 'warning' ? null : <span className="mono tertiary"> {place}</span>}
        </p>
      ))}
      {preview.overlaps.length === 0 ? null : (
        <details>
          <summary>
            {preview.overlaps.length === 1
              ? t('Another rule may apply together with it')
              : t('{{count}} other rules may apply together with it', { count: preview.overlaps.length })}
          </summary>
          <ul>
            {preview.overlaps.map((one) => (
              <li key={one.id}>
                <a href={`#rule/${one.id}`}>
                  <VisibleText text={one.name} />
                </a>
                : {wins[one.wins]}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
