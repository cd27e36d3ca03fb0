import { actNames } from '#main/domain/agents/acts.ts'
import { word } from '#main/tools/act-fields.ts'
import { cannotTell, findMade, found, idsOf, refuse, wasSentBefore } from '#main/tools/act-outcomes.ts'
import { createAct, type Act, type AdministrationPorts } from '#main/tools/administration.ts'
import { existing } from '#main/tools/agent-acts.ts'
import { createDocumentActs } from '#main/tools/document-acts.ts'
import { didNotHappen } from '#main/tools/failure.ts'
import type { Tool } from '#main/tools/tool.ts'

/**
 * Making, naming and deleting collections. A deleted one takes its documents along, and every agent that looked in it finds
 * nothing there: that is the tier of what nobody can take back.
 */
export const createCollectionActs = (ports: AdministrationPorts): readonly Tool[] =>
  [creating(ports), changing(ports), deleting(ports), ...createDocumentActs(ports)].map(createAct)

const system = 'Collections'
const request = { type: 'object', description: 'The request as it is sent.' } as const

const creating = ({ collections }: AdministrationPorts): Act => ({
  name: actNames.createCollection,
  system,
  risk: 2,
  description: 'Creates a collection without documents. No agent looks in it yet.',
  sentence: 'Create the collection {{args.collection_name}}',
  properties: { collection_name: word('Its name.'), collection: request },
  opaque: ['collection'],
  run: async ({ onSent, signal }, args) => {
    const { collections: all, unreadable } = await collections.page(signal)
    await onSent(idsOf({ all, unreadable }))
    const made = await collections.create(args.object('collection'), signal)
    return { data: { collection_id: made.id }, remoteId: made.id, summary: `Created ${made.name}` }
  },
  probe: async ({ proposal, signal }, args) => {
    const { collections: all, unreadable } = await collections.page(signal)
    const named = (one: { readonly name: string }) => one.name.trim() === args.text('collection_name').trim()
    const made = findMade({ all, unreadable, proposal, what: 'collections' }, named, named)
    if ('kind' in made) return made
    return found({ collection_id: made.id }, made.id, `Found ${made.name}`)
  },
})

const changing = ({ collections }: AdministrationPorts): Act => ({
  name: actNames.changeCollection,
  system,
  risk: 1,
  description: 'Changes how a collection is called and described. Its documents stay as they are.',
  sentence: 'Call the collection {{args.before_name}} from now on {{args.collection_name}}',
  properties: {
    collection_id: word('The collection.'),
    collection_name: word('What it is called afterwards.'),
    collection_description: word('What it is for, afterwards.'),
    before_name: word('What it was called.'),
    before_description: word('What it was for.'),
    collection: request,
  },
  opaque: ['collection'],
  run: async ({ onSent, signal }, args) => {
    const id = args.text('collection_id')
    const now = await collections.get(id, signal)
    if (now.name !== args.text('before_name') || now.description !== args.text('before_description'))
      return refuse('changed', `${now.name} was changed elsewhere since this was written.`)
    await onSent()
    await collections.change(id, args.object('collection'), signal)
    return { data: { collection_id: id }, remoteId: id, summary: `Changed ${args.text('collection_name')}` }
  },
  probe: async ({ signal }, args) => {
    const now = await collections.get(args.text('collection_id'), signal)
    const is = (name: string, description: string) =>
      now.name === args.text(name) && now.description === args.text(description)
    if (is('collection_name', 'collection_description'))
      return found({ collection_id: now.id }, now.id, `Found ${now.name} changed`)
    if (is('before_name', 'before_description')) return didNotHappen('The collection is called as before.')
    return cannotTell('The collection is called neither as before nor as it should be.')
  },
})

function deleting({ collections }: AdministrationPorts): Act {
  const gone = (id: string, summary: string) => ({
    data: { collection_id: id, deleted: true },
    remoteId: id,
    summary,
  })
  return {
    name: actNames.deleteCollection,
    system,
    risk: 4,
    description: 'Deletes a collection with everything in it. Agents that look in it find nothing there any more.',
    sentence: 'Delete the collection {{args.collection_name}} with {{args.documents}} documents',
    properties: {
      collection_id: word('The collection.'),
      collection_name: word('Its name.'),
      documents: { type: ['number', 'null'], description: 'How many documents were in it when this was signed.' },
    },
    run: async ({ proposal, onSent, signal }, args) => {
      const id = args.text('collection_id')
      const now = await existing(() => collections.get(id, signal))
      if (now === null) {
        return wasSentBefore(proposal)
          ? gone(id, 'Gone since it was asked for before')
          : refuse('not_found', 'The service does not have this collection any more.')
      }
      if (now.documents !== null && now.documents !== args.number('documents'))
        return refuse('changed', `${now.name} has ${now.documents} documents by now. Look at it again.`)
      await onSent()
      await collections.remove(id, signal)
      return gone(id, `Deleted ${now.name}`)
    },
    probe: async ({ signal }, args) => {
      const id = args.text('collection_id')
      const now = await existing(() => collections.get(id, signal))
      if (now !== null) return didNotHappen('The collection is still there.')
      const { data, summary } = gone(id, 'Found gone')
      return found(data, id, summary)
    },
  }
}
