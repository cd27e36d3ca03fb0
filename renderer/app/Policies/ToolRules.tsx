import type { PolicyView, Rule } from '#contract/policy.ts'
import type { ToolView } from '#contract/tool.ts'
import { showPlace } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** What the agent can ask for, and which rules speak of each. */
export const mayMeet = (rule: Rule, tool: ToolView): boolean =>
  rule.when.every((one) => {
    if (one.field === 'tool') return one.in.includes(tool.name)
    if (one.field === 'risk') return one.in.includes(tool.risk)
    return one.field === 'tool_tag' ? one.in.some((tag) => tool.tags?.includes(tag) === true) : true
  })

export function ToolRules({
  view,
  tools,
  onBegin,
}: {
  readonly view: PolicyView
  readonly tools: readonly ToolView[]
  readonly onBegin: () => void
}) {
  return (
    <div className="policies-list">
      {tools.length === 0 ? <p className="policies-empty">{t('No tools are declared yet.')}</p> : null}
      <ul>
        {tools.map((tool) => {
          const rules = view.document.rules.filter((rule) => rule.enabled && mayMeet(rule, tool))
          return (
            <li key={tool.name} className="policies-tool">
              <p>
                <Dial risk={tool.risk} size={13} />
                <b>
                  <VisibleText text={tool.name} />
                </b>
                <span className="small tertiary">{riskWords[tool.risk]}</span>
              </p>
              {rules.length === 0 ? (
                <p className="small tertiary">{t('No rule: the default of its tier decides.')}</p>
              ) : null}
              {rules.map((rule) => (
                <button
                  key={rule.id}
                  type="button"
                  className="text-link"
                  onClick={() => showPlace({ kind: 'rule', id: rule.id })}
                >
                  <VisibleText text={rule.name} />
                </button>
              ))}
            </li>
          )
        })}
      </ul>
      <div className="policies-acts">
        <Button size="small" onClick={onBegin}>
          {t('New rule')}
        </Button>
      </div>
    </div>
  )
}
