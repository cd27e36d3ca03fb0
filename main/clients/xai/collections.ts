/**
 * Collections and their documents at the management host, with the management key. Reads are repeated where that helps; a write
 * leaves once. What is missing, a key or an address, is said before anything is asked.
 */
import type { Json } from '#contract/tool.ts'
import type { HttpClient, HttpRequest } from '#main/clients/http/http.ts'
import { nonsense } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { withoutSlash } from '#main/clients/wire-values.ts'
import {
  readCollection,
  readDocument,
  readTokenPage,
  type StoredCollection,
  type StoredDocument,
} from '#main/clients/xai/collections-wire.ts'
import { collectionInWords } from '#main/clients/xai/collection-errors.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Secret } from '#main/kernel/secret.ts'

type Body = { readonly [key: string]: Json }
export type CollectionWish = { readonly name: string; readonly description: string }

export type Collections = {
  /** Whether anybody answers, and takes the key: the smallest of lists. */
  readonly ask: (signal: AbortSignal) => Promise<void>
  readonly page: (
    signal: AbortSignal,
  ) => Promise<{ readonly collections: readonly StoredCollection[]; readonly unreadable: number }>
  readonly get: (id: string, signal: AbortSignal) => Promise<StoredCollection>
  readonly create: (body: Body, signal: AbortSignal) => Promise<StoredCollection>
  readonly change: (id: string, body: Body, signal: AbortSignal) => Promise<void>
  readonly remove: (id: string, signal: AbortSignal) => Promise<void>
  readonly documents: (
    id: string,
    signal: AbortSignal,
  ) => Promise<{ readonly documents: readonly StoredDocument[]; readonly unreadable: number }>
  readonly document: (id: string, fileId: string, signal: AbortSignal) => Promise<StoredDocument>
  /** Adds a file that is stored already. */
  readonly attach: (id: string, fileId: string, signal: AbortSignal) => Promise<void>
  readonly detach: (id: string, fileId: string, signal: AbortSignal) => Promise<void>
}

export type CollectionPorts = {
  readonly http: HttpClient
  /** With `/v1`, as configured; null: nobody knows where the host is. */
  readonly baseUrl: string | null
  readonly key: () => Promise<Secret | null>
}

export const ownManagementUrl = 'https://management-api.x.ai/v1'

/** The host that keeps collections: as named, or the service's own where the other address is the service's own. */
export function managementUrlOf(xai: { readonly baseUrl: string; readonly managementUrl?: string | undefined }) {
  if (xai.managementUrl !== undefined) return xai.managementUrl
  return new URL(xai.baseUrl).hostname === 'api.x.ai' ? ownManagementUrl : null
}

const readMs = 15_000
const writeMs = 60_000
const mostPages = 20

export const createBody = ({ name, description }: CollectionWish): Body => ({
  collection_name: name,
  ...(description === '' ? {} : { collection_description: description }),
})

/** Only what differs. An empty description is sent as such: that clears it. */
export const changeBody = (before: CollectionWish, after: CollectionWish): Body => ({
  ...(after.name === before.name ? {} : { collection_name: after.name }),
  ...(after.description === before.description ? {} : { collection_description: after.description }),
})

export function createCollections(ports: CollectionPorts): Collections {
  const ask = async (request: Pick<HttpRequest, 'method' | 'body' | 'signal'> & { readonly path: string }) => {
    const { method, path, body, signal } = request
    if (ports.baseUrl === null) throw withoutAddress()
    const key = await ports.key()
    if (key === null || key.reveal() === '') throw withoutKey()
    try {
      return await ports.http.json({
        method,
        url: `${withoutSlash(ports.baseUrl)}${path}`,
        headers: { authorization: bearer(ports.key, 'collections'), accept: 'application/json' },
        ...(body === undefined ? {} : { body }),
        retry: method === 'GET' ? 'read' : 'never',
        timeoutMs: method === 'GET' ? readMs : writeMs,
        signal,
      })
    } catch (thrown) {
      throw collectionInWords(thrown, 'management')
    }
  }
  const readAll = async (path: string, name: 'collections' | 'documents', signal: AbortSignal) => {
    const items: unknown[] = []
    const seen = new Set<string>()
    let more = ''
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await ask({ method: 'GET', path: `${path}?limit=100${more}`, signal })
      const found = readTokenPage(answer.json, name)
      if (found === null) throw nonsense('The list has a form nobody documented.', answer)
      items.push(...found.items)
      if (found.next === null || seen.has(found.next)) return { items, isCut: false }
      seen.add(found.next)
      more = `&pagination_token=${encodeURIComponent(found.next)}`
    }
    return { items, isCut: true }
  }
  const one = async <T>(request: Parameters<typeof ask>[0], read: (json: unknown) => T | null): Promise<T> => {
    const answer = await ask(request)
    const found = read(answer.json)
    if (found === null) throw nonsense('The answer has a form nobody documented.', answer)
    return found
  }
  const of = (id: string) => `/collections/${encodeURIComponent(id)}`
  const documentOf = (id: string, fileId: string) => `${of(id)}/documents/${encodeURIComponent(fileId)}`
  const done = async (request: Parameters<typeof ask>[0]): Promise<void> => void (await ask(request))
  return {
    ask: async (signal) => {
      const answer = await ask({ method: 'GET', path: '/collections?limit=1', signal })
      if (readTokenPage(answer.json, 'collections') === null)
        throw nonsense('Something answers at this address, but it is not the management host.', answer)
    },
    page: async (signal) => {
      const { items, isCut } = await readAll('/collections', 'collections', signal)
      const collections = items.flatMap((item) => readCollection(item) ?? [])
      // More than anybody read counts as one that nobody could.
      return { collections, unreadable: items.length - collections.length + (isCut ? 1 : 0) }
    },
    get: (id, signal) => one({ method: 'GET', path: of(id), signal }, readCollection),
    create: (body, signal) => one({ method: 'POST', path: '/collections', body, signal }, readCollection),
    change: (id, body, signal) => done({ method: 'PUT', path: of(id), body, signal }),
    remove: (id, signal) => done({ method: 'DELETE', path: of(id), signal }),
    documents: async (id, signal) => {
      const { items, isCut } = await readAll(`${of(id)}/documents`, 'documents', signal)
      const documents = items.flatMap((item) => readDocument(item) ?? [])
      return { documents, unreadable: items.length - documents.length + (isCut ? 1 : 0) }
    },
    document: (id, fileId, signal) => one({ method: 'GET', path: documentOf(id, fileId), signal }, readDocument),
    attach: (id, fileId, signal) =>
      done({ method: 'POST', path: documentOf(id, fileId), body: { fields: {} }, signal }),
    detach: (id, fileId, signal) => done({ method: 'DELETE', path: documentOf(id, fileId), signal }),
  }
}

const withoutKey = (): AppError =>
  new AppError(
    'missing_secret',
    'There is no management key. Collections have a host of their own and a key of its own: make one in the console of xAI under Management keys, and store it under Settings, Keys.',
    { data: { secret: 'management', what: 'key', sent: false } },
  )

const withoutAddress = (): AppError =>
  new AppError(
    'missing_secret',
    'Nobody knows where collections are kept: the service stands at an address of your own. Name its management host as connections.xai.managementUrl in the configuration.',
    { data: { secret: 'management', what: 'address', sent: false } },
  )
