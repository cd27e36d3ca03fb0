import type { Collection, CollectionDocument, Upload } from '#contract/collection.ts'
import type { ErrorCode } from '#contract/error-codes.ts'
import { locale, said, t } from '#renderer/ui/language.ts'

/** How collections, documents and uploads are said. */
export function bytesWords(bytes: number | null): string {
  if (bytes === null) return t('size unknown')
  if (bytes < 1024) return t('{{count}} bytes', { count: bytes })
  if (bytes < 1024 * 1024) return t('{{size}} KB', { size: Math.round(bytes / 1024) })
  return t('{{size}} MB', {
    size: (bytes / 1024 / 1024).toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  })
}

export const documentCountWords = ({ documents }: Pick<Collection, 'documents'>): string =>
  documents === null ? t('documents not counted') : t('{{count}} documents', { count: documents })

export const lookedInBy = ({ agents }: Pick<Collection, 'agents'>): string =>
  agents === null ? t('not known') : agents.length === 0 ? t('nobody') : agents.map(({ name }) => name).join(', ')

export function stateOf({ state, step }: Pick<CollectionDocument, 'state' | 'step'>): {
  readonly word: string
  readonly tone: 'ok' | 'line' | 'danger' | 'warn'
} {
  switch (state) {
    case 'ready':
      return { word: t('ready'), tone: 'ok' }
    case 'processing':
      return { word: step === '' ? t('being indexed') : t('being indexed: {{step}}', { step }), tone: 'line' }
    case 'failed':
      return { word: t('failed'), tone: 'danger' }
    case 'unknown':
      return { word: step === '' ? t('state not told') : step, tone: 'warn' }
  }
}

/** What the documents of a collection are like, for somebody who attaches it. */
export function documentsWords(documents: readonly CollectionDocument[]): string {
  const count = (state: CollectionDocument['state']) => documents.filter((one) => one.state === state).length
  const [busy, failed] = [count('processing'), count('failed')]
  const parts = [
    ...(busy > 0 ? [t('{{busy}} being indexed', { busy })] : []),
    ...(failed > 0 ? [t('{{failed}} failed', { failed })] : []),
  ]
  return parts.length === 0 ? t('all ready') : parts.join(', ')
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.floor((part / whole) * 100))

/** How far it is, and how full its bar is; null: there is no bar. */
export function uploadWords(upload: Upload): { readonly line: string; readonly percent: number | null } {
  const { state, received, sent, bytes } = upload
  switch (state) {
    case 'receiving':
      return {
        line: t('At the desk: {{percent}} %', { percent: share(received, bytes) }),
        percent: share(received, bytes),
      }
    case 'sending':
      return {
        line: t('Leaving for the service: {{percent}} %', { percent: share(sent, bytes) }),
        percent: share(sent, bytes),
      }
    case 'unknown':
      return { line: said(upload.message ?? '') || t('Nobody knows whether it arrived.'), percent: null }
    case 'stopped':
      return { line: said(upload.message ?? '') || t('Waits for its turn'), percent: null }
    case 'proposed':
      return { line: t('Stored; adding it stands in the ledger'), percent: null }
  }
}

/** What stands over a failure to read collections. */
export function collectionFailureTitle(code: ErrorCode | null): string {
  switch (code) {
    case 'missing_secret':
      return t('Collections need a management key.')
    case 'unauthorised':
      return t('The management key was refused.')
    case 'forbidden':
      return t('The management key may not do this.')
    case 'unreachable':
      return t('The management host cannot be reached.')
    default:
      return t('The collections could not be read.')
  }
}
