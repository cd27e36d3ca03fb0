import { FileText, PenLine } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ProposalDetail } from '#contract/proposal.ts'
import { chainOf } from '#renderer/app/Inbox/evidence/chain.ts'
import type { Link } from '#renderer/app/Inbox/evidence/chain.ts'
import { ResultView } from '#renderer/app/Inbox/evidence/ResultView.tsx'
import { sentenceTitle } from '#renderer/app/Inbox/dock/words.ts'
import { useConversationView } from '#renderer/state/later.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Dial } from '#renderer/ui/Dial.tsx'
import { ClockTime } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { stateWords } from '#renderer/ui/words.ts'
import { t } from '#renderer/ui/language.ts'

function parts(link: Link): { readonly pin: ReactNode; readonly title: string; readonly body: ReactNode } {
  switch (link.kind) {
    case 'customer':
      return {
        pin: <Avatar name={link.name} size="small" />,
        title: t('{{name}} wrote', { name: link.name }),
        body: (
          <p className="evidence-quote">
            “<VisibleText text={link.text} />”
          </p>
        ),
      }
    case 'result':
      return {
        pin: <Dial risk={0} />,
        title: link.by === '' ? link.title : `${link.title}, ${link.by}`,
        body: <ResultView result={link.result} label={t('Result')} />,
      }
    case 'source':
      return {
        pin: <FileText />,
        title: t('Best source, {{score}}', { score: link.score.toFixed(2) }),
        body: (
          <p className="evidence-quote">
            <VisibleText text={link.text} />
          </p>
        ),
      }
    case 'agent':
      return {
        pin: <Avatar name={t('agent')} of="agent" size="small" />,
        title: link.title,
        body:
          link.reason === null ? null : (
            <p>
              “<VisibleText text={link.reason} />” <span className="tertiary">{t('unverified')}</span>
            </p>
          ),
      }
    case 'person':
      return {
        pin: <PenLine />,
        title: link.title,
        body: link.lines.map((line) => (
          <p key={line}>
            <VisibleText text={line} />
          </p>
        )),
      }
  }
}

/** The chain of causes: why this is on the desk at all. */
export function Why({ detail }: { readonly detail: ProposalDetail }) {
  const view = useConversationView()
  const same = view?.conversation.id === detail.proposal.conversationId ? view : null
  const links = chainOf(detail, same?.messages ?? [], same?.proposals ?? detail.bundle)
  const later = detail.bundle.filter((step) => step.position > detail.proposal.position)
  return (
    <>
      <div className="evidence-head">
        <h3>{t('What led here')}</h3>
        <span>{t('{{count}} links', { count: links.length })}</span>
      </div>
      <ol className="evidence-chain">
        {links.map((link, at) => {
          const { pin, title, body } = parts(link)
          return (
            <li key={at} data-kind={link.kind}>
              <span className="evidence-pin">{pin}</span>
              <h4>
                <VisibleText text={title} />
              </h4>
              {link.kind === 'source' ? null : <ClockTime at={link.at} />}
              <div className="evidence-cause">{body}</div>
            </li>
          )
        })}
      </ol>
      {later.length === 0 ? null : (
        <section className="evidence-section">
          <div className="evidence-head">
            <h3>
              {later.length === 1
                ? t('One step comes after this')
                : t('{{count}} steps come after this', { count: later.length })}
            </h3>
          </div>
          <ul className="evidence-list">
            {later.map((step) => (
              <li key={step.id}>
                <Dial risk={step.risk} size={13} />
                <b>{sentenceTitle(step)}</b>
                <span>{stateWords[step.state]}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {detail.proposal.state === 'unknown' ? (
        <section className="evidence-section">
          <div className="evidence-head">
            <h3>{t('If nobody answers')}</h3>
          </div>
          <p className="secondary">
            {t(
              'It stays here. Conversation and agent wait. Closing the app, going offline or restarting changes nothing.',
            )}
          </p>
        </section>
      ) : null}
    </>
  )
}
