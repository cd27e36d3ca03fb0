import type { RequestView } from '#contract/approval.ts'
import { Dial } from '#renderer/ui/Dial.tsx'
import { Fact } from '#renderer/ui/Fact.tsx'
import { exactWords } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { riskWords } from '#renderer/ui/words.ts'
import { said, t } from '#renderer/ui/language.ts'

/** What another desk asks to have signed, all of it, inert: its words are its own, the key is what can be compared. */
export function RequestCard({ view }: { readonly view: RequestView }) {
  const { proposal, desk, requestedBy, issuedAt, validUntil, expired } = view
  const names = Object.keys(proposal.arguments)
  return (
    <section className="request-card" aria-label={t('What is asked for')}>
      <p className="request-strip" data-risk={proposal.risk}>
        <Dial risk={proposal.risk} />
        <b>R{proposal.risk}</b> {riskWords[proposal.risk]}
      </p>
      <h3>
        <VisibleText text={said(proposal.sentence)} />
      </h3>
      <dl className="request-arguments">
        {names.map((name) => (
          <div key={name}>
            <dt>
              <VisibleText text={name} />
            </dt>
            <dd>
              <VisibleText text={textOf(proposal.arguments[name])} />
            </dd>
          </div>
        ))}
        {names.length === 0 ? <p className="tertiary">{t('No arguments.')}</p> : null}
      </dl>
      <dl className="request-facts">
        <Fact name={t('Tool')} value={proposal.tool} />
        <Fact name={t('Revision')} value={String(proposal.revision)} />
        <Fact name={t('Conversation')} value={proposal.fingerprint.slice(0, 8)} />
        <Fact name={t('Signed first by')} value={`${requestedBy.name}, ${exactWords(requestedBy.at)}`} />
        <Fact name={t('Asked')} value={exactWords(issuedAt)} />
        <Fact name={expired ? t('Was valid until') : t('Valid until')} value={exactWords(validUntil)} />
        <Fact
          name={t('Desk')}
          value={t('{{name}}, key {{publicKey}}', { name: desk.name, publicKey: desk.publicKey.slice(0, 8) })}
        />
      </dl>
      {expired ? (
        <p className="form-error" role="alert">
          {t('The time for this signature is over. Ask for a new request.')}
        </p>
      ) : (
        <p className="tertiary small">
          {t(
            'The file is as that desk signed it. Whether the desk is your colleague’s, its key tells: compare the first characters with them.',
          )}
        </p>
      )}
    </section>
  )
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
