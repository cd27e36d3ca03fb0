import { open, stat, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { SearchModeSchema, type Collection, type CollectionView, type Upload } from '#contract/collection.ts'
import { actOnCollection, actOptions, typedOption } from '#main/hosts/cli/act.ts'
import type { Call, Command, Desk } from '#main/hosts/cli/command.ts'
import { oneNamed } from '#main/hosts/cli/named.ts'
import { clip, lostWords, oneLine, quoted, table, time } from '#main/hosts/cli/print.ts'
import { chosen, required, wholeNumber } from '#main/hosts/cli/read.ts'
import { AppError } from '#main/kernel/errors.ts'

/** collections list · get · status · create · rename · upload · remove · search · delete */

/** By its id, or by a name that only one has. */
async function collectionNamed(desk: Desk, word: string | undefined): Promise<Collection> {
  const wanted = required(word, 'COLLECTION')
  return oneNamed((await desk.collections.list({})).collections, wanted, 'collection')
}

const list: Command = {
  words: 'collections list',
  operands: [],
  options: {},
  help: 'List the collections of the account. Needs the management key.',
  workspace: 'any',
  run: async (desk) => {
    const page = await desk.collections.list({})
    const rows = page.collections.map((one) => [
      one.id,
      clip(one.name, 32),
      one.documents === null ? '?' : String(one.documents),
      one.agents === null ? '?' : clip(one.agents.map(({ name }) => name).join(', ') || '-', 48),
    ])
    return { json: page, text: table(['ID', 'NAME', 'DOCUMENTS', 'AGENTS'], rows) + lostWords(page.unreadable) }
  },
}

const rowsOf = ({ documents }: CollectionView): string =>
  table(
    ['ID', 'NAME', 'STATE', 'BYTES', 'INDEXED', ''],
    documents.map((one) => [
      one.id,
      clip(one.name, 40),
      one.step === '' ? one.state : `${one.state} (${one.step})`,
      one.bytes === null ? '?' : String(one.bytes),
      time(one.indexedAt),
      clip(one.error, 60),
    ]),
  )

const get: Command = {
  words: 'collections get',
  operands: ['COLLECTION'],
  options: {},
  help: 'Show a collection, by id or name, with its documents.',
  workspace: 'any',
  run: async (desk, call) => {
    const view = await desk.collections.get({ id: (await collectionNamed(desk, call.operands[0])).id })
    const { collection } = view
    const head = [
      `${collection.id}  ${oneLine(collection.name)}`,
      ...(collection.description === '' ? [] : [oneLine(collection.description)]),
      `Looked in by: ${oneLine(collection.agents?.map(({ name }) => name).join(', ') ?? 'could not be read') || 'nobody'}`,
      ...collection.open.map((act) => `Under way: ${act.proposalId}  ${act.state}  ${oneLine(act.sentence)}`),
    ]
    return { json: view, text: [...head, rowsOf(view)].join('\n') }
  },
}

const betweenLooksMs = 2_000

const status: Command = {
  words: 'collections status',
  operands: ['COLLECTION'],
  options: { wait: { type: 'string', value: 'SECONDS', help: 'until every document is indexed or failed' } },
  help: 'Say how far the documents of a collection are. Exit code 1 where one failed, 5 where some are not ready yet.',
  workspace: 'any',
  run: async (desk, call) => {
    const { id } = await collectionNamed(desk, call.operands[0])
    const seconds = call.option('wait')
    const until = performance.now() + (seconds === undefined ? 0 : wholeNumber(seconds, '--wait', 3600)) * 1000
    let view = await desk.collections.get({ id })
    const isBusy = () => view.documents.some(({ state }) => state === 'processing')
    while (isBusy() && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, betweenLooksMs))
      view = await desk.collections.get({ id })
    }
    const failed = view.documents.some(({ state }) => state === 'failed')
    return { json: view, text: rowsOf(view), exit: failed ? 1 : isBusy() ? 5 : 0 }
  },
}

const words = {
  name: { type: 'string', value: 'TEXT', help: 'what it is called' },
  description: { type: 'string', value: 'TEXT', help: 'what it is for' },
} as const

const create: Command = {
  words: 'collections create',
  operands: [],
  options: { ...words, ...actOptions },
  help: 'Create a collection without documents.',
  workspace: 'any',
  run: (desk, call) =>
    actOnCollection(desk, call, {
      act: 'createCollection',
      name: required(call.option('name'), '--name'),
      description: call.option('description') ?? '',
    }),
}

const rename: Command = {
  words: 'collections rename',
  operands: ['COLLECTION'],
  options: { ...words, ...actOptions },
  help: 'Change the name or the description of a collection.',
  workspace: 'any',
  run: async (desk, call) => {
    const now = await collectionNamed(desk, call.operands[0])
    const { name = now.name, description = now.description } = {
      name: call.option('name'),
      description: call.option('description'),
    }
    return actOnCollection(desk, call, { act: 'changeCollection', id: now.id, name, description })
  },
}

const remove: Command = {
  words: 'collections remove',
  operands: ['COLLECTION', 'DOCUMENT'],
  options: actOptions,
  help: 'Take a document, by id or name, out of a collection.',
  workspace: 'any',
  run: async (desk, call) => {
    const { id } = await collectionNamed(desk, call.operands[0])
    const wanted = required(call.operands[1], 'DOCUMENT')
    const { documents } = await desk.collections.get({ id })
    const { id: documentId } = oneNamed(documents, wanted, 'document')
    return actOnCollection(desk, call, { act: 'removeDocument', id, documentId })
  },
}

