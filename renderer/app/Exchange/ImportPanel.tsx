import { useRef, useState } from 'react'
import type { ImportOutcome, ImportPreview } from '#contract/exchange.ts'
import { JobProgress } from '#renderer/app/Exchange/JobProgress.tsx'
import { sendFile } from '#renderer/app/Exchange/send-file.ts'
import { useJob } from '#renderer/app/Exchange/use-job.ts'
import { CheckField } from '#renderer/app/Settings/fields.tsx'
import { failureText, theDesk } from '#renderer/connection.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import '#renderer/styles/exchange.css'
import { t } from '#renderer/ui/language.ts'
import { Phrase } from '#renderer/ui/Phrase.tsx'
import { numberWords } from '#renderer/ui/numbers.ts'

/** Takes conversations in as closed history: first what would come of it, then, after a backup, the thing itself. */

const isSound = (name: string): boolean => /\.(?:wav|opus)$/.test(name)

export function ImportPanel() {
  const field = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<{ readonly name: string; readonly share: number } | null>(null)
  const [unsent, setUnsent] = useState<string | null>(null)
  const [keepTheirs, setKeepTheirs] = useState(false)
  const { job, failure, isRunning, begin, cancel, reset } = useJob()
  const isBusy = sending !== null || isRunning
  const preview = job?.state === 'done' && job.result?.kind === 'preview' ? job.result : null
  const done = job?.result?.kind === 'import' ? job.result : null

  const take = async (): Promise<void> => {
    const files = [...(field.current?.files ?? [])]
    const file = files.find(({ name }) => !isSound(name))
    if (field.current === null || file === undefined) return
    setUnsent(null)
    setSending({ name: file.name, share: 0 })
    try {
      const upload = await sendFile(file, (share) => setSending({ name: file.name, share }))
      const sounds: string[] = []
      for (const sound of files.filter(({ name }) => isSound(name)))
        sounds.push(await sendFile(sound, (share) => setSending({ name: sound.name, share })))
      setSending(null)
      await begin(() => theDesk().exchange.preview({ upload, name: file.name.slice(0, 300), sounds }))
    } catch (error) {
      setUnsent(failureText(error))
      setSending(null)
    } finally {
      if (field.current !== null) field.current.value = ''
    }
  }
  const discard = (upload: string): void => {
    void theDesk()
      .exchange.discard({ upload })
      .catch(() => {})
    reset()
  }
  return (
    <section className="set-group" aria-labelledby="set-import">
      <div className="set-row">
        <h3 id="set-import">{t('Import conversations')}</h3>
        <span className="grow" />
        <Button unavailable={isBusy ? t('One file after the other.') : null} onClick={() => field.current?.click()}>
          {t('Choose a file…')}
        </Button>
        <input
          ref={field}
          className="visually-hidden"
          type="file"
          multiple
          aria-label={t('File with conversations to import')}
          tabIndex={-1}
          onChange={() => void take()}
        />
      </div>
      <p className="secondary">
        {t(
          'An export or a backup of a desk, dialogues as JSONL, or chats as OpenAI and xAI write them. They become closed history: no agent works on them and nothing is sent. What is here is never written over. Choose the recordings together with the file, and they come along.',
        )}
      </p>
      <div role="status">
        {sending === null ? null : (
          <p className="tertiary small">
            {t('Taking in {{name}}: {{percent}} %', { name: sending.name, percent: Math.round(sending.share * 100) })}
          </p>
        )}
        {isRunning && job !== null ? <JobProgress job={job} onCancel={cancel} /> : null}
        {(unsent ?? failure) === null ? null : <p className="form-error">{unsent ?? failure}</p>}
        {job?.state === 'cancelled' ? <p className="secondary">{t('Cancelled. Nothing was added.')}</p> : null}
        {done === null ? null : <Added outcome={done.outcome} backup={done.backup} />}
      </div>
      {preview === null || failure !== null ? null : (
        <div className="import-preview">
          <Report preview={preview} />
          {preview.report.conflicts === 0 ? null : (
            <CheckField
              label={t('Keep theirs beside ours where they differ')}
              checked={keepTheirs}
              onChange={setKeepTheirs}
            />
          )}
          <div className="tool-verbs">
            <Button
              look="solid"
              unavailable={isEmpty(preview) ? t('There is nothing to add.') : null}
              onClick={() => void begin(() => theDesk().exchange.import({ upload: preview.upload, keepTheirs }))}
            >
              {t('Back up, then import')}
            </Button>
            <Button look="quiet" onClick={() => discard(preview.upload)}>
              {t('Leave it')}
            </Button>
          </div>
        </div>
      )}
    </section>
  )
}

