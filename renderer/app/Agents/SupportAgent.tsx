import { builtinNames } from '#contract/tool.ts'
import { consoleUrl } from '#renderer/app/Agents/agent-words.ts'
import { useSettings } from '#renderer/app/Settings/use-settings.ts'
import { useStatus } from '#renderer/state/status.ts'
import { askLink, openSettings } from '#renderer/state/ui.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

/** The support agent that answers in the helpdesk. Its instructions, knowledge and guardrails live in the console alone. */
export function SupportAgent() {
  const { configuration, tools } = useSettings()
  const environment = useStatus(({ status }) => status?.environment)
  if (configuration === null) return <div className="agents-none" aria-busy="true" />
  const { agent, guardrailTexts } = configuration
  if (agent === undefined)
    return (
      <section className="agents-none" aria-label={t('Agent')}>
        <h2>{t('No support agent is connected')}</h2>
        <Button onClick={() => openSettings('connections')}>{t('Open connections')}</Button>
      </section>
    )
  const facts: readonly (readonly [label: string, value: string])[] = [
    [t('Id'), agent.id],
    [t('Deployment'), agent.deploymentId],
    [t('Environment'), agent.environment],
    [t('Streamed'), agent.streaming ? t('yes') : t('no')],
    [t('Turns in a row'), t('{{most}} at most', { most: agent.loopLimit })],
    [t('Reads'), t('the last {{most}} messages', { most: agent.contextMessages })],
    [t('Waits'), t('{{seconds}} s at most', { seconds: agent.timeoutSeconds })],
  ]
  // What people do to agents and numbers is a tool of this desk, and none that an agent can ask for.
  const asked = tools.filter(({ name, kind }) => kind !== 'builtin' || builtinNames.some((one) => one === name))
  return (
    <section className="agent" aria-label={agent.name}>
      <header className="agent-head">
        <Avatar of="agent" name={agent.name} size="large" />
        <div className="agent-title">
          <h2>
            <VisibleText text={agent.name} />
          </h2>
          <p>{[t('Support agent'), ...(environment === undefined ? [] : [environment])].join(', ')}</p>
        </div>
      </header>
      <div className="agent-panel" data-pane="section" tabIndex={-1}>
        <div className="agent-page">
          <Notice
            tone="info"
            title={t('Support agents are edited in the console only.')}
            action={
              <Button size="small" onClick={() => askLink(consoleUrl)}>
                {t('Open the console')}
              </Button>
            }
          >
            {t('The service has no interface to change them. Here stands what this desk uses of it.')}
          </Notice>
          <h3>
            {t('Connection')}
            <span className="grow" />
            <Button size="small" onClick={() => openSettings('connections')}>
              {t('Settings')}
            </Button>
          </h3>
          <dl className="agents-facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <VisibleText text={value} />
                </dd>
              </div>
            ))}
          </dl>
          <h3>
            {t('Tools')} <span>{t('declared in the console, judged by the catalogue of this desk')}</span>
          </h3>
          <ul className="agent-support-tools">
            {asked.map((tool) => (
              <li key={tool.name}>
                <Dial risk={tool.risk} size={13} />
                <b>
                  <VisibleText text={tool.name} />
                </b>
                <span className="small tertiary">
                  R{tool.risk} {riskWords[tool.risk]}
                </span>
              </li>
            ))}
          </ul>
          <h3>
            {t('Guardrails')} <span>{t('answers of the console that this desk recognises')}</span>
          </h3>
          {guardrailTexts.length === 0 ? (
            <p className="secondary">
              {t(
                'None are known here. What the console answers when a guardrail is hit can be entered in the settings, so that it is marked as such.',
              )}
            </p>
          ) : (
            <ul className="agent-support-tools">
              {guardrailTexts.map(({ name, text }) => (
                <li key={`${name} ${text}`}>
                  <b>
                    <VisibleText text={name} />
                  </b>
                  <span className="secondary">
                    <VisibleText text={text} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </section>
  )
}
