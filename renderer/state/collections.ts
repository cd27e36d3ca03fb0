import { create } from 'zustand'
import type { Collection, CollectionView, Match, Upload } from '#contract/collection.ts'
import { pieceBytes, toBase64 } from '#renderer/app/Exchange/send-file.ts'
import { failureText, follow, theDesk, useConnection } from '#renderer/connection.ts'
import { failureOf, type AgentFailure, isOver } from '#renderer/state/agents.ts'
import { noteAct } from '#renderer/state/agents-acts.ts'
import { RemoteError } from '#rpc/connect.ts'

/** Collections as the service has them, read when they are looked at, and the files on their way into one. */
type Held = {
  readonly rows: readonly Collection[] | null
  readonly unreadable: number
  readonly failure: AgentFailure | null
  readonly views: Readonly<Record<string, CollectionView>>
  readonly viewFailure: AgentFailure | null
  readonly uploads: readonly Upload[]
  /** Why files that were chosen here did not go on, newest first. */
  readonly refusals: readonly { readonly name: string; readonly message: string }[]
}

export const useCollections = create<Held>()(() => ({
  rows: null,
  unreadable: 0,
  failure: null,
  views: {},
  viewFailure: null,
  uploads: [],
  refusals: [],
}))

const set = useCollections.setState

export async function loadCollections(): Promise<void> {
  try {
    const { collections, unreadable } = await theDesk().collections.list({})
    set({ rows: collections, unreadable, failure: null })
  } catch (error) {
    set({ failure: failureOf(error) })
  }
}

export async function loadCollection(id: string): Promise<void> {
  try {
    const view = await theDesk().collections.get({ id })
    set(({ views, rows }) => ({
      views: { ...views, [id]: view },
      viewFailure: null,
      rows: rows?.map((one) => (one.id === id ? view.collection : one)) ?? rows,
    }))
  } catch (error) {
    set({ viewFailure: failureOf(error) })
  }
}

const isOpen = (): boolean => useConnection.getState().state === 'open'

/** What has changed is read again where it is in sight. */
function readAgain(id: string | null): void {
  if (!isOpen()) return
  void loadCollections()
  if (id !== null && useCollections.getState().views[id] !== undefined) void loadCollection(id)
}

/** While collections are on screen. */
export function followCollections(): () => void {
  const acts = follow(
    (desk, signal) => desk.collections.watch({}, { signal }),
    (event) => {
      if (event.type === 'ready') return readAgain(null)
      noteAct(event.act, null, null)
      if (isOver.has(event.act.state)) readAgain(event.collectionId)
    },
  )
  const uploads = follow(
    (desk, signal) => desk.collections.uploads({}, { signal }),
    ({ uploads: now }) => set({ uploads: now }),
  )
  return () => {
    acts()
    uploads()
  }
}

const refuse = (name: string, message: string): void =>
  set(({ refusals }) => ({ refusals: [{ name, message }, ...refusals].slice(0, 5) }))
export const forgetRefusals = (): void => set({ refusals: [] })

/** Files one after the other, each from where the desk has it already. */
export async function sendDocuments(collectionId: string, files: readonly File[]): Promise<void> {
  forgetRefusals()
  for (const file of files) {
    try {
      await sendDocument(collectionId, file)
    } catch (error) {
      // Somebody discarded it meanwhile.
      if (!(error instanceof RemoteError && error.code === 'not_found')) refuse(file.name, failureText(error))
    }
  }
}

async function sendDocument(collectionId: string, file: File): Promise<void> {
  const { collections } = theDesk()
  const changedAt = Math.floor(file.lastModified)
  let upload = await collections.beginUpload({ collectionId, name: file.name, bytes: file.size, changedAt })
  while (upload.state === 'receiving') {
    const from = upload.received
    const piece = new Uint8Array(await file.slice(from, from + pieceBytes).arrayBuffer())
    upload = await collections.addPiece({ id: upload.id, offset: from, data: toBase64(piece) })
  }
  if (upload.state === 'unknown' || (upload.state === 'stopped' && upload.message !== null))
    await collections.resumeUpload({ id: upload.id })
}

export const resumeUpload = (upload: Upload): Promise<void> =>
  trying(upload, async () => void (await theDesk().collections.resumeUpload({ id: upload.id })))
export const cancelUpload = (upload: Upload): Promise<void> =>
  trying(upload, async () => void (await theDesk().collections.cancelUpload({ id: upload.id })))

async function trying(upload: Upload, act: () => Promise<void>): Promise<void> {
  try {
    await act()
  } catch (error) {
    refuse(upload.name, failureText(error))
  }
}

export type Found = { readonly query: string; readonly matches: readonly Match[]; readonly tookMs: number }

export async function searchCollections(query: string, collectionIds: readonly string[]): Promise<Found> {
  const answer = await theDesk().collections.search({
    query,
    collectionIds: [...collectionIds],
    mode: 'hybrid',
    limit: 5,
  })
  return { query, ...answer }
}
