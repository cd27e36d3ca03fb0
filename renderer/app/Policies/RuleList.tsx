import { Ban, CirclePause, FlaskConical, Hand, PenLine, Sparkles, UsersRound, X, Zap } from 'lucide-react'
import type { PolicyView, Rule, Suggestion } from '#contract/policy.ts'
import { groups } from '#renderer/app/Policies/rule-model.ts'
import { keepRule, useDrafts } from '#renderer/state/policies-drafts.ts'
import { dismiss, showPlace, usePolicies, type PolicyPlace } from '#renderer/state/policies.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'

/** The rules by what they do, strictest first, with what each did of late. */
const icons = { deny: Ban, ask_two: UsersRound, ask: Hand, allow: Zap, dry_run: FlaskConical } as const
const count = new Intl.NumberFormat('en-GB')

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
      return { Icon: PenLine, words: draft.basis === null ? 'draft, not saved' : 'changed, not saved', tone: '' }
    if (!rule.enabled) return { Icon: icons[rule.verdict], words: 'switched off', tone: '' }
    if (rule.suspended !== null)
      return { Icon: CirclePause, words: `suspended: ${rule.suspended.cause}`, tone: 'is-warning' }
    const times = lately === null ? null : (lately.rules.find(({ id }) => id === rule.id)?.count ?? 0)
    const review =
      rule.with.sampleRate === undefined || rule.verdict !== 'allow'
        ? ''
        : `, ${Math.round(rule.with.sampleRate * 100)} % reviewed`
    return {
      Icon: icons[rule.verdict],
      words: `${times === null ? '' : `${count.format(times)} in 30 days`}${review}`,
      tone: '',
    }
  }
  return (
    <div className="policies-list">
      {rules.length === 0 ? (
        <p className="policies-empty">
          No rules yet: the default of each tier decides. Begin with a preset, or write the first rule.
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
                  className="policies-row"
                  aria-current={place.kind === 'rule' && place.id === rule.id ? 'true' : undefined}
                  onClick={() => showPlace({ kind: 'rule', id: rule.id })}
                >
                  <span className="policies-row-title">
                    <VisibleText text={rule.name} />
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
      <p className="policies-foot">Strictest match wins, order never matters</p>
    </div>
  )
}

/** What approvals in a row speak for; opened in the editor with its rehearsal, or dismissed. */
function Earned({ suggestions }: { readonly suggestions: readonly Suggestion[] }) {
  const drafts = useDrafts((state) => state.drafts)
  const open = suggestions.filter(({ rule }) => drafts[rule.id] === undefined)
  if (open.length === 0) return null
  return (
    <section aria-label="Earned">
      <h2 className="queue-section">Earned</h2>
      {open.map((suggestion) => {
        const { rule, tool, approved, of } = suggestion
        return (
          <div key={rule.id} className="policies-earned">
            <button
              type="button"
              className="policies-row"
              onClick={() => {
                keepRule({ rule, basis: null, note: `from ${approved} unchanged approvals`, json: null })
                showPlace({ kind: 'rule', id: rule.id })
              }}
            >
              <span className="policies-row-title">
                <VisibleText text={tool} />
              </span>
              <span className="policies-row-line">
                <Sparkles />
                <span>
                  you approved {approved} of {of} unchanged
                </span>
              </span>
            </button>
            <button
              type="button"
              className="policies-dismiss"
              aria-label={`Dismiss the suggestion for ${tool}`}
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
