import { Ellipsis } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import type { Suite } from '#contract/scenario.ts'
import { WordsField } from '#renderer/app/Playground/SuiteFields.tsx'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { Menu } from '#renderer/ui/Menu.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/form-input.css'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

const choices = [
  { id: 'rename', label: t('Rename the suite…') },
  { id: 'remove', label: t('Remove the suite…') },
]

type VerbsProps = {
  readonly suite: Suite
  /** Why it cannot be removed now. */
  readonly busy: string | null
  readonly onRenamed: () => void
  readonly onRemoved: () => void
}

/** What is seldom done with a suite: another name for it, or its end. */
export function SuiteVerbs({ suite, busy, onRenamed, onRemoved }: VerbsProps) {
  const [isOpen, setOpen] = useState(false)
  const [asked, setAsked] = useState<string | null>(null)
  const close = (): void => setAsked(null)
  const remove = async (): Promise<void> => {
    await theDesk().scenarios.removeSuite({ id: suite.id })
    onRemoved()
  }
  return (
    <>
      <Menu
        label={t('Suite')}
        choices={choices}
        onChoose={setAsked}
        isOpen={isOpen}
        onOpenChange={setOpen}
        className="icon-button"
      >
        <Ellipsis aria-label={t('More about the suite')} role="img" />
      </Menu>
      {asked === 'rename' ? <RenameDialog suite={suite} onClose={close} onRenamed={onRenamed} /> : null}
      {asked === 'remove' ? (
        <RemoveDialog
          title={t('Remove this suite?')}
          verb={t('Remove suite')}
          busy={busy}
          onRemove={remove}
          onClose={close}
        >
          <Phrase
            text="“{{suite}}” goes with {{count}} scenarios and all their runs. It cannot be taken back; a saved file keeps what they ask for."
            values={{ suite: <VisibleText text={suite.name} />, count: suite.scenarios }}
          />
        </RemoveDialog>
      ) : null}
    </>
  )
}

type RenameProps = { readonly suite: Suite; readonly onClose: () => void; readonly onRenamed: () => void }

function RenameDialog({ suite: { id, name: before, about }, onClose, onRenamed }: RenameProps) {
  const [name, setName] = useState(before)
  const [failure, setFailure] = useState<string | null>(null)
  const save = async (): Promise<void> => {
    try {
      await theDesk().scenarios.saveSuite({ id, name: name.trim(), about })
      onRenamed()
      onClose()
    } catch (error) {
      setFailure(failureText(error))
    }
  }
  const missing = name.trim() === '' ? t('Give it a name') : null
  return (
    <Dialog title={t('Rename the suite')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (missing === null) void save()
        }}
      >
        <div className="play-save">
          <WordsField label={t('Name')} value={name} onChange={setName} />
        </div>
        <Failure title={t('It was not renamed.')} why={failure} />
        <p className="dialog-actions">
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="solid" type="submit" unavailable={missing}>
            {t('Rename')}
          </Button>
        </p>
      </form>
    </Dialog>
  )
}

type RemoveProps = {
  readonly title: string
  readonly verb: string
  readonly busy?: string | null
  readonly onRemove: () => void | Promise<void>
  readonly onClose: () => void
  /** What goes with it. */
  readonly children: ReactNode
}

export function RemoveDialog({ title, verb, busy = null, onRemove, onClose, children }: RemoveProps) {
  const [failure, setFailure] = useState<string | null>(null)
  const remove = async (): Promise<void> => {
    try {
      await onRemove()
      onClose()
    } catch (error) {
      setFailure(failureText(error))
    }
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <Failure title={t('It was not removed.')} why={failure} />
      <p className="dialog-actions">
        <Button onClick={onClose}>{t('Keep it')}</Button>
        <Button look="danger" unavailable={busy} onClick={() => void remove()}>
          {verb}
        </Button>
      </p>
    </Dialog>
  )
}

function Failure({ title, why }: { readonly title: string; readonly why: string | null }) {
  return why === null ? null : (
    <Notice tone="warn" role="alert" title={title}>
      {why}
    </Notice>
  )
}
