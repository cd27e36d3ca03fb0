import { z } from 'zod'
import { ConsentSchema, ReviewSchema } from '#contract/agent-act.ts'
import { OpenActSchema } from '#contract/agent.ts'
import { command, feed, query } from '#contract/procedure.ts'
import { ProposalSchema } from '#contract/proposal.ts'

/**
 * Collections: documents that agents look in. They stand on a host of their own, with a key of its own; searching them, and
 * storing a file before it is added to one, goes to the ordinary host with the ordinary key. Everything that changes what
 * customers hear is a proposal of the person who asks.
 *
 * Errors of reading: `missing_secret` (`data.secret` is "management" or "xai", `data.what` "address" where the host is not
 * known), `unauthorised`, `forbidden`, `not_found` …, each with a sentence that can be shown as it is.
 */
const Id = z.string().min(1).max(300)
const Count = z.number().int().min(0)

/** What the service takes. More is refused here before anything leaves. */
export const documentLimits = { bytes: 50 * 1024 * 1024, name: 255, collectionName: 255, description: 2_000 } as const

/** Endings that are sent, and as what. */
export const documentTypes: Readonly<Record<string, string>> = {
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  json: 'application/json',
  html: 'text/html',
  htm: 'text/html',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

export const CollectionSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  createdAt: z.number().nullable(),
  /** Null: the service does not say. */
  documents: Count.nullable(),
  /** What its documents are indexed with; null: the service does not say. */
  model: z.string().nullable(),
  /** Voice agents that look in it. Null: they could not be read. */
  agents: z.array(z.object({ id: z.string(), name: z.string() })).nullable(),
  open: z.array(OpenActSchema),
})
export type Collection = z.infer<typeof CollectionSchema>

export const DocumentSchema = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number().nullable(),
  contentType: z.string(),
  createdAt: z.number().nullable(),
  indexedAt: z.number().nullable(),
  /** ready: agents find it. unknown: the service says something nobody here knows; `step` has its word. */
  state: z.enum(['processing', 'ready', 'failed', 'unknown']),
  /** How far it is, in the service's word: "chunked", "embedding", "writing"; empty: it does not say. */
  step: z.string(),
  /** Why it failed, as the service says; empty: it does not. */
  error: z.string(),
  open: z.array(OpenActSchema),
})
export type CollectionDocument = z.infer<typeof DocumentSchema>

export const CollectionViewSchema = z.object({
  collection: CollectionSchema,
  documents: z.array(DocumentSchema),
  unreadable: Count,
})
export type CollectionView = z.infer<typeof CollectionViewSchema>

/** What a person does to a collection. A document is added by an upload, not here. */
export const CollectionActSchema = z.discriminatedUnion('act', [
  z.object({ act: z.literal('createCollection'), name: z.string().max(10_000), description: z.string().max(10_000) }),
  z.object({
    act: z.literal('changeCollection'),
    id: Id,
    name: z.string().max(10_000),
    description: z.string().max(10_000),
  }),
  z.object({ act: z.literal('deleteCollection'), id: Id }),
  z.object({ act: z.literal('removeDocument'), id: Id, documentId: Id }),
])
export type CollectionAct = z.infer<typeof CollectionActSchema>

export const UploadSchema = z.object({
  id: z.string(),
  collectionId: z.string(),
  collectionName: z.string(),
  name: z.string(),
  bytes: Count,
  /** When the file was last changed, as its owner says: with its name and size the sign that it is still the same. */
  changedAt: z.number(),
  /** How much of it lies at the desk. It stays known across a stop. */
  received: Count,
  /** How much of it has left for the service; starts anew with each attempt. */
  sent: Count,
  /**
   * receiving: pieces of it are missing here · sending · unknown: it left, and nobody knows whether it arrived · stopped: it
   * can go on, `message` says why it does not · proposed: it is stored, and adding it stands in the ledger
   */
  state: z.enum(['receiving', 'sending', 'unknown', 'stopped', 'proposed']),
  message: z.string().nullable(),
  /** The proposal that adds it. */
  proposalId: z.string().nullable(),
  /** What the service calls the file, once it is stored there. */
  fileId: z.string().nullable(),
  at: z.number(),
})
export type Upload = z.infer<typeof UploadSchema>

export const SearchModeSchema = z.enum(['hybrid', 'semantic', 'keyword'])

export const MatchSchema = z.object({
  documentId: z.string(),
  /** Null: it stands in no collection that was read. */
  document: z.string().nullable(),
  text: z.string(),
  score: z.number().nullable(),
  page: z.number().nullable(),
  collectionIds: z.array(z.string()),
})
export type Match = z.infer<typeof MatchSchema>

export const CollectionChangedSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('act'), act: OpenActSchema, collectionId: z.string().nullable() }),
])
export type CollectionChanged = z.infer<typeof CollectionChangedSchema>

const Nothing = z.object({})
const OfUpload = z.object({ id: z.string().max(100) })

export const collections = {
  list: query(Nothing, z.object({ collections: z.array(CollectionSchema), unreadable: Count })),
  get: query(z.object({ id: Id }), CollectionViewSchema),
  /** What an agent would find. Changes nothing, and needs no management key. */
  search: query(
    z.object({
      query: z.string().trim().min(1).max(4_000),
      collectionIds: z.array(Id).min(1).max(10),
      mode: SearchModeSchema,
      limit: z.number().int().min(1).max(50),
    }),
    z.object({ matches: z.array(MatchSchema), tookMs: z.number() }),
  ),
  review: query(CollectionActSchema, ReviewSchema),
  /** As `agents.propose`. */
  propose: command(z.object({ act: CollectionActSchema, consent: ConsentSchema }), ProposalSchema),
  /** The same file for the same collection goes on where it stopped. Refused: `too_large`, `invalid_input` (its kind). */
  beginUpload: command(
    z.object({ collectionId: Id, name: z.string().min(1).max(1_000), bytes: Count, changedAt: z.number() }),
    UploadSchema,
  ),
  /** With the last one it is sent, and its addition proposed in the name of who began. */
  addPiece: command(z.object({ id: z.string().max(100), offset: Count, data: z.base64().max(400_000) }), UploadSchema),
  /** Goes on with one that stopped; of one that is unknown, asks the service whether it arrived. */
  resumeUpload: command(OfUpload.extend({ reason: z.string().max(4_000).optional() }), UploadSchema),
  /** Stops it and forgets it. What is stored at the service already stays there, in no collection. */
  cancelUpload: command(OfUpload, Nothing),
  /** All of them that are not over, each time one changes. */
  uploads: feed(Nothing, z.object({ uploads: z.array(UploadSchema) })),
  /** What becomes of acts about collections, from now on. */
  watch: feed(Nothing, CollectionChangedSchema),
} as const
