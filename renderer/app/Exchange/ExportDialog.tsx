import { useState } from 'react'
import { everyMask, type Exported, type ExportFormat, type ExportRequest, type Mask } from '#contract/exchange.ts'
import { JobProgress } from '#renderer/app/Exchange/JobProgress.tsx'
import { useJob } from '#renderer/app/Exchange/use-job.ts'
import { CheckField, Segments } from '#renderer/app/Settings/fields.tsx'
import { theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Dialog } from '#renderer/ui/Dialog.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/form.css'
import '#renderer/styles/settings-fields.css'
import '#renderer/styles/exchange.css'
import { t } from '#renderer/ui/language.ts'
import { numberWords, sizeWords } from '#renderer/ui/numbers.ts'

/** Asks what is to be written and what is to be hidden in it, writes it, and says where it lies. */
type Props = {
  readonly of: ExportRequest['of']
  /** "12 conversations found by…": what the person is about to write. */
  readonly about: string
  readonly onClose: () => void
}

const formats: readonly { readonly id: ExportFormat; readonly label: string; readonly help: string }[] = [
  { id: 'jsonl', label: 'JSONL', help: t('Everything, to be read by a program or taken in by another desk') },
  { id: 'csv', label: 'CSV', help: t('Three tables for a spreadsheet; no cell is a formula') },
  { id: 'html', label: t('Printable pages'), help: t('For a browser, offline') },
  { id: 'markdown', label: t('Markdown'), help: t('Plain text with headings') },
]
const masks: Readonly<Record<Mask, string>> = {
  card: t('Card numbers'),
  secret: t('Keys and passwords'),
  email: t('E-mail addresses'),
  phone: t('Phone numbers'),
  iban: t('Bank accounts (IBAN)'),
}
const audio = [
  { value: 'none', label: t('None') },
  { value: 'safe', label: t('Without spoken numbers') },
  { value: 'all', label: t('All') },
] as const

const toggled = <T,>(held: readonly T[], one: T, isOn: boolean): T[] =>
  isOn ? [...held.filter((other) => other !== one), one] : held.filter((other) => other !== one)

export function ExportDialog({ of, about, onClose }: Props) {
  const [wanted, setWanted] = useState<Omit<ExportRequest, 'of'>>({
    formats: ['jsonl'],
    masks: [...everyMask],
    layout: 'each',
    audio: 'none',
  })
  const change = (part: Partial<typeof wanted>): void => setWanted((held) => ({ ...held, ...part }))
  const { job, failure, isRunning, begin, cancel } = useJob()
  const result = job?.result?.kind === 'export' ? job.result : null
  const write = (): void => void begin(() => theDesk().exchange.export({ ...wanted, of }))
  return (
    <Dialog title={t('Export')} onClose={onClose} className="dialog export-dialog">
      <p className="dialog-text">
        <VisibleText text={about} />
      </p>
      {result === null ? <Choices wanted={wanted} change={change} /> : <Done result={result} />}
      <div role="status">
        {isRunning && job !== null ? <JobProgress job={job} onCancel={cancel} /> : null}
        {failure === null ? null : <p className="form-error">{t('Nothing was written. {{failure}}', { failure })}</p>}
        {job?.state === 'cancelled' ? <p className="secondary">{t('Cancelled. Nothing was written.')}</p> : null}
      </div>
      <div className="dialog-actions">
        <Button look="quiet" onClick={onClose}>
          {result === null ? t('Not now') : t('Close')}
        </Button>
        {result === null ? (
          <Button
            look="solid"
            autoFocus
            unavailable={
              isRunning
                ? t('The files are being written.')
                : wanted.formats.length === 0
                  ? t('Choose a format first.')
                  : null
            }
            onClick={write}
          >
            {isRunning ? t('Writing…') : t('Write the files')}
          </Button>
        ) : null}
      </div>
    </Dialog>
  )
}

type Wanted = Omit<ExportRequest, 'of'>

function Choices({ wanted, change }: { readonly wanted: Wanted; readonly change: (part: Partial<Wanted>) => void }) {
  const isPaged = wanted.formats.includes('html') || wanted.formats.includes('markdown')
  const open = everyMask.filter((mask) => !wanted.masks.includes(mask)).map((mask) => masks[mask].toLowerCase())
  return (
    <>
      <fieldset className="export-part">
        <legend>{t('Files')}</legend>
        {formats.map(({ id, label, help }) => (
          <CheckField
            key={id}
            label={label}
            help={help}
            checked={wanted.formats.includes(id)}
            onChange={(isOn) => change({ formats: toggled(wanted.formats, id, isOn) })}
          />
        ))}
        {isPaged ? (
          <Segments
            label={t('Pages and Markdown')}
            value={wanted.layout}
            options={[
              { value: 'each', label: t('One file each') },
              { value: 'book', label: t('One for all') },
            ]}
            onChange={(layout) => change({ layout })}
          />
        ) : null}
      </fieldset>
      <fieldset className="export-part">
        <legend>{t('Hidden in them')}</legend>
        {everyMask.map((mask) => (
          <CheckField
            key={mask}
            label={masks[mask]}
            checked={wanted.masks.includes(mask)}
            onChange={(isOn) => change({ masks: toggled(wanted.masks, mask, isOn) })}
          />
        ))}
        {open.length === 0 ? null : (
          <p className="export-warning">
            {t('Written as they are: {{open}}. Keep the files as you would keep those.', { open: open.join(', ') })}
          </p>
        )}
      </fieldset>
      <fieldset className="export-part">
        <legend>{t('Recordings')}</legend>
        <Segments
          label={t('Recordings')}
          value={wanted.audio}
          options={audio}
          onChange={(one) => change({ audio: one })}
        />
        {wanted.audio === 'all' ? (
          <p className="export-warning">{t('Nothing is hidden in sound: numbers that are spoken will be heard.')}</p>
        ) : null}
      </fieldset>
    </>
  )
}

function Done({ result }: { readonly result: Exported }) {
  const { folder, files, bytes, conversations, messages, actions, masked, audio: sound } = result
  const hidden = Object.entries(masked).map(([mask, many]) => `${numberWords(many)} ${mask}`)
  return (
    <dl className="export-facts">
      <dt>{t('Folder')}</dt>
      <dd className="mono">
        <VisibleText text={folder} />
      </dd>
      <dt>{t('In it')}</dt>
      <dd>
        {t('{{conversations}} conversations, {{messages}} messages, {{actions}} actions', {
          conversations: numberWords(conversations),
          messages: numberWords(messages),
          actions: numberWords(actions),
        })}
      </dd>
      <dt>{t('Files')}</dt>
      <dd>
        {t('{{files}}, {{size}}, and manifest.json with the SHA-256 of each', {
          files: numberWords(files),
          size: sizeWords(bytes),
        })}
      </dd>
      <dt>{t('Hidden')}</dt>
      <dd>{hidden.length === 0 ? t('Nothing') : hidden.join(', ')}</dd>
      {sound.copied + sound.leftOut + sound.missing === 0 ? null : (
        <>
          <dt>{t('Recordings')}</dt>
          <dd>
            {t('{{copied}} copied, {{leftOut}} left out because numbers are spoken in them, {{missing}} gone', {
              copied: numberWords(sound.copied),
              leftOut: numberWords(sound.leftOut),
              missing: numberWords(sound.missing),
            })}
          </dd>
        </>
      )}
    </dl>
  )
}
