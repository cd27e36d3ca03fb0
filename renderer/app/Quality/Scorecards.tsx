import { useState } from 'react'
import { Plus } from 'lucide-react'
import type { Scorecard } from '#contract/quality.ts'
import { kindWords } from '#renderer/app/Quality/quality-words.ts'
import { theDesk } from '#renderer/connection.ts'
import { loadQuality, showQuality, trying, useQuality } from '#renderer/state/quality.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { dayWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { saidName, t } from '#renderer/ui/language.ts'

/** What is judged by. Changing one makes a new version; what was scored keeps the one it was scored by. */
export function Scorecards() {
  const { scorecards } = useQuality()
  const inUse = scorecards?.filter(({ archived }) => !archived) ?? []
  const archived = scorecards?.filter((one) => one.archived) ?? []
  return (
    <section className="quality-page" aria-label={t('Scorecards')} data-pane="section" tabIndex={-1}>
      <header className="quality-head">
        <h2>{t('Scorecards')}</h2>
        <span className="grow" />
        <Button look="solid" size="small" onClick={() => showQuality({ kind: 'scorecard', card: null })}>
          <Plus />
          {t('New scorecard')}
        </Button>
      </header>
      <ul className="queue-cards">
        {inUse.map((card) => (
          <Row key={card.id} card={card} />
        ))}
      </ul>
      {archived.length === 0 ? null : (
        <>
          <h3 className="quality-sub">{t('Archived')}</h3>
          <ul className="queue-cards">
            {archived.map((card) => (
              <Row key={card.id} card={card} />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Row({ card }: { readonly card: Scorecard }) {
  const now = useNow()
  const [versions, setVersions] = useState<readonly Scorecard[] | null>(null)
  const { id, version, body, by, at } = card
  const critical = body.categories.filter((category) => category.critical).length
  const archive = (archived: boolean): void =>
    void trying(() => theDesk().quality.archiveScorecard({ id, archived })).then(loadQuality)
  const turn = (): void => {
    if (versions !== null) setVersions(null)
    else void trying(() => theDesk().quality.versions({ id })).then((read) => setVersions(read?.versions ?? null))
  }
  return (
    <li className="queue-card">
      <div>
        <h3>
          <VisibleText text={saidName(body.name)} />
          <button type="button" className="text-link" aria-expanded={versions !== null} onClick={turn}>
            v{version}
          </button>
        </h3>
        <p className="tertiary">
          {[
            kindWords[body.appliesTo],
            t('{{count}} categories', { count: body.categories.length }),
            ...(critical === 0 ? [] : [t('{{count}} critical', { count: critical })]),
            at === 0 ? t('ready-made') : `${by}, ${dayWords(at, now)}`,
          ].join(', ')}
        </p>
        {versions === null ? null : (
          <ol className="card-versions">
            {versions.map((one) => (
              <li key={one.version}>
                <b>v{one.version}</b> {one.at === 0 ? t('ready-made') : `${one.by}, ${dayWords(one.at, now)}`}:{' '}
                {one.body.categories.map(({ name }) => name).join(', ')}
              </li>
            ))}
          </ol>
        )}
      </div>
      <div className="queue-card-verbs">
        <Button size="small" look="quiet" onClick={() => archive(!card.archived)}>
          {card.archived ? t('Use again') : t('Archive')}
          <span className="visually-hidden"> {saidName(body.name)}</span>
        </Button>
        <Button size="small" onClick={() => showQuality({ kind: 'scorecard', card })}>
          {t('Edit')}
          <span className="visually-hidden"> {saidName(body.name)}</span>
        </Button>
      </div>
    </li>
  )
}
