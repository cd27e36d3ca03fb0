/**
 * Collections, their documents, files and matches as the service writes them: every documented form is read, in both spellings
 * of a field, with numbers as texts; whatever cannot be read is null.
 */
import type { CollectionDocument } from '#contract/collection.ts'
import { isFields } from '#main/clients/http/errors.ts'
import {
  fieldsIn,
  listOf,
  momentOf,
  numberOf,
  textsIn,
  wordsOf,
  wordsOrNull,
  type Fields,
} from '#main/clients/wire-values.ts'

export type StoredCollection = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly createdAt: number | null
  readonly documents: number | null
  readonly model: string | null
}

export type StoredDocument = Omit<CollectionDocument, 'open'>

export type StoredFile = {
  readonly id: string
  readonly name: string
  readonly bytes: number | null
  readonly createdAt: number | null
}

export type StoredMatch = {
  readonly fileId: string
  readonly text: string
  readonly score: number | null
  readonly page: number | null
  readonly collectionIds: readonly string[]
}

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** A field under its documented name, else in camel case. */
const at = (fields: Fields, ...names: readonly string[]): unknown => {
  for (const name of names) {
    const found = fields[name] ?? fields[camel(name)]
    if (found !== undefined && found !== null) return found
  }
  return undefined
}

const held = (value: unknown, ...envelopes: readonly string[]): Fields | null => {
  if (!isFields(value)) return null
  const inner = at(value, ...envelopes)
  return isFields(inner) ? inner : value
}

export function readCollection(value: unknown): StoredCollection | null {
  const fields = held(value, 'collection')
  if (fields === null) return null
  const id = wordsOf(at(fields, 'collection_id', 'id'))
  if (id === '') return null
  const index = at(fields, 'index_configuration')
  return {
    id,
    name: wordsOf(at(fields, 'collection_name', 'name')) || id,
    description: wordsOf(at(fields, 'collection_description', 'description')),
    createdAt: momentOf(at(fields, 'created_at')),
    documents: countOf(at(fields, 'documents_count', 'document_count')),
    model: isFields(index) ? wordsOrNull(at(index, 'model_name')) : null,
  }
}

const countOf = (value: unknown): number | null => {
  const number = numberOf(value)
  return number === null || number < 0 ? null : Math.floor(number)
}

const steps: Readonly<Record<string, StoredDocument['state']>> = {
  processing: 'processing',
  chunked: 'processing',
  embedding: 'processing',
  writing: 'processing',
  pending: 'processing',
  queued: 'processing',
  processed: 'ready',
  complete: 'ready',
  completed: 'ready',
  failed: 'failed',
  error: 'failed',
}

/** "DOCUMENT_STATUS_CHUNKED", "chunked", "Complete". */
function stateOf(value: unknown): Pick<StoredDocument, 'state' | 'step'> {
  const word = wordsOf(value)
    .toLowerCase()
    .replace(/^document_status_/, '')
  const state = steps[word] ?? 'unknown'
  return { state, step: state === 'ready' || word === 'processing' || word === 'failed' ? '' : word }
}

export function readDocument(value: unknown): StoredDocument | null {
  const fields = held(value, 'document')
  if (fields === null) return null
  const file = held(fields, 'file_metadata', 'file') ?? fields
  const id = wordsOf(at(file, 'file_id', 'id')) || wordsOf(at(fields, 'file_id', 'id'))
  if (id === '') return null
  return {
    id,
    name: wordsOf(at(file, 'name', 'filename')) || id,
    bytes: countOf(at(file, 'size_bytes', 'bytes')),
    contentType: wordsOf(at(file, 'content_type')),
    createdAt: momentOf(at(file, 'created_at')),
    indexedAt: momentOf(at(fields, 'last_indexed_at')),
    ...stateOf(at(fields, 'status') ?? at(file, 'processing_status')),
    error: wordsOf(at(fields, 'error_message')) || wordsOf(at(file, 'upload_error_message')),
  }
}

export function readFile(value: unknown): StoredFile | null {
  const fields = held(value, 'file', 'file_metadata')
  if (fields === null) return null
  const id = wordsOf(at(fields, 'id', 'file_id'))
  if (id === '') return null
  return {
    id,
    name: wordsOf(at(fields, 'filename', 'name')),
    bytes: countOf(at(fields, 'bytes', 'size_bytes')),
    createdAt: momentOf(at(fields, 'created_at')),
  }
}

/** A page of a list and the token of the next one, which is empty or null on the last. Null: it has another form. */
export function readTokenPage(
  value: unknown,
  name: 'collections' | 'documents' | 'data',
): { readonly items: readonly unknown[]; readonly next: string | null } | null {
  if (Array.isArray(value)) return { items: value, next: null }
  if (!isFields(value)) return null
  const found = at(value, name, 'data', 'items', 'results', 'files')
  const next = wordsOrNull(at(value, 'pagination_token', 'next_page_token'))
  // The last page of an empty list may have nothing but its token, or nothing at all.
  if (found === undefined && Object.keys(value).every((key) => /token$/i.test(key))) return { items: [], next }
  return Array.isArray(found) ? { items: found, next } : null
}

/** Both documented forms: `matches` with chunks, and `results` with contents. Null: it is neither. */
export function readMatches(value: unknown): readonly StoredMatch[] | null {
  if (!isFields(value)) return null
  const found = value['matches'] ?? value['results'] ?? value['data']
  if (found === undefined) return Object.keys(value).length === 0 ? [] : null
  if (!Array.isArray(found)) return null
  return fieldsIn(listOf(found)).map((one) => {
    const single = wordsOrNull(at(one, 'collection_id'))
    return {
      fileId: wordsOf(at(one, 'file_id')),
      text: wordsOf(at(one, 'chunk_content', 'content', 'text')),
      score: numberOf(at(one, 'score')),
      page: numberOf(at(one, 'page_number')),
      collectionIds: single === null ? textsIn(at(one, 'collection_ids')) : [single],
    }
  })
}
