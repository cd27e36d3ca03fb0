import { useState } from 'react'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'
import { numberWords } from '#renderer/ui/numbers.ts'

/** The whole ledger as a file for somebody else: where it lies, what it weighs, and how to check it without this program. */
type Exported = Awaited<ReturnType<ReturnType<typeof theDesk>['audit']['export']>>

export function ExportPanel() {
  const [busy, setBusy] = useState(false)
  const [exported, setExported] = useState<Exported | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const write = async (): Promise<void> => {
    setBusy(true)
    setFailure(null)
    try {
      setExported(await theDesk().audit.export({}))
    } catch (error) {
      setFailure(failureText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="entry">
      <h3>{t('The ledger for somebody else')}</h3>
      <p className="secondary">
        {t(
          'Writes every entry with its seal into a file on the computer of this desk, readable by its owner only. It holds what customers wrote and what was done for them: keep it like that.',
        )}
      </p>
      <p className="entry-verbs">
        <Button look="solid" unavailable={busy ? t('The file is being written.') : null} onClick={() => void write()}>
          {busy ? t('Writing…') : exported === null ? t('Export now') : t('Export again')}
        </Button>
      </p>
      {busy ? <progress className="activity-progress" aria-label={t('Writing the file')} /> : null}
      <div role="status">
        {failure === null ? null : <p className="form-error">{t('Nothing was written. {{failure}}', { failure })}</p>}
        {exported === null ? null : <Done exported={exported} />}
      </div>
    </div>
  )
}

function Done({ exported: { file, bytes, rows, sha256 } }: { readonly exported: Exported }) {
  return (
    <>
      <dl className="entry-facts">
        <div>
          <dt>{t('File')}</dt>
          <dd className="mono">
            <VisibleText text={file} />
          </dd>
        </div>
        <div>
          <dt>{t('Entries')}</dt>
          <dd>{numberWords(rows)}</dd>
        </div>
        <div>
          <dt>{t('Size')}</dt>
          <dd>{t('{{bytes}} bytes', { bytes: numberWords(bytes) })}</dd>
        </div>
        <div>
          <dt>SHA-256</dt>
          <dd className="mono">{sha256}</dd>
        </div>
      </dl>
      <section className="entry-section" aria-label={t('How to verify it')}>
        <h4>{t('To verify it without this program')}</h4>
        <ol className="export-steps">
          <li>
            <Phrase
              text="{{command}} over all lines but the last gives the SHA-256 above, which the last line repeats."
              values={{ command: <code>sha256sum</code> }}
            />
          </li>
          <li>
            <Phrase
              text="The first line tells in words how each seal is made: HMAC-SHA-256 over the seal before it and the entry, with the key {{file}} of this profile. Twenty lines of any language follow the chain."
              values={{ file: <code>audit.key</code> }}
            />
          </li>
          <li>{t('Give the key to whoever checks the content, by another way than the file.')}</li>
        </ol>
      </section>
    </>
  )
}
