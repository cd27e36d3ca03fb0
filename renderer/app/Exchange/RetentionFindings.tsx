import type { RetentionPreview, RetentionRun, RetentionShare } from '#contract/retention.ts'
import { dayWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'
import { numberWords } from '#renderer/ui/numbers.ts'

/** What rules would remove now, and what they removed last. */

const amount = ({
  conversations,
  recordings,
}: {
  readonly conversations: number
  readonly recordings: number
}): string =>
  conversations === 0
    ? t('{{recordings}} recordings', { recordings: numberWords(recordings) })
    : t('{{conversations}} conversations, {{recordings}} recordings', {
        conversations: numberWords(conversations),
        recordings: numberWords(recordings),
      })

const within = ({ messages, actions, notes, scores }: RetentionShare['within']): string =>
  t('with {{messages}} messages, {{actions}} actions, {{notes}} notes and {{scores}} scores', {
    messages: numberWords(messages),
    actions: numberWords(actions),
    notes: numberWords(notes),
    scores: numberWords(scores),
  })

export function RetentionShares({ preview }: { readonly preview: RetentionPreview }) {
  const { shares, held, unsettled, exports, backups } = preview
  const now = useNow()
  const day = (at: number | null): string => (at === null ? '' : dayWords(at, now))
  return (
    <div className="import-preview">
      <h4>{t('This would go now')}</h4>
      <ul className="import-lines">
        {shares.map(({ rule, oldest, newest, examples, ...share }) => (
          <li key={rule.id}>
            <VisibleText text={rule.name} />
            {rule.on ? '' : ` (${t('off')})`}:{' '}
            {[
              amount(share),
              ...(share.conversations === 0 ? [] : [within(share.within)]),
              ...(oldest === null
                ? []
                : [t('from {{oldest}} to {{newest}}', { oldest: day(oldest), newest: day(newest) })]),
            ].join(', ')}
            {examples.length === 0 ? null : (
              <small>
                {' '}
                <Phrase
                  text="For example {{titles}}"
                  values={{ titles: <VisibleText text={examples.map(({ title }) => title).join(' · ')} /> }}
                />
              </small>
            )}
          </li>
        ))}
      </ul>
      <p className="secondary">
        {t('{{held}} stay because they are held, {{unsettled}} because they are open or not settled.', {
          held: numberWords(held),
          unsettled: numberWords(unsettled),
        })}
      </p>
      {exports.length + backups === 0 ? null : (
        <p className="secondary">
          {exports.length === 0
            ? t('Not touched: {{backups}} backups made before.', { backups: numberWords(backups) })
            : t('Not touched: {{backups}} backups made before, and among the exports {{exports}}.', {
                backups: numberWords(backups),
                exports: exports.join(', '),
              })}
        </p>
      )}
    </div>
  )
}

export function RetentionPast({ runs }: { readonly runs: readonly RetentionRun[] }) {
  const now = useNow()
  const [last] = runs
  if (last === undefined) return null
  const words = last.removed.map(({ rule, ...removed }) => `${rule}: ${amount(removed)}`)
  const [at, removed] = [dayWords(last.at, now), words.length === 0 ? t('nothing was past its time') : words.join(', ')]
  return (
    <p className="secondary">
      {pastWords(last.state, { at, by: last.by, removed })}
      {last.failed === 0
        ? ''
        : ` ${t('{{failed}} could not be removed; the next run tries again.', { failed: numberWords(last.failed) })}`}
    </p>
  )
}

function pastWords(state: RetentionRun['state'], last: Readonly<Record<'at' | 'by' | 'removed', string>>): string {
  switch (state) {
    case 'done':
      return t('Last run {{at}}, by {{by}}: {{removed}}.', last)
    case 'begun':
      return t('Last run {{at}}, by {{by}}, not at its end yet: {{removed}}.', last)
    case 'cancelled':
      return t('Last run {{at}}, by {{by}}, cancelled: {{removed}}.', last)
  }
}
