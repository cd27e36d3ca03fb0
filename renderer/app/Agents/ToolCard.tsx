import { ChevronDown, ChevronRight, Copy, Globe, SquareFunction, Trash2 } from 'lucide-react'
import type { AgentTool } from '#contract/agent.ts'
import type { ToolView } from '#contract/tool.ts'
import { findingTitles } from '#renderer/app/Agents/agent-words.ts'
import { ToolForm } from '#renderer/app/Agents/ToolForm.tsx'
import { useToolWords } from '#renderer/app/Agents/use-counts.ts'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { mayMeet } from '#renderer/app/Policies/ToolRules.tsx'
import { toolName } from '#renderer/state/agent-changes.ts'
import { usePolicies } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { said, t } from '#renderer/ui/language.ts'

/** One tool: what it is, how it is judged here, and, opened, all of it to be edited. */
type Props = {
  readonly index: number
  readonly tool: AgentTool
  readonly edited: Edited
  /** What the catalogue of this desk says of it. */
  readonly view: ToolView | undefined
  readonly isShown: boolean
  readonly onShow: () => void
  readonly onChange: (tool: AgentTool) => void
  readonly onCopy: (() => void) | null
  readonly onRemove: () => void
}

export function ToolCard({ index, tool, edited, view, isShown, onShow, onChange, onCopy, onRemove }: Props) {
  const prefix = `/tools/${index}`
  const isHere = (pointer: string): boolean => pointer === prefix || pointer.startsWith(`${prefix}/`)
  const problems = edited.problems.filter(({ pointer }) => isHere(pointer))
  const findings = edited.findings.filter(({ pointer }) => isHere(pointer))
  const name = toolName(tool)
  const counted = useToolWords(tool.kind === 'function' ? tool.name : '')
  const Icon = tool.kind === 'function' ? SquareFunction : Globe
  const Fold = isShown ? ChevronDown : ChevronRight
  return (
    <li className="agent-tool" data-wrong={problems.length > 0}>
      <div className="agent-tool-head">
        <button type="button" className="agent-tool-name" aria-expanded={isShown} onClick={onShow}>
          <Fold aria-hidden="true" />
          <Icon aria-hidden="true" />
          <b>
            <VisibleText text={name === '' ? t('unnamed') : name} />
          </b>
        </button>
        {tool.kind === 'function' ? (
          view === undefined ? (
            <Chip tone="warn">{t('not in the catalogue')}</Chip>
          ) : (
            <span className="agent-tool-risk">
              <Dial risk={view.risk} size={13} />R{view.risk} {riskWords[view.risk]}
            </span>
          )
        ) : (
          <Chip tone="warn">{t('runs at the provider, cannot be gated here')}</Chip>
        )}
        <span className="grow" />
        {view === undefined ? null : <RuleLine view={view} />}
        <Button
          size="small"
          look="quiet"
          aria-label={t('Duplicate {{name}}', { name })}
          title={t('Duplicate')}
          unavailable={onCopy === null ? t('No more tools are taken') : null}
          onClick={() => onCopy?.()}
        >
          <Copy />
        </Button>
        <Button
          size="small"
          look="quiet"
          aria-label={t('Remove {{name}}', { name })}
          title={t('Remove')}
          onClick={onRemove}
        >
          <Trash2 />
        </Button>
      </div>
      {tool.kind === 'function' && tool.description !== '' && !isShown ? (
        <p className="agent-tool-what">
          <VisibleText text={tool.description} />
        </p>
      ) : null}
      {counted === null ? null : <p className="agent-tool-counts">{counted}</p>}
      {problems.map(({ pointer, message }) => (
        <p key={`${pointer} ${message}`} className="form-error">
          {said(message)}
        </p>
      ))}
      {findings.map(({ kind, message }) => (
        <p key={`${kind} ${message}`} className="agent-tool-finding">
          <b>{findingTitles[kind]}.</b> <VisibleText text={said(message)} />
        </p>
      ))}
      {isShown ? <ToolForm pointer={prefix} tool={tool} edited={edited} onChange={onChange} /> : null}
    </li>
  )
}

/** Which rules speak of it. */
function RuleLine({ view }: { readonly view: ToolView }) {
  const rules = usePolicies((state) => state.view?.document.rules)
  if (rules === undefined) return null
  const met = rules.filter((rule) => rule.enabled && mayMeet(rule, view))
  const [first] = met
  return (
    <span className="small tertiary">
      {first === undefined ? (
        t('No rule: its tier decides')
      ) : met.length === 1 ? (
        <VisibleText text={first.name} />
      ) : (
        t('{{count}} rules', { count: met.length })
      )}
    </span>
  )
}
