/**
 * Files stored at the service, and the search in collections: the ordinary host with the ordinary key. A file is sent once, and
 * how much of it has left is told; whether it arrived can be asked.
 */
import { File } from 'node:buffer'
import { FormData } from 'undici'
import { documentLimits } from '#contract/collection.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { nonsense } from '#main/clients/http/errors.ts'
import { bearer } from '#main/clients/http/headers.ts'
import { withoutSlash } from '#main/clients/wire-values.ts'
import { collectionInWords } from '#main/clients/xai/collection-errors.ts'
import {
  readFile,
  readMatches,
  readTokenPage,
  type StoredFile,
  type StoredMatch,
} from '#main/clients/xai/collections-wire.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Secret } from '#main/kernel/secret.ts'

export type CollectionSearch = {
  readonly query: string
  readonly collectionIds: readonly string[]
  readonly mode: 'hybrid' | 'semantic' | 'keyword'
  readonly limit: number
}

export type StoredFiles = {
  readonly send: (
    file: { readonly bytes: Uint8Array<ArrayBuffer>; readonly name: string; readonly type: string },
    tell: (sent: number) => void,
    signal: AbortSignal,
  ) => Promise<StoredFile>
  /** `isWhole`: the list came to its end, so that what is not in it is not there. */
  readonly list: (signal: AbortSignal) => Promise<{ readonly files: readonly StoredFile[]; readonly isWhole: boolean }>
  /** Byte for byte. */
  readonly content: (id: string, signal: AbortSignal) => Promise<Buffer>
  readonly search: (
    wish: CollectionSearch,
    signal: AbortSignal,
  ) => Promise<{ readonly matches: readonly StoredMatch[]; readonly latencyMs: number }>
}

const sendMs = 600_000
const readMs = 15_000
const searchMs = 60_000
const mostPages = 20
const pieceBytes = 64 * 1024

/** A file that tells how much of it was taken. */
class ToldFile extends File {
  readonly #bytes: Uint8Array<ArrayBuffer>
  readonly #tell: (sent: number) => void
  constructor(bytes: Uint8Array<ArrayBuffer>, name: string, type: string, tell: (sent: number) => void) {
    super([bytes], name, { type })
    this.#bytes = bytes
    this.#tell = tell
  }
  override stream(): ReturnType<File['stream']> {
    const [bytes, tell] = [this.#bytes, this.#tell]
    let at = 0
    return new ReadableStream({
      pull: (controller) => {
        if (at >= bytes.length) return controller.close()
        const piece = bytes.subarray(at, at + pieceBytes)
        at += piece.length
        controller.enqueue(piece)
        tell(at)
      },
    }) as ReturnType<File['stream']>
  }
}

export function createStoredFiles(ports: {
  readonly http: HttpClient
  /** With `/v1`, as configured. */
  readonly baseUrl: string
  readonly key: () => Promise<Secret | null>
}): StoredFiles {
  const base = withoutSlash(ports.baseUrl)
  const headers = { authorization: bearer(ports.key, 'xAI'), accept: 'application/json' }
  return {
    send: async ({ bytes, name, type }, tell, signal) => {
      if (bytes.length > documentLimits.bytes) throw new AppError('too_large', 'The service takes files up to 50 MB.')
      // What stands behind the file may be ignored.
      const form = new FormData()
      form.append('purpose', 'assistants')
      form.append('file', new ToldFile(bytes, name, type, tell))
      try {
        const answer = await ports.http.json({
          method: 'POST',
          url: `${base}/files`,
          headers,
          form,
          retry: 'never',
          timeoutMs: sendMs,
          signal,
        })
        const file = readFile(answer.json)
        if (file === null) throw nonsense('The stored file has a form nobody documented.', answer)
        return file
      } catch (thrown) {
        throw collectionInWords(thrown, 'api')
      }
    },
    list: async (signal) => {
      const files: StoredFile[] = []
      let more = ''
      let lost = 0
      for (let page = 0; page < mostPages; page += 1) {
        const answer = await ports.http.json({
          method: 'GET',
          url: `${base}/files?limit=100${more}`,
          headers,
          retry: 'read',
          timeoutMs: readMs,
          signal,
        })
        const found = readTokenPage(answer.json, 'data')
        if (found === null) throw nonsense('The list of files has a form nobody documented.', answer)
        const read = found.items.flatMap((item) => readFile(item) ?? [])
        lost += found.items.length - read.length
        files.push(...read)
        if (found.next === null) return { files, isWhole: lost === 0 }
        more = `&pagination_token=${encodeURIComponent(found.next)}`
      }
      return { files, isWhole: false }
    },
    content: async (id, signal) => {
      const { bytes } = await ports.http.bytes({
        method: 'GET',
        url: `${base}/files/${encodeURIComponent(id)}/content`,
        headers: { authorization: headers.authorization },
        retry: 'read',
        timeoutMs: sendMs,
        maxBytes: documentLimits.bytes,
        signal,
      })
      return bytes
    },
    search: async ({ query, collectionIds, mode, limit }, signal) => {
      try {
        const answer = await ports.http.json({
          method: 'POST',
          url: `${base}/documents/search`,
          headers,
          body: { query, source: { collection_ids: collectionIds }, limit, retrieval_mode: { type: mode } },
          // It changes nothing.
          retry: 'read',
          timeoutMs: searchMs,
          signal,
        })
        const matches = readMatches(answer.json)
        if (matches === null) throw nonsense('The answer to the search has a form nobody documented.', answer)
        return { matches, latencyMs: answer.latencyMs }
      } catch (thrown) {
        throw collectionInWords(thrown, 'api')
      }
    },
  }
}
