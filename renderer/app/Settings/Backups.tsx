import { useEffect, useState } from 'react'
import type { Configuration } from '#contract/settings.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { ExportPanel } from '#renderer/app/Exchange/ExportPanel.tsx'
import { ImportPanel } from '#renderer/app/Exchange/ImportPanel.tsx'
import { RetentionPanel } from '#renderer/app/Exchange/RetentionPanel.tsx'
import { RestoreDialog } from '#renderer/app/Settings/RestoreDialog.tsx'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { readConfiguration } from '#renderer/app/Settings/settings-model.ts'
import type { Refusal } from '#renderer/app/Settings/settings-model.ts'
import { saveSettings } from '#renderer/app/Settings/use-settings.ts'
import { unreadableTitle, useUnreadable } from '#renderer/state/unreadable.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { FieldDiff } from '#renderer/ui/Diff.tsx'
import { FileButton } from '#renderer/ui/FileButton.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { sizeWords } from '#renderer/ui/numbers.ts'
import { saveFile } from '#renderer/ui/save-file.ts'
import { clockWords, dayWords, useNow } from '#renderer/ui/Time.tsx'
import { toJson } from '#renderer/ui/SchemaForm/pointer.ts'
import { locale, t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'

/** Copies of the database that can be trusted because they were opened and read, and the one document of the settings. */
type Backup = { readonly file: string; readonly bytes: number; readonly at: number; readonly verified: boolean }

function BackupList() {
  const [backups, setBackups] = useState<readonly Backup[]>([])
  const [busy, setBusy] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const [wanted, setWanted] = useState<Backup | null>(null)
  const now = useNow()
  const held = busy === null ? null : busy === 'create' ? t('Copying') : t('Reading')
  const during = async (word: string, act: () => Promise<void>): Promise<void> => {
    setBusy(word)
    setFailure(null)
    try {
      await act()
    } catch (error) {
      setFailure(failureText(error))
    } finally {
      setBusy(null)
    }
  }
  const load = async (): Promise<void> => setBackups((await theDesk().backup.list({})).backups)
  useEffect(() => {
    let isShown = true
    theDesk()
      .backup.list({})
      .then(
        (held) => (isShown ? setBackups(held.backups) : undefined),
        (error: unknown) => (isShown ? setFailure(failureText(error)) : undefined),
      )
    return () => {
      isShown = false
    }
  }, [])
  const replace = (done: Backup): void =>
    setBackups((held) => held.map((backup) => (backup.file === done.file ? done : backup)))
  return (
    <section className="set-group" aria-labelledby="set-backups">
      <div className="set-row">
        <h3 id="set-backups">{t('Backups')}</h3>
        <span className="grow" />
        <Button
          unavailable={held}
          onClick={() =>
            void during('create', async () => {
              await theDesk().backup.create({})
              await load()
            })
          }
        >
          {busy === 'create' ? t('Copying…') : t('Back up now')}
        </Button>
      </div>
      {failure === null ? null : (
        <p className="form-error" role="alert">
          {failure}
        </p>
      )}
      {backups.length === 0 ? (
        <p className="secondary">{t('No copy yet. One is made by itself when it is due.')}</p>
      ) : null}
      <ul className="backup-list">
        {backups.map((backup) => (
          <li key={backup.file}>
            <time>
              {dayWords(backup.at, now)} {clockWords(backup.at)}
            </time>
            <span className="mono" title={backup.file}>
              {backup.file.replace(/^.*[/\\]/, '')}
            </span>
            <span>{sizeWords(backup.bytes)}</span>
            {backup.verified ? (
              <>
                <span className="chip chip-ok">{t('read back')}</span>
                <Button
                  size="small"
                  aria-label={t('Go back to the backup of {{day}} {{time}}', {
                    day: dayWords(backup.at, now),
                    time: clockWords(backup.at),
                  })}
                  unavailable={held}
                  onClick={() => setWanted(backup)}
                >
                  {t('Go back…')}
                </Button>
              </>
            ) : (
              <Button
                size="small"
                aria-label={t('Verify {{file}}', { file: backup.file })}
                unavailable={held}
                onClick={() =>
                  void during(backup.file, async () => replace(await theDesk().backup.verify({ file: backup.file })))
                }
              >
                {busy === backup.file ? t('Reading…') : t('Verify')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {wanted === null ? null : <RestoreDialog backup={wanted} onClose={() => setWanted(null)} />}
    </section>
  )
}

const download = (configuration: Configuration): void =>
  saveFile('countersign.json', `${JSON.stringify(configuration, null, 2)}\n`)

function ConfigurationFile({ configuration }: { readonly configuration: Configuration }) {
  const [offered, setOffered] = useState<Configuration | null>(null)
  const [refusals, setRefusals] = useState<readonly Refusal[]>([])
  const take = (text: string): void => {
    const read = readConfiguration(text)
    setOffered(read.ok ? read.value : null)
    setRefusals(read.ok ? [] : read.refusals)
  }
  const save = async (): Promise<void> => {
    if (offered === null) return
    const refused = await saveSettings(offered)
    setRefusals(refused)
    if (refused.length === 0) setOffered(null)
  }
  return (
    <section className="set-group" aria-labelledby="set-file">
      <div className="set-row">
        <h3 id="set-file">{t('Configuration file')}</h3>
        <span className="grow" />
        <Button onClick={() => download(configuration)}>{t('Export')}</Button>
        <FileButton
          label={t('Configuration file to import')}
          onText={take}
          onRefused={(message) => setRefusals([{ path: '', message }])}
        >
          {t('Import…')}
        </FileButton>
      </div>
      <p className="secondary">{t('One JSON document with everything on these pages. Keys are never in it.')}</p>
      {refusals.map((refusal) => (
        <p className="form-error" role="alert" key={`${refusal.path} ${refusal.message}`}>
          {refusal.path === '' ? refusal.message : `${refusal.path}: ${refusal.message}`}
        </p>
      ))}
      {offered === null ? null : (
        <div className="import-preview">
          <h4>{t('This would change')}</h4>
          <FieldDiff before={toJson(configuration)} after={toJson(offered)} />
          <div className="tool-verbs">
            <Button look="solid" onClick={() => void save()}>
              {t('Import this')}
            </Button>
            <Button look="quiet" onClick={() => setOffered(null)}>
              {t('Keep what is here')}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}

/** Rows that are kept and that nobody can read, by table and number, so that somebody can look for them in a backup. */
function Unreadable() {
  const leftOut = useUnreadable()
  if (leftOut === null || leftOut.count === 0) return null
  const others = leftOut.count - leftOut.first.length
  return (
    <Notice tone="warn" role="status" title={unreadableTitle(leftOut.count)}>
      <Phrase
        text={
          others === 0
            ? 'No search finds them. An older backup may still have them whole: {{names}}.'
            : 'No search finds them. An older backup may still have them whole: {{names}}, and {{others}} others.'
        }
        values={{
          count: leftOut.count,
          names: <span className="mono">{leftOut.first.join(', ')}</span>,
          others: others.toLocaleString(locale),
        }}
      />
    </Notice>
  )
}

export function Backups({ configuration }: { readonly configuration: Configuration }) {
  return (
    <>
      <SectionHead title={t('Backup & data')} words={t('A copy counts once it has been opened and read.')} />
      <Unreadable />
      <BackupList />
      <ExportPanel />
      <ImportPanel />
      <RetentionPanel />
      <ConfigurationFile configuration={configuration} />
    </>
  )
}
