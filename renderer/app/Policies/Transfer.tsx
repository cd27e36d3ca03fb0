import { Download, Upload } from 'lucide-react'
import { useRef, useState } from 'react'
import type { PolicyDiff, PolicyDocument, PolicyView } from '#contract/policy.ts'
import { failureText, theDesk } from '#renderer/connection.ts'
import { isEmptyDiff, PolicyDiffView } from '#renderer/app/Policies/PolicyDiff.tsx'
import { SectionHead } from '#renderer/app/Settings/Section.tsx'
import { CheckField } from '#renderer/app/Settings/fields.tsx'
import { sayDone, savePolicy } from '#renderer/state/policies.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { saveFile } from '#renderer/ui/save-file.ts'
import { t } from '#renderer/ui/language.ts'

/** The whole policy as a file, out and in. What a file would change is shown first; nothing is saved before that. */
const mostBytes = 2_000_000

type Read =
  | { readonly kind: 'document'; readonly name: string; readonly document: PolicyDocument; readonly diff: PolicyDiff }
  | { readonly kind: 'refused'; readonly name: string; readonly why: string }

/** Strictly by the desk, which knows what a policy is. */
async function readFile(file: File): Promise<Read> {
  const refuse = (why: string): Read => ({ kind: 'refused', name: file.name, why })
  if (file.size > mostBytes) return refuse(t('It is larger than 2 MB. A policy is a short JSON file.'))
  try {
    const document = JSON.parse(await file.text()) as PolicyDocument
    return { kind: 'document', name: file.name, document, diff: await theDesk().policies.diff({ document }) }
  } catch (error) {
    return refuse(error instanceof SyntaxError ? t('It is not JSON.') : failureText(error))
  }
}

function download({ document, version }: PolicyView): void {
  saveFile(`policy-${version}.json`, `${JSON.stringify(document, null, 2)}\n`)
}

export function Transfer({ view }: { readonly view: PolicyView }) {
  const [read, setRead] = useState<Read | null>(null)
  const [over, setOver] = useState(false)
  const [withFloor, setWithFloor] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const take = (files: FileList | null): void => {
    const file = files?.[0]
    setOver(false)
    setFailure(null)
    setWithFloor(false)
    if (file !== undefined) void readFile(file).then(setRead)
  }
  const save = async (next: PolicyDocument): Promise<void> => {
    const before = view.document
    const saved = await savePolicy((now) => ({ ...next, floor: withFloor ? next.floor : now.floor }), withFloor)
    setFailure(saved.ok ? null : saved.message)
    if (!saved.ok) return
    setRead(null)
    sayDone(t('The file is in force.'), () => void savePolicy(() => before, withFloor))
  }
  return (
    <div className="policies-page" data-pane="section" tabIndex={-1}>
      <SectionHead
        title={t('Import and export')}
        words={t('All rules and the floor as one JSON file.')}
        action={
          <Button onClick={() => download(view)}>
            <Download />
            {t('Export')}
          </Button>
        }
      />
      <div
        className="policies-drop"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault()
          take(event.dataTransfer.files)
        }}
      >
        <Upload />
        <p>{t('Drop a policy file here, or')}</p>
        <Button onClick={() => input.current?.click()}>{t('Choose a file…')}</Button>
        <input
          ref={input}
          type="file"
          accept="application/json,.json"
          aria-label={t('Policy file')}
          className="visually-hidden"
          tabIndex={-1}
          onChange={(event) => {
            take(event.target.files)
            event.target.value = ''
          }}
        />
      </div>
      {read?.kind === 'refused' ? (
        <Notice tone="danger" role="alert" title={t('{{name}} was not read.', { name: read.name })}>
          {t('{{why}} Nothing was changed.', { why: read.why })}
        </Notice>
      ) : null}
      {failure === null ? null : (
        <Notice tone="warn" role="alert" title={t('Nothing was changed.')}>
          {failure}
        </Notice>
      )}
      {read?.kind === 'document' ? (
        <>
          <h3 className="policies-title">{t('What {{name}} would change', { name: read.name })}</h3>
          <PolicyDiffView diff={withFloor ? read.diff : { ...read.diff, floor: [] }} />
          {read.diff.floor.length === 0 ? null : (
            <CheckField
              label={t('Change the floor as well')}
              help={t('It says what never runs by itself. Off: the one in force stays.')}
              checked={withFloor}
              onChange={setWithFloor}
            />
          )}
          <div className="policies-acts">
            <Button look="quiet" onClick={() => setRead(null)}>
              {t('Discard')}
            </Button>
            <Button
              look="solid"
              unavailable={
                isEmptyDiff(withFloor ? read.diff : { ...read.diff, floor: [] }) ? t('Nothing would change') : null
              }
              onClick={() => void save(read.document)}
            >
              {t('Put the file in force')}
            </Button>
          </div>
        </>
      ) : null}
    </div>
  )
}
