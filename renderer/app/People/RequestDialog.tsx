import { useEffect, useRef, useState } from 'react'
import type { RequestView } from '#contract/approval.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { PersonChoice } from '#renderer/app/People/PersonChoice.tsx'
import { refusedWords, type Refused } from '#renderer/app/People/pin-words.ts'
import { RequestCard } from '#renderer/app/People/RequestCard.tsx'
import { loadPeople, signingHere, usePeople } from '#renderer/state/people.ts'
import { openSettings, useUi } from '#renderer/state/ui.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { FileButton } from '#renderer/ui/FileButton.tsx'
import { PinField, takePin } from '#renderer/ui/PinField.tsx'
import { fileNamePart, saveFile } from '#renderer/ui/save-file.ts'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/request.css'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** A colleague's request for a second signature: opened, read as a card, signed with a PIN, and saved to be sent back. */
type Asked = { readonly document: string; readonly view: RequestView }
type Signed = { readonly name: string; readonly document: string; readonly by: string }

const close = () => useUi.setState({ request: false })

export function RequestDialog() {
  const [asked, setAsked] = useState<Asked | null>(null)
  const [signed, setSigned] = useState<Signed | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const read = async (document: string): Promise<void> => {
    setFailure(null)
    try {
      const view = await theDesk().approvals.inspect({ document })
      setAsked({ document, view })
    } catch (error) {
      setAsked(null)
      setFailure(failureText(error))
    }
  }
  return (
    <Dialog title={t('Countersign a colleague’s request')} className="dialog request" onClose={close}>
      {asked === null ? (
        <p className="dialog-text">
          {t(
            'A colleague whose desk needs a second signature sends you a file. Open it here, read what it asks for, and sign it with your PIN. Nothing runs on this desk.',
          )}
        </p>
      ) : (
        <RequestCard view={asked.view} />
      )}
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      {signed === null ? null : <Done signed={signed} to={asked?.view.desk.name ?? ''} />}
      {asked === null || signed !== null ? (
        <div className="dialog-actions">
          <Button look="quiet" onClick={close}>
            {t('Close')}
          </Button>
          {signed === null ? (
            <FileButton
              label={t('Request file of a colleague')}
              look="solid"
              autoFocus
              onText={read}
              onRefused={setFailure}
            >
              {t('Open a request file…')}
            </FileButton>
          ) : null}
        </div>
      ) : (
        <Signing asked={asked} onSigned={setSigned} onOther={() => setAsked(null)} />
      )}
    </Dialog>
  )
}

function Done({ signed, to }: { readonly signed: Signed; readonly to: string }) {
  return (
    <div className="request-done" role="status">
      <p>
        <b>{t('Signed by {{by}}.', { by: signed.by })}</b>{' '}
        <Phrase
          text="Saved as {{name}}. Send it back to {{to}}: it runs there once it is opened, and counts once."
          values={{ name: <span className="mono">{signed.name}</span>, to: <VisibleText text={to} /> }}
        />
      </p>
      <Button size="small" onClick={() => saveFile(signed.name, signed.document)}>
        {t('Save it again…')}
      </Button>
    </div>
  )
}

type SigningProps = {
  readonly asked: Asked
  readonly onSigned: (signed: Signed) => void
  readonly onOther: () => void
}

function Signing({ asked, onSigned, onOther }: SigningProps) {
  const everybody = usePeople((held) => held.people)
  const people = everybody === null ? [] : signingHere(everybody)
  const [chosenId, setChosen] = useState<string | null>(null)
  const [typed, setTyped] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const pin = useRef<HTMLInputElement>(null)
  useEffect(() => void loadPeople(), [])
  const chosen = people.find(({ id }) => id === chosenId) ?? null
  const held = asked.view.expired
    ? t('The time for this signature is over')
    : chosen === null
      ? t('Choose who signs')
      : typed
        ? null
        : t('Type the PIN')
  const sign = async (): Promise<void> => {
    if (busy || chosen === null || held !== null) return
    setBusy(true)
    setRefused(null)
    const value = takePin(pin.current)
    setTyped(false)
    try {
      const { document } = await theDesk().approvals.sign({ document: asked.document, person: chosen.id, pin: value })
      const name = `countersign-answer-${fileNamePart(asked.view.proposal.id)}.json`
      saveFile(name, document)
      onSigned({ name, document, by: chosen.name })
    } catch (error) {
      setRefused(refusedWords(error, chosen.name))
      pin.current?.focus()
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      {everybody !== null && people.length === 0 ? (
        <p className="dialog-text">
          {t('Nobody has a PIN at this desk yet.')}{' '}
          <Button size="small" onClick={() => (close(), openSettings('people'))}>
            {t('Add people…')}
          </Button>
        </p>
      ) : (
        <div className="request-form">
          <PersonChoice
            label={t('Who signs')}
            people={people}
            chosen={chosen?.id ?? null}
            invalid={refused?.of === 'person'}
            onChoose={(id) => {
              setChosen(id)
              setRefused(null)
            }}
          />
          <PinField
            field={pin}
            label={chosen === null ? t('Their PIN') : t('PIN of {{name}}', { name: chosen.name })}
            error={refused?.of === 'pin' ? refused.text : null}
            onTyped={setTyped}
            onEnter={() => void sign()}
          />
        </div>
      )}
      {refused === null || refused.of === 'pin' ? null : (
        <p className="form-error" role="alert">
          {refused.text}
        </p>
      )}
      <div className="dialog-actions">
        <Button look="quiet" onClick={onOther}>
          {t('Another file…')}
        </Button>
        <span className="grow" />
        <Button look="quiet" onClick={close}>
          {t('Do not sign')}
        </Button>
        <Button look="solid" unavailable={busy ? t('Signing') : held} onClick={() => void sign()}>
          {busy ? t('Signing…') : t('Countersign, save the answer')}
        </Button>
      </div>
    </>
  )
}