const isEmpty = ({ report: { adds, merges, conflicts } }: ImportPreview): boolean =>
  adds.conversations + merges + conflicts === 0

const forms = {
  own: t('An export of a desk'),
  backup: t('A backup of a desk'),
  chat: t('Chats with roles'),
  dialogue: t('Dialogues as text'),
} as const

function Report({ preview: { name, report } }: { readonly preview: ImportPreview }) {
  const { form, masked, adds, merges, duplicates, conflicts, left, recordings, scores, scorecards, rejects, examples } =
    report
  const rows: readonly (readonly [string, number, string])[] = [
    [
      t('New'),
      adds.conversations,
      t('with {{messages}} messages and {{actions}} actions', {
        messages: numberWords(adds.messages),
        actions: numberWords(adds.actions),
      }),
    ],
    [
      t('Recordings'),
      recordings.named,
      t('are named, {{here}} of them come along', { here: numberWords(recordings.here) }),
    ],
    [t('Scores'), scores.adds, t('come along')],
    [t('Scores here already'), scores.same, t('nothing is added')],
    [t('Scores otherwise here'), scores.conflicts, t('ours stay')],
    [t('Scorecards'), scorecards.adds, t('come along')],
    [t('Scorecards otherwise here'), scorecards.conflicts, t('come in beside ours, put away')],
    [t('Completed'), merges, t('are here and lack something')],
    [t('Here already'), duplicates, t('nothing is added')],
    [t('Otherwise here'), conflicts, t('ours stays')],
    [t('Left alone'), left, t('are open here, or were removed for good')],
    [t('Not read'), rejects.count, t('lines')],
  ]
  return (
    <>
      <h4>
        <VisibleText text={name} />: {form === null ? t('nothing in it can be read') : forms[form]}
        {masked ? `, ${t('masked')}` : ''}
      </h4>
      <dl className="export-facts">
        {rows.map(([label, many, words]) =>
          many === 0 ? null : (
            <div key={label} className="export-fact">
              <dt>{label}</dt>
              <dd>
                {numberWords(many)} {words}
              </dd>
            </div>
          ),
        )}
      </dl>
      <ul className="import-lines">
        {examples.map(({ line, title, why }) => (
          <li key={`${line} ${why}`}>
            <Phrase
              text="Line {{line}}: {{title}}. {{why}}"
              values={{ line, title: <VisibleText text={title} />, why }}
            />
          </li>
        ))}
        {rejects.lines.map(({ line, reason }) => (
          <li key={`reject ${line}`}>
            <Phrase
              text="Line {{line}} was not read. {{reason}}"
              values={{ line, reason: <VisibleText text={reason} /> }}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

function Added({ outcome, backup }: { readonly outcome: ImportOutcome; readonly backup: string | null }) {
  const { conversations, messages, actions, merged, rejected } = outcome
  return (
    <p className="secondary">
      {t(
        '{{conversations}} conversations were added with {{messages}} messages and {{actions}} actions, {{merged}} were completed, {{rejected}} lines were not read.',
        {
          conversations: numberWords(conversations),
          messages: numberWords(messages),
          actions: numberWords(actions),
          merged: numberWords(merged),
          rejected: numberWords(rejected),
        },
      )}
      {backup === null ? '' : ` ${t('A backup was made before: {{file}}.', { file: backup.replace(/^.*[/\\]/, '') })}`}
    </p>
  )
}
