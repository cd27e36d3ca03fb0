import type { Collection, CollectionAct, CollectionDocument } from '#contract/collection.ts'
import { documentLimits } from '#contract/collection.ts'
import type { Check } from '#contract/proposal.ts'
import { changeBody, createBody } from '#main/clients/xai/collections.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import { conversationOfCollection, conversationOfNewCollections } from '#main/domain/own-conversation.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import { passed, plainAct, warned, type Prepared } from '#main/services/acts/prepared.ts'
import type { CollectionReading } from '#main/services/collections/reading.ts'

/** What somebody does to a collection, worked out in full as the service has things now. */
type Of<A extends CollectionAct['act']> = Extract<CollectionAct, { act: A }>

const placeOf = ({ id, name }: Pick<Collection, 'id' | 'name'>): Prepared['place'] => ({
  externalId: conversationOfCollection(id),
  subject: `Collection ${name}`,
  name,
})

const path = (id: string) => `/v1/collections/${encodeURIComponent(id)}`
const documentPath = (id: string, fileId: string) => `${path(id)}/documents/${encodeURIComponent(fileId)}`

export async function prepareCollectionAct(
  reading: CollectionReading,
  act: CollectionAct,
  signal: AbortSignal,
): Promise<Prepared> {
  switch (act.act) {
    case 'createCollection':
      return creating(act)
    case 'changeCollection':
      return changing((await reading.collection(act.id, signal)).collection, act)
    case 'deleteCollection':
      return deleting((await reading.collection(act.id, signal)).collection)
    case 'removeDocument': {
      const { collection, documents } = await reading.collection(act.id, signal)
      const document = documents.find(({ id }) => id === act.documentId)
      if (document === undefined) throw new AppError('not_found', 'The document is not in this collection any more.')
      return removing(collection, document)
    }
    default:
      return assertNever(act)
  }
}

function problemIn({ name, description }: { readonly name: string; readonly description: string }): AppError | null {
  const problem = (pointer: string, message: string) => new AppError('invalid_input', message, { data: { pointer } })
  if (name.trim() === '') return problem('/name', 'A collection needs a name.')
  if (name.length > documentLimits.collectionName)
    return problem('/name', `The name has ${name.length} characters; ${documentLimits.collectionName} are taken.`)
  if (description.length > documentLimits.description)
    return problem(
      '/description',
      `The description has ${description.length} characters; ${documentLimits.description} are taken.`,
    )
  return null
}

function creating(wish: Of<'createCollection'>): Prepared {
  const body = createBody(wish)
  return {
    ...plainAct,
    tool: actNames.createCollection,
    arguments: { collection_name: wish.name, collection: body },
    request: { method: 'POST', path: '/v1/collections', body },
    checks: [passed('context', 'No agent looks in it yet')],
    place: {
      externalId: conversationOfNewCollections,
      subject: 'New collections',
      name: 'New collections',
    },
    refusal: problemIn(wish),
  }
}

function changing(now: Collection, wish: Of<'changeCollection'>): Prepared {
  const body = changeBody(now, wish)
  const isSame = Object.keys(body).length === 0
  return {
    ...plainAct,
    tool: actNames.changeCollection,
    arguments: {
      collection_id: now.id,
      collection_name: wish.name,
      collection_description: wish.description,
      before_name: now.name,
      before_description: now.description,
      collection: body,
    },
    request: { method: 'PUT', path: path(now.id), body },
    checks: [passed('context', 'Its documents, and who looks in it, stay as they are')],
    place: placeOf(now),
    obstacles: isSame ? ['Nothing is different from what the service has.'] : [],
    refusal: problemIn(wish),
  }
}

/** Who speaks from it: what any change of documents changes for customers. */
function heardBy({ agents }: Collection, what: string): Check {
  if (agents === null) return warned('cleared', 'Which agents look in it could not be read')
  if (agents.length === 0) return passed('cleared', 'No voice agent looks in it')
  return warned(
    'cleared',
    agents.length === 1 ? 'A voice agent looks in it' : `${agents.length} voice agents look in it`,
    `${agents.map(({ name }) => name).join(', ')} ${what}`,
  )
}

const deleting = (now: Collection): Prepared => ({
  ...plainAct,
  tool: actNames.deleteCollection,
  arguments: { collection_id: now.id, collection_name: now.name, documents: now.documents },
  request: { method: 'DELETE', path: path(now.id), body: null },
  checks: [
    heardBy(now, 'will find nothing there.'),
    warned('context', 'Support agents are not listed by the service: look in the console'),
  ],
  place: placeOf(now),
})

const removing = (now: Collection, document: CollectionDocument): Prepared => ({
  ...plainAct,
  tool: actNames.removeDocument,
  arguments: { ...named(now), document_id: document.id, document_name: document.name },
  request: { method: 'DELETE', path: documentPath(now.id, document.id), body: null },
  checks: [heardBy(now, 'will no longer know what it says.')],
  place: placeOf(now),
})

const named = ({ id, name }: Pick<Collection, 'id' | 'name'>) => ({ collection_id: id, collection_name: name })

/** The addition of a file that is stored at the service. */
export const prepareAddition = (
  now: Collection,
  file: { readonly id: string; readonly name: string; readonly bytes: number },
): Prepared => ({
  ...plainAct,
  tool: actNames.addDocument,
  arguments: { ...named(now), document_id: file.id, document_name: file.name, bytes: file.bytes },
  request: { method: 'POST', path: documentPath(now.id, file.id), body: { fields: {} } },
  checks: [heardBy(now, 'will speak from it once it is indexed.')],
  place: placeOf(now),
})
