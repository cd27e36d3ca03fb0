import type { Collections } from '#main/clients/xai/collections.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import { word, type Fields } from '#main/tools/act-fields.ts'
import { found, refuse, wasSentBefore } from '#main/tools/act-outcomes.ts'
import type { Act, AdministrationPorts } from '#main/tools/administration.ts'
import { existing } from '#main/tools/agent-acts.ts'
import { didNotHappen } from '#main/tools/failure.ts'

/**
 * Adding a stored file to a collection, and taking one out. Adding leaves everything agents could say before, and is taken back
 * by removing: a tier below taking out, after which agents no longer know what they knew.
 */
export const createDocumentActs = ({ collections }: AdministrationPorts): readonly Act[] => [
  adding(collections),
  removing(collections),
]

const system = 'Collections'
const shared = {
  collection_id: word('The collection.'),
  collection_name: word('Its name.'),
  document_id: word('The file, as the service calls it.'),
  document_name: word('What it is called.'),
}

const document = (collections: Collections, args: Fields, signal: AbortSignal) =>
  existing(() => collections.document(args.text('collection_id'), args.text('document_id'), signal))

const dataOf = (args: Fields) => ({
  collection_id: args.text('collection_id'),
  document_id: args.text('document_id'),
})

const adding = (collections: Collections): Act => ({
  name: actNames.addDocument,
  system,
  risk: 2,
  description: 'Adds a document to a collection. Agents that look in it speak from it as soon as it is indexed.',
  sentence: 'Add {{args.document_name}} to the collection {{args.collection_name}}',
  properties: { ...shared, bytes: { type: 'number', description: 'Its size.' } },
  run: async ({ onSent, signal }, args) => {
    const id = args.text('document_id')
    if ((await document(collections, args, signal)) !== null)
      return { data: dataOf(args), remoteId: id, summary: 'It is in the collection already' }
    await onSent()
    await collections.attach(args.text('collection_id'), id, signal)
    return { data: dataOf(args), remoteId: id, summary: `Added ${args.text('document_name')}; it is being indexed` }
  },
  probe: async ({ signal }, args) =>
    (await document(collections, args, signal)) === null
      ? didNotHappen('The document is not in the collection.')
      : found(dataOf(args), args.text('document_id'), `Found ${args.text('document_name')} in the collection`),
})

const removing = (collections: Collections): Act => ({
  name: actNames.removeDocument,
  system,
  risk: 3,
  description: 'Takes a document out of a collection. Agents that look in it no longer know what it says.',
  sentence: 'Remove {{args.document_name}} from the collection {{args.collection_name}}',
  properties: shared,
  run: async ({ proposal, onSent, signal }, args) => {
    const id = args.text('document_id')
    if ((await document(collections, args, signal)) === null) {
      return wasSentBefore(proposal)
        ? { data: dataOf(args), remoteId: id, summary: 'Gone since it was asked for before' }
        : refuse('not_found', 'The document is not in this collection any more.')
    }
    await onSent()
    await collections.detach(args.text('collection_id'), id, signal)
    return { data: dataOf(args), remoteId: id, summary: `Removed ${args.text('document_name')}` }
  },
  probe: async ({ signal }, args) =>
    (await document(collections, args, signal)) === null
      ? found(dataOf(args), args.text('document_id'), 'Found gone')
      : didNotHappen('The document is still in the collection.'),
})
