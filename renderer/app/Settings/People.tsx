import { useEffect, useState } from 'react'
import type { Person } from '#contract/approval.ts'
import { failureText, theDesk, useConnection } from '#renderer/connection.ts'
import { SignsAlone } from '#renderer/app/Policies/SignsAlone.tsx'
import { AddPerson, ChangePin } from '#renderer/app/Settings/PersonForms.tsx'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { loadPeople, usePeople } from '#renderer/state/people.ts'
import { usePolicies } from '#renderer/state/policies.ts'
import { useUi } from '#renderer/state/ui.ts'
import { Avatar } from '#renderer/ui/Avatar.tsx'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { clockWords, dayWords, useNow } from '#renderer/ui/Time.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/settings-people.css'
import { t } from '#renderer/ui/language.ts'

/** Who may sign second: added, given a new PIN, removed. A PIN is never shown and cannot be looked up. */
export function PeoplePage() {
  const { people, failure } = usePeople()
  const view = usePolicies((state) => state.view)
  const [adding, setAdding] = useState(false)
  const open = useConnection((connection) => connection.state === 'open')
  useEffect(() => {
    if (open) void loadPeople()
  }, [open])
  const present = (people ?? []).filter(({ disabledAt }) => disabledAt === null)
  const gone = (people ?? []).filter(({ disabledAt }) => disabledAt !== null)
  return (
    <>
      <SectionHead
        title={t('People')}
        words={t('Who may give the second of two signatures, here with a PIN or at a desk of their own.')}
        action={<Button onClick={() => setAdding(!adding)}>{t('Add a person')}</Button>}
      />
      {adding ? <AddPerson onDone={() => setAdding(false)} /> : null}
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      {people !== null && present.length === 0 && !adding ? (
        <p className="secondary set-lead">
          {t(
            'Nobody yet. A rule that asks two people needs a colleague who is not you: add them, and let them type their own PIN.',
          )}
        </p>
      ) : null}
      {view === null || present.length === 0 ? null : <SignsAlone view={view} />}
      <ul className="people-list">
        {present.map((person) => (
          <PersonRow key={person.id} person={person} />
        ))}
      </ul>
      {gone.length === 0 ? null : <Gone people={gone} />}
      <section className="set-group" aria-labelledby="set-requests">
        <div className="set-row">
          <h3 id="set-requests">{t('Requests of colleagues')}</h3>
          <span className="grow" />
          <Button onClick={() => useUi.setState({ request: true })}>{t('Open a request file…')}</Button>
        </div>
        <p className="secondary">
          {t(
            'Somebody at another desk asks for your signature by file. You read it, sign it with your PIN here, and send the answer back. For that, their desk has to know the public key that stands beside your name.',
          )}
        </p>
      </section>
    </>
  )
}

function PersonRow({ person }: { readonly person: Person }) {
  const { id, name, hasPin, publicKey, createdAt } = person
  const [open, setOpen] = useState<'none' | 'pin' | 'remove'>('none')
  const [copied, setCopied] = useState(false)
  const now = useNow()
  const copy = (): void => {
    navigator.clipboard.writeText(publicKey).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  return (
    <li className="person">
      <Avatar name={name} of="operator" size="large" />
      <div className="person-words">
        <h3>
          <VisibleText text={name} />
        </h3>
        <p>
          {t(
            hasPin
              ? 'Signs here with a PIN, added {{day}} {{time}}'
              : 'Signs at a desk of their own, added {{day}} {{time}}',
            { day: dayWords(createdAt, now), time: clockWords(createdAt) },
          )}
        </p>
        <p className="mono person-key" title={t('Public key; not a secret')}>
          {publicKey}
        </p>
      </div>
      <div className="person-verbs">
        <Button
          size="small"
          aria-label={copied ? t('Copied key of {{name}}', { name }) : t('Copy key of {{name}}', { name })}
          onClick={copy}
        >
          {copied ? t('Copied') : t('Copy key')}
        </Button>
        {hasPin ? (
          <Button
            size="small"
            aria-label={t('Change PIN… of {{name}}', { name })}
            aria-expanded={open === 'pin'}
            onClick={() => setOpen(open === 'pin' ? 'none' : 'pin')}
          >
            {t('Change PIN…')}
          </Button>
        ) : null}
        <Button size="small" aria-label={t('Remove… {{name}}', { name })} onClick={() => setOpen('remove')}>
          {t('Remove…')}
        </Button>
      </div>
      {open === 'pin' ? <ChangePin person={person} onDone={() => setOpen('none')} /> : null}
      {open === 'remove' ? <Remove id={id} name={name} onClose={() => setOpen('none')} /> : null}
    </li>
  )
}

function Remove({ id, name, onClose }: { readonly id: string; readonly name: string; readonly onClose: () => void }) {
  const [failure, setFailure] = useState<string | null>(null)
  const remove = async (): Promise<void> => {
    try {
      await theDesk().people.disable({ id })
      await loadPeople()
      onClose()
    } catch (error) {
      setFailure(failureText(error))
    }
  }
  return (
    <Dialog title={t('Remove {{name}}?', { name })} onClose={onClose}>
      <p className="dialog-text">
        {t(
          '{{name}} cannot sign any more, here or by file. What they signed stays signed, under their name. To let them sign again they are added anew.',
          { name },
        )}
      </p>
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      <div className="dialog-actions">
        <Button look="quiet" autoFocus onClick={onClose}>
          {t('Keep {{name}}', { name })}
        </Button>
        <Button look="solid" onClick={() => void remove()}>
          {t('Remove {{name}}', { name })}
        </Button>
      </div>
    </Dialog>
  )
}

function Gone({ people }: { readonly people: readonly Person[] }) {
  const now = useNow()
  return (
    <details className="people-gone">
      <summary>{t('Removed ({{people}})', { people: people.length })}</summary>
      <ul>
        {people.map(({ id, name, disabledAt }) => (
          <li key={id}>
            <VisibleText text={name} />
            <span className="tertiary">
              {' '}
              {t('removed {{day}}', { day: disabledAt === null ? '' : dayWords(disabledAt, now) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
