import type { RedactionPreview } from '#contract/redaction.ts'
import { momentWords } from '#renderer/app/Transcripts/redact-words.ts'
import { Notice } from '#renderer/ui/Notice.tsx'
import { t } from '#renderer/ui/language.ts'

/** Where words stand that are to be taken out, when they are spoken, what forbids it, and what it does not reach. */
export function RedactReach({ reach }: { readonly reach: RedactionPreview | null }) {
  if (reach === null) return <p className="redact-part tertiary">{t('Looking where they stand…')}</p>
  const { places, spoken, refused, copies } = reach
  const elsewhere = [...reach.elsewhere, ...copyLines(copies)]
  if (refused !== null)
    return (
      <Notice tone="warn" role="alert" title={t('Not now.')}>
        {t('{{refused}} Then the words can be taken out.', { refused })}
      </Notice>
    )
  if (places.length === 0)
    return <p className="redact-part tertiary">{t('These words do not stand in this conversation.')}</p>
  return (
    <>
      <section className="redact-part" aria-labelledby="redact-places">
        <h3 id="redact-places">{t('Where they stand')}</h3>
        <dl className="redact-places">
          {places.map(({ label, count }) => (
            <Place key={label} label={label} count={`${count}×`} />
          ))}
        </dl>
        {spoken.length === 0 ? null : (
          <p className="secondary">
            {t('Spoken at {{moments}}: silence in the recording from then on.', {
              moments: spoken
                .map(({ fromMs, toMs }) =>
                  t('{{from}} to {{to}}', {
                    from: momentWords(fromMs, 'before'),
                    to: momentWords(toMs, 'after'),
                  }),
                )
                .join(', '),
            })}
          </p>
        )}
      </section>
      {elsewhere.length === 0 ? null : (
        <section className="redact-part" aria-labelledby="redact-elsewhere">
          <h3 id="redact-elsewhere">{t('What this does not reach')}</h3>
          <Elsewhere lines={elsewhere} />
        </section>
      )}
    </>
  )
}

const copyLines = ({ count }: RedactionPreview['copies']): readonly string[] =>
  count === 0
    ? []
    : [t('{{count}} older copies of this desk. When it is done, a new backup can take their place.', { count })]

function Place({ label, count }: { readonly label: string; readonly count: string }) {
  return (
    <>
      <dt>{count}</dt>
      <dd>{label}</dd>
    </>
  )
}

export const Elsewhere = ({ lines }: { readonly lines: readonly string[] }) => (
  <ul className="redact-elsewhere">
    {lines.map((line) => (
      <li key={line}>{line}</li>
    ))}
  </ul>
)
