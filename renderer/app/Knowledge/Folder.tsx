import type { SyncChange } from '#contract/knowledge.ts'
import { CheckField, TextField } from '#renderer/app/Settings/fields.tsx'
import { askKnowledge, compareFolder, openAct, tick, useKnowledge } from '#renderer/state/knowledge.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { agoWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

const mostListed = 200
const words: Readonly<Record<SyncChange['kind'], string>> = {
  add: t('New'),
  change: t('Changed'),
  delete: t('Gone'),
  same: t('Same'),
}

/** A folder of Markdown and HTML files: what differs from the bot, and how far it is sent. */
export function Folder() {
  const { folder, plan, comparing, ticked, runs } = useKnowledge()
  const now = useNow()
  const sent = plan?.changes.filter(({ kind }) => kind !== 'delete') ?? []
  const gone = plan?.changes.filter(({ kind }) => kind === 'delete') ?? []
  const size = sent.length + ticked.size
  return (
    <section className="knowledge-wide" aria-label={t('Folder')} data-pane="section" tabIndex={-1}>
      <form
        className="knowledge-folder"
        onSubmit={(event) => {
          event.preventDefault()
          void compareFolder()
        }}
      >
        <TextField
          label={t('Folder')}
          mono
          help={t(
            'On the machine the desk runs on. Files ending in .md, .markdown, .html or .htm; links are not followed.',
          )}
          value={folder}
          onChange={(next) => useKnowledge.setState({ folder: next, plan: null })}
        />
        <Button
          type="submit"
          unavailable={comparing ? t('It is being compared') : folder.trim() === '' ? t('Name a folder first') : null}
        >
          {comparing ? t('Comparing…') : t('Compare')}
        </Button>
      </form>
      {plan === null ? null : (
        <>
          <p role="status">
            {size === 0 && gone.length === 0
              ? t('Nothing differs. {{count}} documents are the same.', { count: plan.same })
              : t('{{added}} new, {{changed}} changed, {{gone}} gone from the folder, {{same}} the same.', {
                  added: sent.filter(({ kind }) => kind === 'add').length,
                  changed: sent.filter(({ kind }) => kind === 'change').length,
                  gone: gone.length,
                  same: plan.same,
                })}
          </p>
          {sent.length === 0 ? null : (
            <ul className="knowledge-changes" aria-label={t('To be sent')}>
              {sent.slice(0, mostListed).map(({ kind, externalId, title }) => (
                <li key={externalId}>
                  <span data-kind={kind}>{words[kind]}</span>
                  <VisibleText text={title} />
                  <small className="mono">{externalId}</small>
                </li>
              ))}
            </ul>
          )}
          {sent.length > mostListed ? (
            <p className="tertiary">{t('And {{count}} more.', { count: sent.length - mostListed })}</p>
          ) : null}
          {gone.length === 0 ? null : (
            <fieldset className="knowledge-gone">
              <legend>{t('Gone from the folder. Only what is ticked is deleted.')}</legend>
              {gone.slice(0, mostListed).map(({ externalId, title }) => (
                <CheckField
                  key={externalId}
                  label={t('Delete {{title}} ({{externalId}})', { title, externalId })}
                  checked={ticked.has(externalId)}
                  onChange={() => tick(externalId)}
                />
              ))}
            </fieldset>
          )}
          {plan.skipped.length === 0 ? null : (
            <details>
              <summary>{t('{{count}} files are not sent', { count: plan.skipped.length })}</summary>
              <ul className="knowledge-changes">
                {plan.skipped.slice(0, mostListed).map(({ path, reason }) => (
                  <li key={path}>
                    <small className="mono">{path}</small>
                    {reason}
                  </li>
                ))}
              </ul>
            </details>
          )}
          {size === 0 ? null : (
            <div className="knowledge-verbs">
              <Button look="solid" onClick={() => askKnowledge({ act: 'sync', planId: plan.id, deletes: [...ticked] })}>
                {t('Send {{count}} differences…', { count: size })}
              </Button>
            </div>
          )}
        </>
      )}
      {runs.length === 0 ? null : (
        <>
          <h3>{t('Sent before')}</h3>
          <ul className="knowledge-changes">
            {runs.map((run) => (
              <li key={run.proposalId}>
                <span>{run.state === 'running' ? t('Running') : run.state === 'done' ? t('Done') : t('Stopped')}</span>
                {[
                  t('{{taken}} of {{total}} taken', { taken: run.taken, total: run.total }),
                  t('{{count}} indexed', { count: run.done }),
                  ...(run.failed === 0 ? [] : [t('{{count}} failed', { count: run.failed })]),
                ].join(', ')}
                <small>
                  <span className="mono">{run.folder}</span>, {agoWords(now - run.startedAt)}
                  {run.errors[0] === undefined ? '' : `: ${run.errors[0]}`}
                </small>
                <Button size="small" look="quiet" onClick={() => void openAct(run.proposalId)}>
                  {t('Open the proposal')}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
