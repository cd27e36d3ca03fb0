import { FilePlus } from 'lucide-react'
import { useRef } from 'react'
import { documentTypes, type Collection, type Upload } from '#contract/collection.ts'
import { bytesWords, lookedInBy, uploadWords } from '#renderer/app/Agents/collection-words.ts'
import { useConnection } from '#renderer/connection.ts'
import {
  cancelUpload,
  forgetRefusals,
  resumeUpload,
  sendDocuments,
  useCollections,
} from '#renderer/state/collections.ts'
import { Button } from '#renderer/ui/Button.tsx'
import { Notice } from '#renderer/ui/Notice.tsx'
import { VisibleText } from '#renderer/ui/VisibleText.tsx'
import { t } from '#renderer/ui/language.ts'

const endings = Object.keys(documentTypes).map((ending) => `.${ending}`)

/** Files on their way into a collection. The same file chosen again goes on where it stopped. */
export function DocumentUploads({ collection }: { readonly collection: Collection }) {
  const { uploads, refusals } = useCollections()
  const open = useConnection(({ state }) => state === 'open')
  const field = useRef<HTMLInputElement>(null)
  const own = uploads.filter(({ collectionId }) => collectionId === collection.id)
  const heard =
    collection.agents?.length === 0
      ? t('No voice agent looks in it yet.')
      : t('{{agents}} will speak from them once they are indexed.', { agents: lookedInBy(collection) })
  const take = (): void => {
    const files = [...(field.current?.files ?? [])]
    if (field.current !== null) field.current.value = ''
    if (files.length > 0) void sendDocuments(collection.id, files)
  }
  return (
    <section className="agent-documents" aria-label={t('Add documents')}>
      <div className="document-add">
        <Button unavailable={open ? null : t('The desk cannot be reached')} onClick={() => field.current?.click()}>
          <FilePlus />
          {t('Add documents…')}
        </Button>
        <input
          ref={field}
          className="visually-hidden"
          type="file"
          multiple
          accept={endings.join(',')}
          aria-label={t('Documents to add')}
          tabIndex={-1}
          onChange={take}
        />
        <p className="small tertiary">
          {t('Each is proposed in your name. {{heard}} Up to 50 MB: {{types}}.', {
            heard,
            types: Object.keys(documentTypes).join(', '),
          })}
        </p>
      </div>
      {refusals.length === 0 ? null : (
        <Notice
          tone="warn"
          role="alert"
          title={t('Not everything was taken.')}
          action={
            <Button size="small" look="quiet" onClick={forgetRefusals}>
              {t('Close')}
            </Button>
          }
        >
          {refusals.map(({ name, message }) => (
            <span key={`${name} ${message}`} className="document-refusal">
              <VisibleText text={`${name}: ${message}`} />
            </span>
          ))}
        </Notice>
      )}
      {own.length === 0 ? null : (
        <ul className="document-uploads" aria-label={t('On their way')}>
          {own.map((upload) => (
            <Row key={upload.id} upload={upload} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Row({ upload }: { readonly upload: Upload }) {
  const { line, percent } = uploadWords(upload)
  const { name, state, message } = upload
  const canGoOn = state === 'unknown' || (state === 'stopped' && message !== null)
  return (
    <li data-state={state}>
      <b>
        <VisibleText text={name} />
      </b>
      <span className="small tertiary">{bytesWords(upload.bytes)}</span>
      {percent === null ? null : <progress value={percent} max={100} aria-label={`${name}: ${line}`} />}
      <span className={state === 'unknown' ? 'document-line is-danger' : 'document-line'}>
        <VisibleText text={line} />
        {state === 'receiving' ? `. ${t('If it stands still, choose the same file again.')}` : ''}
      </span>
      <span className="grow" />
      {canGoOn ? (
        <Button
          size="small"
          aria-label={t(state === 'unknown' ? 'Check {{name}}' : 'Go on with {{name}}', { name })}
          onClick={() => void resumeUpload(upload)}
        >
          {state === 'unknown' ? t('Check') : t('Go on')}
        </Button>
      ) : null}
      {state === 'proposed' ? null : (
        <Button
          size="small"
          look="quiet"
          aria-label={t(canGoOn ? 'Discard {{name}}' : 'Cancel {{name}}', { name })}
          onClick={() => void cancelUpload(upload)}
        >
          {canGoOn ? t('Discard') : t('Cancel')}
        </Button>
      )}
    </li>
  )
}
