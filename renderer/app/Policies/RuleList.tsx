import { Ban, CirclePause, FlaskConical, Hand, PenLine, Sparkles, UsersRound, X, Zap } from 'lucide-react'
import type { PolicyView, Rule, Suggestion } from '#contract/policy.ts'
import { groups } from '#renderer/app/Policies/rule-model.ts'
import { keepRule, useDrafts } from '#renderer/state/policies-drafts.ts'
import { dismiss, showPlace, usePolicies, type PolicyPlace } from '#renderer/state/policies.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, saidName, t } from '#renderer/ui/language.ts'
import { numberWords } from '#renderer/ui/numbers.ts'

/** The rules by what they do, strictest first, with what each did of late. */
const icons = { deny: Ban, ask_two: UsersRound, ask: Hand, allow: Zap, dry_run: FlaskConical } as const

/** In the order of the list. */
export function listedRules(
  view: PolicyView,
  drafts: ReturnType<typeof useDrafts.getState>['drafts'],
): readonly Rule[] {
  const begun = Object.values(drafts).flatMap(({ rule, basis }) =>
    basis === null && !view.document.rules.some(({ id }) => id === rule.id) ? [rule] : [],
  )
  const all = [...view.document.rules, ...begun]
  return groups.flatMap(({ verdict }) => all.filter((rule) => rule.verdict === verdict))
}

export function RuleList({ view, place }: { readonly view: PolicyView; readonly place: PolicyPlace }) {
  const drafts = useDrafts((state) => state.drafts)
  const { lately, suggestions } = usePolicies()
  const rules = listedRules(view, drafts)
  const line = (rule: Rule) => {
    const draft = drafts[rule.id]
    if (draft !== undefined)
      return { Icon: PenLine, words: draft.basis === null ? t('draft, not saved') : t('changed, not saved'), tone: '' }
    if (!rule.enabled) return { Icon: icons[rule.verdict], words: t('switched off'), tone: '' }
    if (rule.suspended !== null)
      return {
        Icon: CirclePause,
        words: t('suspended: {{cause}}', { cause: said(rule.suspended.cause) }),
        tone: 'is-warning',
      }
    const times = lately === null ? null : (lately.rules.find(({ id }) => id === rule.id)?.count ?? 0)
    const review =
      rule.with.sampleRate === undefined || rule.verdict !== 'allow'
        ? []
        : [t('{{percent}} % reviewed', { percent: Math.round(rule.with.sampleRate * 100) })]
    return {
      Icon: icons[rule.verdict],
      words: [...(times === null ? [] : [t('{{times}} in 30 days', { times: numberWords(times) })]), ...review].join(
        ', ',
      ),
      tone: '',
    }
  }
  return (
    <div className="policies-list">
      {rules.length === 0 ? (
        <p className="policies-empty">
          {t('No rules yet: the default of each tier decides. Begin with a preset, or write the first rule.')}
        </p>
      ) : null}
      {groups.map(({ verdict, label }) => {
        const own = rules.filter((rule) => rule.verdict === verdict)
        if (own.length === 0) return null
        return (
          <section key={verdict} aria-label={label}>
            <h2 className="queue-section">{label}</h2>
            {own.map((rule) => {
              const { Icon, words, tone } = line(rule)
              return (
                <button
                  key={rule.id}
                  type="button"
                  className="list-row policies-row"
                  aria-current={place.kind === 'rule' && place.id === rule.id ? 'true' : undefined}
                  onClick={() => showPlace({ kind: 'rule', id: rule.id })}
                >
                  <span className="policies-row-title">
                    <VisibleText text={saidName(rule.name)} />
                  </span>
                  <span className={`policies-row-line ${tone}`}>
                    <Icon />
                    <span>
                      <VisibleText text={words} />
                    </span>
                  </span>
                </button>
              )
            })}
          </section>
        )
      })}
      <Earned suggestions={suggestions} />
      <p className="policies-foot">{t('Strictest match wins, order never matters')}</p>
    </div>
  )
}

/** What approvals in a row speak for; opened in the editor with its rehearsal, or dismissed. */
function Earned({ suggestions }: { readonly suggestions: readonly Suggestion[] }) {
  const drafts = useDrafts((state) => state.drafts)
  const open = suggestions.filter(({ rule }) => drafts[rule.id] === undefined)
  if (open.length === 0) return null
  return (
    <section aria-label={t('Earned')}>
      <h2 className="queue-section">{t('Earned')}</h2>
      {open.map((suggestion) => {
        const { rule, tool, approved, of } = suggestion
        return (
          <div key={rule.id} className="policies-earned">
            <button
              type="button"
              className="list-row policies-row"
              onClick={() => {
                keepRule({
                  rule,
                  basis: null,
                  note: t('from {{approved}} unchanged approvals', { approved }),
                  json: null,
                })
                showPlace({ kind: 'rule', id: rule.id })
              }}
            >
              <span className="policies-row-title">
                <VisibleText text={tool} />
              </span>
              <span className="policies-row-line">
                <Sparkles />
                <span>{t('you approved {{approved}} of {{of}} unchanged', { approved, of })}</span>
              </span>
            </button>
            <button
              type="button"
              className="policies-dismiss"
              aria-label={t('Dismiss the suggestion for {{tool}}', { tool })}
              onClick={() => void dismiss(suggestion)}
            >
              <X />
            </button>
          </div>
        )
      })}
    </section>
  )
}
