import { useEffect, useState } from 'react'
import type { AgentVersion } from '#contract/agent.ts'
import { fieldNouns, originWords } from '#renderer/app/Agents/agent-words.ts'
import { Differences } from '#renderer/app/Agents/Differences.tsx'
import { Time } from '#renderer/app/Agents/Moment.tsx'
import type { Edited } from '#renderer/app/Agents/use-draft.ts'
import { useAnswer } from '#renderer/app/Policies/use-answer.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { keepDraft } from '#renderer/state/agents-drafts.ts'
import { say } from '#renderer/state/live.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Chip } from '#renderer/ui/Chip.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** What this desk knows of how the agent was before. The service keeps no history, so this begins where this desk first looked. */
type Held = { readonly versions: readonly AgentVersion[]; readonly before: number | null }
const pageSize = 50

export function Versions({ edited }: { readonly edited: Edited }) {
  const id = edited.draft.agentId
  const newest = edited.view?.base.version ?? 0
  const [held, hold] = useState<Held | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [shown, show] = useState<number | null>(null)

  useEffect(() => {
    if (id === null) return
    let isLast = true
    theDesk()
      .agents.versions({ id, before: null, limit: pageSize })
      .then(
        (page) => (isLast ? hold(page) : undefined),
        (error: unknown) => (isLast ? setFailure(failureText(error)) : undefined),
      )
    return () => {
      isLast = false
    }
  }, [id, newest])
  if (id === null) return null

  const more = async (): Promise<void> => {
    if (held === null || held.before === null) return
    try {
      const page = await theDesk().agents.versions({ id, before: held.before, limit: pageSize })
      hold({ versions: [...held.versions, ...page.versions], before: page.before })
    } catch (error) {
      setFailure(failureText(error))
    }
  }
  const restore = async (version: number): Promise<void> => {
    try {
      const { change } = await theDesk().agents.restore({ id, version })
      keepDraft({ ...edited.draft, ...change, basis: edited.draft.basis, key: edited.key, agentId: id, unread: {} })
      say(t('The draft is as the agent was then. Nothing is published yet.'))
    } catch (error) {
      setFailure(failureText(error))
    }
  }
  return (
    <div className="agent-page">
      <h3>
        {t('Versions')} <span>{t('kept at this desk; the service keeps none')}</span>
      </h3>
      {failure === null ? null : (
        <Notice tone="warn" role="alert">
          {failure}
        </Notice>
      )}
      <ul className="agent-versions">
        {held?.versions.map((version) => (
          <li key={version.version}>
            <div className="agent-version">
              <b className="tabular">{version.version}</b>
              <span>
                {version.by === null ? (
                  originWords[version.origin]
                ) : (
                  <Phrase
                    text="{{origin}} by {{who}}"
                    values={{ origin: originWords[version.origin], who: <VisibleText text={version.by} /> }}
                  />
                )}
                <span className="tertiary">
                  , <Time at={version.updatedAt ?? version.at} />
                  {version.changed.length === 0
                    ? ''
                    : `: ${version.changed.map((field) => fieldNouns[field]).join(', ')}`}
                </span>
              </span>
              <span className="grow" />
              {version.version === newest ? (
                <Chip tone="ok">{t('now')}</Chip>
              ) : (
                <>
                  <Button
                    size="small"
                    look="quiet"
                    aria-expanded={shown === version.version}
                    aria-label={t('Compare version {{version}} with now', { version: version.version })}
                    onClick={() => show(shown === version.version ? null : version.version)}
                  >
                    {t('Compare')}
                  </Button>
                  <Button
                    size="small"
                    aria-label={t('Restore as a draft: version {{version}}', { version: version.version })}
                    unavailable={edited.isDirty ? t('There is a draft already: publish or discard it first') : null}
                    onClick={() => void restore(version.version)}
                  >
                    {t('Restore as a draft')}
                  </Button>
                </>
              )}
            </div>
            {shown === version.version ? <FromThen id={id} from={version.version} to={newest} /> : null}
          </li>
        ))}
      </ul>
      {held === null || held.before === null ? null : (
        <Button size="small" onClick={() => void more()}>
          {t('Earlier ones')}
        </Button>
      )}
    </div>
  )
}

/** What has changed since. */
function FromThen({ id, from, to }: { readonly id: string; readonly from: number; readonly to: number }) {
  const { answer, failure } = useAnswer(`${id} ${from} ${to}`, () => theDesk().agents.diff({ id, from, to }), 0)
  if (failure !== null) return <p className="form-error">{failure}</p>
  if (answer === null) return null
  if (answer.differences.length === 0) return <p className="secondary">{t('It is the same now.')}</p>
  return <Differences differences={answer.differences} label={t('From version {{from}} to now', { from })} />
}
