import { Users } from 'lucide-react'
import type { Card } from '#renderer/app/Inbox/dock/use-card.ts'
import type { Second } from '#renderer/app/Inbox/dock/use-second.ts'
import { momentWords } from '#renderer/app/Inbox/dock/waiting-words.ts'
import { PersonChoice } from '#renderer/app/People/PersonChoice.tsx'
import { openSettings } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FileButton } from '#renderer/ui/FileButton.tsx'
import { PinField } from '#renderer/ui/PinField.tsx'
import { clockWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/dock-second.css'
import { Phrase } from '#renderer/ui/Phrase.tsx'
import { t } from '#renderer/ui/language.ts'

/**
 * One of two has signed: who, until when a colleague may, and what exactly they sign. They do it here with their own PIN,
 * under the card, or at their own desk through a file.
 */
export function SecondTerms({ card, second }: { readonly card: Card; readonly second: Second }) {
  const { proposal, second: awaited } = card
  const now = useNow()
  if (awaited === null) return null
  const { expiresAt } = proposal
  return (
    <div className="dock-second" role="group" aria-label={t('Second signature')}>
      <p className="second-lead">
        <Users />
        <span>
          <Phrase
            text="{{who}} signed at {{at}} and waits for a second person. Nothing runs before. {{end}}"
            values={{
              who: (
                <b>
                  <VisibleText text={awaited.first} />
                </b>
              ),
              at: clockWords(awaited.at),
              end:
                expiresAt === null
                  ? t('It waits as long as it takes.')
                  : t('After {{expiresAt}} it expires, not run.', { expiresAt: momentWords(expiresAt, now) }),
            }}
          />
        </span>
      </p>
      <Covered card={card} />
      <Elsewhere second={second} />
    </div>
  )
}

/** The colleague and their PIN; the verb that signs stands where the first one stood. */
export function SecondForm({ card, second }: { readonly card: Card; readonly second: Second }) {
  if (card.second === null) return null
  return (
    <div className="dock-second-form" role="group" aria-label={t('Sign second')}>
      <Here second={second} />
      {second.refused === null || second.refused.of === 'pin' ? null : (
        <p className="second-refused" role="alert">
          {second.refused.text}
        </p>
      )}
      {second.told === null ? null : (
        <p className="second-told" role="status">
          {second.told}
        </p>
      )}
    </div>
  )
}

const short = (hash: string): string => hash.slice(0, 8)

/** What both signatures cover: the desk refuses the second one where any of it is another. */
function Covered({ card: { proposal, tool } }: { readonly card: Card }) {
  const now = useNow()
  const facts: readonly (readonly [string, string, string])[] = [
    [t('Tool'), tool?.name ?? proposal.tool, ''],
    [
      t('Arguments'),
      t('rev {{revision}} {{argsHash}}', { revision: proposal.revision, argsHash: short(proposal.argsHash) }),
      t('Hash of tool and arguments: {{argsHash}}', { argsHash: proposal.argsHash }),
    ],
    [
      t('Conversation'),
      short(proposal.fingerprint),
      t('Hash of the conversation as it was read: {{fingerprint}}', { fingerprint: proposal.fingerprint }),
    ],
    [t('Until'), proposal.expiresAt === null ? t('no deadline') : momentWords(proposal.expiresAt, now), ''],
  ]
  return (
    <dl className="second-facts" aria-label={t('What is signed')}>
      {facts.map(([name, value, title]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd title={title === '' ? undefined : title}>
            <VisibleText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Here({ second }: { readonly second: Second }) {
  const { people, chosen, refused } = second
  if (people === null) return null
  if (people.length === 0)
    return (
      <p className="second-nobody">
        {t('Nobody else has a PIN at this desk yet.')}
        <Button size="small" onClick={() => openSettings('people')}>
          {t('Add people…')}
        </Button>
      </p>
    )
  return (
    <div className="second-form">
      <PersonChoice
        label={t('Who signs second')}
        people={people}
        chosen={chosen?.id ?? null}
        invalid={refused?.of === 'person'}
        onChoose={second.choose}
      />
      <PinField
        field={second.pin}
        label={chosen === null ? t('Their PIN') : t('PIN of {{name}}', { name: chosen.name })}
        error={refused?.of === 'pin' ? refused.text : null}
        onTyped={second.setTyped}
        onEnter={second.sign}
      />
    </div>
  )
}

function Elsewhere({ second }: { readonly second: Second }) {
  return (
    <p className="second-files">
      <span>{t('Or at their own desk')}</span>
      <Button size="small" onClick={second.saveRequest} unavailable={second.busy ? t('Signing') : null}>
        {t('Save a request file…')}
      </Button>
      <FileButton
        size="small"
        label={t('Signed file of a colleague')}
        unavailable={second.busy ? t('Signing') : null}
        onText={second.takeAnswer}
        onRefused={second.refuse}
      >
        {t('Open a signed file…')}
      </FileButton>
    </p>
  )
}
