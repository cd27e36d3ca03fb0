import { createHash } from 'node:crypto'
import type { BotDocument } from '#contract/bot.ts'
import type { DocumentText, SyncChange } from '#contract/knowledge.ts'

/**
 * What differs between a folder and the service. A list of the service has no contents: what was sent from here is known by its
 * hash and version, anything else has to be read before it counts as the same.
 */
export type SentBefore = { readonly hash: string; readonly version: number | null }
export type Compared = {
  readonly changes: readonly SyncChange[]
  /** External ids of documents whose contents nobody here knows: read them, and compare again. */
  readonly unread: readonly { readonly externalId: string; readonly documentId: string }[]
}

export function hashDocument({ title, content, url, language, tags, active }: DocumentText): string {
  return createHash('sha256')
    .update(JSON.stringify([title, content, url, language, tags, active]))
    .digest('hex')
}

/** Hash of all that would be done, so that a signature holds for this and nothing else. */
export function hashPlan(folder: string, changes: readonly SyncChange[]): string {
  const lines = changes.map(({ kind, externalId, hash }) => [kind, externalId, hash])
  return createHash('sha256')
    .update(JSON.stringify([folder, lines]))
    .digest('hex')
}

/** Made from a file: what a folder may take away again. */
export const isFromFile = (externalId: string): boolean => /\.(md|markdown|html?)$/i.test(externalId)

export function compareFolder(
  files: readonly DocumentText[],
  documents: readonly BotDocument[],
  sent: ReadonlyMap<string, SentBefore>,
  read: ReadonlyMap<string, BotDocument>,
): Compared {
  const there = new Map(documents.flatMap((one) => (one.externalId === null ? [] : [[one.externalId, one] as const])))
  const unread: Compared['unread'][number][] = []
  const changes = files.map((file): SyncChange => {
    const externalId = file.externalId ?? ''
    const hash = hashDocument(file)
    const bytes = new TextEncoder().encode(file.content).length
    const document = there.get(externalId)
    const change = { externalId, title: file.title, documentId: document?.id ?? null, hash, bytes }
    if (document === undefined || document.state === 'deleting') return { ...change, kind: 'add' }
    const before = sent.get(externalId)
    if (before !== undefined && before.version !== null && before.version === document.version)
      return { ...change, kind: before.hash === hash ? 'same' : 'change' }
    const whole = read.get(document.id)
    if (whole === undefined) {
      unread.push({ externalId, documentId: document.id })
      return { ...change, kind: 'change' }
    }
    return { ...change, kind: isSame(file, whole) ? 'same' : 'change' }
  })
  const named = new Set(files.map(({ externalId }) => externalId))
  const gone = documents
    .filter(
      ({ externalId, state }) =>
        externalId !== null && isFromFile(externalId) && state !== 'deleting' && !named.has(externalId),
    )
    .map(({ id, externalId, title, bytes }): SyncChange => ({
      kind: 'delete',
      externalId: externalId ?? '',
      title,
      documentId: id,
      hash: '',
      bytes: bytes ?? 0,
    }))
  return { changes: [...changes, ...gone], unread }
}

/** What a file leaves open may be anything at the service. */
function isSame(file: DocumentText, { title, content, url, language, tags, active }: BotDocument): boolean {
  return (
    file.title === title &&
    file.content.trim() === (content ?? '').trim() &&
    (file.url === null || file.url === url) &&
    (file.language === null || file.language === language) &&
    file.tags.join('\n') === tags.join('\n') &&
    file.active === active
  )
}

/** In order, so many at once and no more than so many bytes. */
export function inBatches(
  changes: readonly SyncChange[],
  most: number,
  mostBytes: number,
): readonly (readonly SyncChange[])[] {
  const batches: SyncChange[][] = []
  let bytes = 0
  for (const change of changes) {
    const last = batches.at(-1)
    if (last === undefined || last.length >= most || bytes + change.bytes > mostBytes) {
      batches.push([change])
      bytes = change.bytes
      continue
    }
    last.push(change)
    bytes += change.bytes
  }
  return batches
}
