import { useEffect, useState } from 'react'
import { failureText, useConnection } from '#renderer/connection.ts'
import { loadTemplates, showAgentPlace, showAgentTab, useAgents } from '#renderer/state/agents.ts'
import { beginNew } from '#renderer/state/agents-drafts.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { locale, said, t } from '#renderer/ui/language.ts'

/** Where a new agent begins. Choosing makes a draft at this desk; nothing exists at the service before it is created. */
export function CreateAgent() {
  const templates = useAgents((state) => state.templates)
  const [failure, setFailure] = useState<string | null>(null)
  const open = useConnection(({ state }) => state === 'open')
  useEffect(() => {
    if (open)
      loadTemplates().then(
        () => setFailure(null),
        (error: unknown) => setFailure(failureText(error)),
      )
  }, [open])
  return (
    <section className="agent" aria-label={t('New voice agent')}>
      <header className="agent-head">
        <div className="agent-title">
          <h2>{t('New voice agent')}</h2>
          <p>{t('Begin with a blank one or a template. It stays a draft at this desk until you create it.')}</p>
        </div>
      </header>
      <div className="agent-panel" data-pane="section" tabIndex={-1}>
        <div className="agent-page">
          {failure === null ? null : (
            <Notice tone="warn" role="alert">
              {failure}
            </Notice>
          )}
          <ul className="agent-templates">
            {templates.map(({ id, title, summary, configuration }) => (
              <li key={id}>
                <button
                  type="button"
                  onClick={() => {
                    const draft = beginNew(id, configuration, Date.now())
                    showAgentTab('overview')
                    showAgentPlace({ kind: 'agent', key: draft.key })
                  }}
                >
                  <b>{said(title)}</b>
                  <span>{said(summary)}</span>
                  <small>
                    {id === 'blank'
                      ? t('nothing in it yet')
                      : t('{{count}} tools, {{characters}} characters', {
                          count: configuration.tools.length,
                          characters: configuration.instructions.length.toLocaleString(locale),
                        })}
                  </small>
                </button>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  )
}