const deleteCollection: Command = {
  words: 'collections delete',
  operands: ['COLLECTION'],
  options: { ...typedOption('the name of the collection'), ...actOptions },
  help: 'Delete a collection with all its documents, for good.',
  workspace: 'any',
  run: async (desk, call) =>
    actOnCollection(desk, call, {
      act: 'deleteCollection',
      id: (await collectionNamed(desk, call.operands[0])).id,
    }),
}

const pieceBytes = 256 * 1024

/** Gives it to the desk piece by piece, from where the desk has it already. */
async function send(desk: Desk, collectionId: string, path: string): Promise<Upload> {
  let file: FileHandle
  let facts: { readonly size: number; readonly mtimeMs: number }
  try {
    facts = await stat(path)
    file = await open(path)
  } catch (thrown) {
    throw new AppError('not_found', `The file ${path} cannot be read.`, { cause: thrown })
  }
  try {
    const name = basename(path)
    const changedAt = Math.floor(facts.mtimeMs)
    let upload = await desk.collections.beginUpload({ collectionId, name, bytes: facts.size, changedAt })
    while (upload.state === 'receiving') {
      const piece = Buffer.alloc(Math.min(pieceBytes, upload.bytes - upload.received))
      const { bytesRead } = await file.read(piece, 0, piece.length, upload.received)
      if (bytesRead === 0) throw new AppError('conflict', `${path} became shorter while it was read.`)
      const data = piece.subarray(0, bytesRead).toString('base64')
      upload = await desk.collections.addPiece({ id: upload.id, offset: upload.received, data })
    }
    const isLeft = (upload.state === 'stopped' && upload.message !== null) || upload.state === 'unknown'
    return isLeft ? await desk.collections.resumeUpload({ id: upload.id }) : upload
  } finally {
    await file.close()
  }
}

/** Until it is over, or waits for a person. */
async function arrived(desk: Desk, { id }: Upload, seconds: number): Promise<Upload | null> {
  const signal = AbortSignal.timeout(seconds * 1000)
  let last: Upload | null = null
  try {
    for await (const { uploads } of desk.collections.uploads({}, { signal })) {
      const now = uploads.find((one) => one.id === id)
      if (now === undefined) return null
      last = now
      if (now.state === 'unknown' || (now.state === 'stopped' && now.message !== null)) return now
      if (now.state !== 'proposed' || now.proposalId === null) continue
      const { proposal } = await desk.proposals.get({ id: now.proposalId })
      if (proposal.state === 'awaiting_second' || proposal.state === 'unknown') return now
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown
  }
  return last
}

const upload: Command = {
  words: 'collections upload',
  operands: ['COLLECTION', 'FILE'],
  options: { wait: { type: 'string', value: 'SECONDS', help: 'how long to wait until it is added (120)' } },
  help: 'Add a file to a collection. The same file goes on where it stopped, and is stored only once.',
  workspace: 'any',
  run: async (desk, call: Call) => {
    const { id, name } = await collectionNamed(desk, call.operands[0])
    const path = required(call.operands[1], 'FILE')
    const seconds = wholeNumber(call.option('wait') ?? '120', '--wait', 3600)
    const left = await arrived(desk, await send(desk, id, path), seconds)
    if (left === null) {
      const text = `Added ${oneLine(basename(path))} to ${oneLine(name)}; collections status says when it is indexed.`
      return { json: { added: true, collectionId: id }, text }
    }
    const message = left.message ?? (left.state === 'proposed' ? 'It waits in the ledger.' : 'It is still under way.')
    return { json: { added: false, ...left }, text: `${left.state}: ${oneLine(message)}`, exit: 5 }
  },
}

const search: Command = {
  words: 'collections search',
  operands: ['COLLECTION', 'WORDS'],
  options: {
    mode: { type: 'string', value: 'MODE', help: 'hybrid, semantic or keyword (hybrid)' },
    limit: { type: 'string', value: 'N', help: 'how many passages (5)' },
  },
  help: 'Show what an agent would find in a collection.',
  workspace: 'any',
  run: async (desk, call) => {
    const wanted = required(call.operands[0], 'COLLECTION')
    // With its id, the management key is not needed.
    const id = wanted.startsWith('collection_') ? wanted : (await collectionNamed(desk, wanted)).id
    const answer = await desk.collections.search({
      query: required(call.operands[1], 'WORDS'),
      collectionIds: [id],
      mode: chosen(call.option('mode') ?? 'hybrid', SearchModeSchema.options, '--mode'),
      limit: wholeNumber(call.option('limit') ?? '5', '--limit', 50),
    })
    const text = answer.matches.flatMap((one) => [
      `${one.score === null ? '?' : one.score.toFixed(2)}  ${oneLine(one.document ?? one.documentId)}`,
      quoted(one.text),
    ])
    return { json: answer, text: text.length === 0 ? 'Nothing was found.' : text.join('\n') }
  },
}

export const collectionCommands: readonly Command[] = [
  list,
  get,
  status,
  create,
  rename,
  upload,
  remove,
  search,
  deleteCollection,
]
