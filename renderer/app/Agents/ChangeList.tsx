import type { AgentDraft } from '#renderer/state/agents-drafts.ts'
import type { ChangeLine } from '#renderer/state/agent-changes.ts'
import { showAgentTab } from '#renderer/state/agents.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

/** What changes, place by place, under the names the service has for them. */
const mostLines = 40

export function ChangeList({
  lines,
  draft,
  onRead,
}: {
  readonly lines: readonly ChangeLine[]
  readonly draft: AgentDraft
  readonly onRead: () => void
}) {
  return (
    <ul className="agent-changes mono">
      {lines.slice(0, mostLines).map((line, at) => (
        <li key={`${line.path} ${at}`}>
          <span className="agent-change-path">
            <VisibleText text={line.path} />
          </span>
          <span>
            <Change line={line} />
            {line.kind === 'text' ? (
              <button type="button" className="text-link" onClick={onRead}>
                {t('open', {}, 'act')}
              </button>
            ) : null}
            {line.path.startsWith('tools') ? (
              <button type="button" className="text-link" onClick={() => showAgentTab('tools')}>
                {t('open', {}, 'act')}
              </button>
            ) : null}
          </span>
        </li>
      ))}
      {lines.length > mostLines ? <li>{t('and {{count}} more', { count: lines.length - mostLines })}</li> : null}
      {draft.restores === null ? null : (
        <li className="tertiary">{t('restores version {{version}}', { version: draft.restores })}</li>
      )}
    </ul>
  )
}

function Change({ line }: { readonly line: ChangeLine }) {
  switch (line.kind) {
    case 'same':
      return <span className="tertiary">{t('{{text}}, sent unchanged', { text: line.value })}</span>
    case 'text':
      return (
        <span className="diff">
          {line.added === 0 ? null : (
            <ins aria-label={t('added: {{count}} lines', { count: line.added })}>
              +{t('{{count}} lines', { count: line.added })}
            </ins>
          )}
          {line.removed === 0 ? null : (
            <del aria-label={t('removed: {{count}} lines', { count: line.removed })}>−{line.removed}</del>
          )}
        </span>
      )
    case 'value':
      return (
        <span className="diff">
          {line.before === null ? null : (
            <del aria-label={t('removed: {{before}}', { before: line.before })}>
              <VisibleText text={line.before} />
            </del>
          )}
          {line.after === null ? null : (
            <ins aria-label={t('added: {{after}}', { after: line.after })}>
              <VisibleText text={line.after} />
            </ins>
          )}
        </span>
      )
  }
}
