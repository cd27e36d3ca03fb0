import { agentLimits } from '#contract/agent.ts'
import { findingTitles, phoneWords, voiceTitle } from '#renderer/app/Agents/agent-words.ts'
import { useCallsOf } from '#renderer/app/Agents/use-counts.ts'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { TextField } from '#renderer/app/Settings/fields.tsx'
import { tabOf } from '#renderer/state/agent-changes.ts'
import { showAgentTab } from '#renderer/state/agents.ts'
import { Time } from '#renderer/app/Agents/Moment.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { said, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** The agent at a glance: its name, what it is made of, and what somebody should have seen. */
export function Overview({ edited }: { readonly edited: Edited }) {
  const { draft, view, problems, findings, change } = edited
  const { name, instructions, tools, voice, collectionIds } = draft.draft
  const calls = useCallsOf(draft.agentId)
  const providers = tools.filter(({ kind }) => kind === 'provider').length
  const wrong = said(problems.find(({ field }) => field === 'name')?.message ?? '') || null
  const unknown = Object.entries(view?.unknownFields ?? {})
  return (
    <div className="agent-page">
      <TextField
        label={t('Name')}
        value={name}
        error={wrong}
        help={t('What people at this desk and the service call it; up to {{most}} characters.', {
          most: agentLimits.name,
        })}
        onChange={(next) => change((before) => ({ ...before, name: next }))}
      />
      <dl className="agents-facts">
        <div>
          <dt>{t('Instructions')}</dt>
          <dd>{t('{{count}} characters', { count: instructions.length })}</dd>
        </div>
        <div>
          <dt>{t('Tools')}</dt>
          <dd>
            {t('{{here}} asked here, {{providers}} at the provider', { here: tools.length - providers, providers })}
          </dd>
        </div>
        <div>
          <dt>{t('Voice')}</dt>
          <dd>
            <VisibleText text={voice === null ? t('the service’s own choice') : voiceTitle(voice.voiceId)} />
          </dd>
        </div>
        <div>
          <dt>{t('Knowledge')}</dt>
          <dd>
            {collectionIds.length === 0 ? t('none') : t('{{count}} collections', { count: collectionIds.length })}
          </dd>
        </div>
        <div>
          <dt>{t('Rings')}</dt>
          <dd>
            {view === null || view.row.numbers.length === 0
              ? t('no number')
              : view.row.numbers.map(({ number }) => phoneWords(number)).join(', ')}
          </dd>
        </div>
        {calls === null ? null : (
          <div>
            <dt>{t('Calls at this desk')}</dt>
            <dd>{t('{{calls}} in the last {{days}} days', { calls: calls.count, days: calls.days })}</dd>
          </div>
        )}
        {view === null ? null : (
          <>
            <div>
              <dt>{t('Created')}</dt>
              <dd>
                <Time at={view.row.createdAt} />
              </dd>
            </div>
            <div>
              <dt>{t('Changed')}</dt>
              <dd>
                {view.base.by === null ? (
                  <Time at={view.row.updatedAt} />
                ) : (
                  <Phrase
                    text="{{when}} by {{who}}"
                    values={{ when: <Time at={view.row.updatedAt} />, who: <VisibleText text={view.base.by} /> }}
                  />
                )}
              </dd>
            </div>
          </>
        )}
      </dl>
      <h3>{t('What to look at')}</h3>
      {problems.length === 0 && findings.length === 0 ? (
        <p className="secondary">{t('Nothing stands out: limits are kept, tools and instructions agree.')}</p>
      ) : (
        <ul className="agent-findings">
          {problems.map(({ field, pointer, message }) => (
            <li key={`${pointer} ${message}`} data-level="problem">
              <button type="button" className="text-link" onClick={() => showAgentTab(tabOf(field))}>
                {t('Cannot be sent')}
              </button>
              <span>{said(message)}</span>
            </li>
          ))}
          {findings.map(({ kind, level, field, pointer, message }) => (
            <li key={`${kind} ${pointer} ${message}`} data-level={level}>
              <button type="button" className="text-link" onClick={() => showAgentTab(tabOf(field))}>
                {findingTitles[kind]}
              </button>
              <span>{said(message)}</span>
            </li>
          ))}
        </ul>
      )}
      {unknown.length === 0 ? null : (
        <>
          <h3>
            {t('Also stored at the service')} <span>{t('shown only; publishing leaves it as it is')}</span>
          </h3>
          <dl className="agent-unknown mono">
            {unknown.map(([field, value]) => (
              <div key={field}>
                <dt>{field}</dt>
                <dd>
                  <VisibleText text={typeof value === 'string' ? value : JSON.stringify(value)} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </div>
  )
}
