import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openForWriting } from '#main/store/database.ts'
import { openStore, type OpenedStore, type StoreOptions } from '#main/store/index.ts'
import {
  asked,
  emptyStore,
  incomingConversation,
  incomingMessage,
  newProposal,
  storedTurn,
} from '#test/support/store.ts'

/** What a person takes out is gone, by the bytes of every file, and the ledger still proves the rest. */
const card = '4111 1111 1111 1111'
const digits = '4111111111111111'
const name = 'Änne Grünwald-Übel'
let store: OpenedStore
let options: StoreOptions
let remove: () => Promise<void>

const reject = { type: 'rejected', signer: { by: 'person', name: 'Jo', surface: 'test' } } as const
const everything = { before: null, limit: 9, who: null, types: null, tool: null, risk: null, state: null }
const redacting = (words: string, more = {}) => ({
  id: `x${words.length}`,
  conversationId: 1,
  entryId: 'm1',
  words,
  sound: null,
  by: 'Jo',
  reason: 'Not ours to keep',
  ...more,
})

beforeEach(async () => {
  ;({ store, options, remove } = await emptyStore())
  const html = `<p>I am <b>&Auml;nne</b> Gr&uuml;nwald-&Uuml;bel, card ${card}</p>`
  const messages = [
    incomingMessage('m1', { text: `I am ${name}, card ${card}`, html }),
    incomingMessage('m2', { text: `Your card\n${card.replaceAll(' ', '-')}?`, author: 'operator' }),
    incomingMessage('m3', { text: 'The number 4222222222222222 is another one.' }),
  ]
  await store.conversations.merge([incomingConversation('c1', { messages, subject: `Card of ${name}` })], null)
  const turn = storedTurn('t1', 1, {
    text: `Shall I refund ${digits}?`,
    calls: [{ id: 'call', name: 'refund_order', arguments: JSON.stringify({ card: Number(digits), who: name }) }],
    ragResults: [{ text: `Cards like ${card}`, score: 0.5, collectionId: 'c' }],
    request: { messages: [{ content: `I am ${name}`, tool: JSON.stringify({ said: `card ${card}\n${name}` }) }] },
    response: { card: Number(digits) },
  })
  const args = { order_id: '#W1', amount: 42, card: Number(digits), who: { [name]: name } }
  const made = newProposal('p1', 1, 't1', {
    arguments: args,
    sentence: [{ text: `Refund to ${card}`, value: true }],
    agentReason: name,
  })
  await store.ledger.propose({
    turn,
    proposals: [{ id: 'p1', events: asked(made), outboxKey: null }],
    conversation: { activity: 'waiting' },
  })
  await store.settings.put('draft.conversation.1', { text: `Dear ${name}`, internal: false })
  await store.annotations.addNote({
    id: 'n1',
    conversationId: 1,
    anchor: { entryId: 'm1', range: null, atMs: null },
    text: `Ask ${name}`,
    mentions: [],
    by: 'Jo',
  })
})
afterEach(() => remove())

async function wiped(): Promise<boolean> {
  for (let tries = 0; tries < 50; tries += 1) if (await store.redactions.wipe()) return true
  return false
}

async function decide(): Promise<void> {
  const { argsHash } = await store.ledger.get('p1')
  const said = { reasons: [], text: `Not to ${card}`, scope: 'call', next: 'stop', result: { no: name } } as const
  const events = [{ ...reject, ...said, reasons: [] }] as const
  await store.ledger.commit({ id: 'p1', expect: { states: ['pending'], revision: 0, argsHash }, events })
}

/** All bytes of all files beside the database. */
function bytes(): Buffer {
  const directory = dirname(options.file)
  const files = readdirSync(directory, { withFileTypes: true, recursive: true }).filter((one) => one.isFile())
  return Buffer.concat(files.map((one) => readFileSync(join(one.parentPath, one.name))))
}
const forms = (words: string) => [
  words,
  words.normalize('NFD'),
  JSON.stringify(words).slice(1, -1),
  words.toLowerCase(),
]
const isGone = (words: string) => expect(forms(words).filter((form) => bytes().includes(form))).toEqual([])

test('the words are gone from every file, in every form, and everything can still be read', async () => {
  await decide()
  // Into the index, from which it has to go as well.
  expect(await wiped()).toBe(true)
  expect(bytes().includes('grunwald')).toBe(true)
  const { places } = await store.redactions.reach(1, card)
  expect(places.map(({ label }) => label)).toEqual([
    'Messages',
    'Actions and their history',
    'What went to the agent and came from it',
  ])
  expect(bytes().includes(card)).toBe(true)
  const { redaction } = await store.redactions.redact(redacting(card, { reason: `It is ${card}` }))
  await store.redactions.redact(redacting(name))
  expect(redaction).toMatchObject({ by: 'Jo', reason: 'It is [redacted]', open: expect.any(String) })
  expect(await wiped()).toBe(true)
  isGone(card)
  isGone(digits.slice(0, 15))
  isGone(name)
  isGone('Grünwald')
  isGone('grunwald')
  isGone('Gr&uuml;nwald')

  const { messages } = await store.conversations.messages(1, { before: null, limit: 9 })
  expect(messages.map(({ text }) => text)).toEqual([
    'I am [redacted], card [redacted]',
    'Your card\n[redacted]?',
    'The number 4222222222222222 is another one.',
  ])
  expect(await store.ledger.get('p1')).toMatchObject({
    state: 'rejected',
    arguments: { order_id: '#W1', amount: 42, card: '[redacted]', who: { '[redacted]': '[redacted]' } },
    agentReason: '[redacted]',
    decision: { reason: 'Not to [redacted]' },
  })
  expect((await store.conversations.turn('t1')).calls[0]?.arguments).toBe('{"card":"[redacted]","who":"[redacted]"}')
  expect((await store.conversations.get(1)).subject).toBe('Card of [redacted]')
  expect((await store.annotations.of(1)).notes[0]?.text).toBe('Ask [redacted]')
  expect(await store.ledger.verify()).toEqual([])
  expect(await store.check()).toEqual([])
})

test('the ledger vouches for what was taken out, and for nothing else', async () => {
  await decide()
  await store.redactions.redact(redacting(card))
  await store.redactions.redact(redacting(name))
  const report = await store.audit.verify([])
  expect(report).toMatchObject({ events: 5, broken: null })
  const alter = (sql: string) => {
    const db = openForWriting(options.file)
    db.exec(`drop trigger if exists ledger_forbids_update; ${sql}`)
    db.close()
  }
  // A row that was redacted once more, by somebody else.
  alter(`update ledger set payload = replace(payload, 'order_id', 'order_no') where seq = 1`)
  expect((await store.audit.verify([])).broken).toMatchObject({ seq: 1 })
  alter(`update ledger set payload = replace(payload, 'order_no', 'order_id') where seq = 1`)
  expect((await store.audit.verify([])).broken).toBeNull()
  // Who took it out is part of the proof.
  alter(`update ledger set payload = replace(payload, '"by":"Jo"', '"by":"Al"') where seq = 5`)
  expect((await store.audit.verify([])).broken).toMatchObject({ seq: 5 })
})

test('the ledger takes no other change, and no change at all outside of a redaction', () => {
  const db = openForWriting(options.file)
  try {
    expect(() => db.exec(`update ledger set payload = '{}' where seq = 1`)).toThrow('append-only')
    db.exec('begin; insert into ledger_opened values (1)')
    expect(() => db.exec(`update ledger set at = 0 where seq = 1`)).toThrow('append-only')
    expect(() => db.exec(`update ledger set payload = '{}' where seq = 2`)).toThrow('append-only')
    db.exec(`update ledger set payload = '{}' where seq = 1; rollback`)
  } finally {
    db.close()
  }
})

test('what still waits for a decision is not touched, nor is anything else then', async () => {
  expect((await store.redactions.reach(1, card)).refused).toMatch('still waits for a decision')
  await expect(store.redactions.redact(redacting(card))).rejects.toMatchObject({ code: 'conflict' })
  expect((await store.conversations.messages(1, { before: null, limit: 1 })).messages).toHaveLength(1)
  expect(bytes().includes(card)).toBe(true)
  await expect(store.redactions.redact(redacting('nowhere to be found'))).rejects.toMatchObject({ code: 'not_found' })
})

test('the helpdesk does not bring it back', async () => {
  await decide()
  await store.redactions.redact(redacting(name))
  const messages = [incomingMessage('m1', { text: `I am ${name}, edited` }), incomingMessage('m4', { text: 'New' })]
  const again = incomingConversation('c1', { messages, subject: `Card of ${name}`, updatedAt: 5000, state: 'closed' })
  await store.conversations.merge([again], null)
  expect(await store.conversations.get(1)).toMatchObject({ subject: 'Card of [redacted]', state: 'closed' })
  const { messages: now } = await store.conversations.messages(1, { before: null, limit: 9 })
  expect(now[0]?.text).toBe(`I am [redacted], card ${card}`)
  expect(now.at(-1)?.text).toBe('New')
})

test('a stop in between leaves it to be finished', async () => {
  await decide()
  await store.redactions.redact(redacting(card))
  await store.close()
  store = await openStore(options)
  expect(await store.redactions.unfinished()).toMatchObject([{ conversationId: 1, leftToDo: 'traces' }])
  await wiped()
  expect(await store.redactions.advance('x19', null)).toMatchObject({ open: null })
  expect(await store.redactions.unfinished()).toEqual([])
})

test('a whole conversation goes, from every file, and the ledger vouches for that', async () => {
  await expect(store.redactions.eraseConversation(1, { by: 'Jo', reason: 'Old' })).rejects.toMatchObject({
    code: 'conflict',
  })
  await decide()
  await wiped()
  await store.redactions.redact(redacting(card))
  const { callId, entry } = await store.redactions.eraseConversation(1, {
    by: 'Retention',
    reason: 'Older than a year',
  })
  expect([callId, entry]).toEqual([null, 5])
  expect(await wiped()).toBe(true)
  isGone(name)
  isGone('Grünwald')
  isGone('order_id')
  isGone('4222222222222222')
  await expect(store.conversations.get(1)).rejects.toMatchObject({ code: 'not_found' })
  await expect(store.ledger.get('p1')).rejects.toMatchObject({ code: 'not_found' })
  expect(await store.audit.verify([])).toMatchObject({ events: 5, broken: null })
  expect(await store.ledger.verify()).toEqual([])
  expect(await store.check()).toEqual([])
  // What happened to its proposal is gone; that it was taken out, by whom and why, is not.
  const happened = async (more = {}) => (await store.audit.activity({ ...everything, ...more })).entries
  const gone = { proposalId: null, conversationId: 1, customer: null }
  expect(await happened()).toMatchObject([
    { ...gone, seq: 5, removal: { type: 'erased', by: 'Retention', reason: 'Older than a year' } },
    { ...gone, seq: 4, removal: { type: 'redacted', by: 'Jo', what: expect.stringMatching(/^Words in \d+ places$/) } },
  ])
  expect((await happened({ who: 'Retention' })).map(({ seq }) => seq)).toEqual([5])
  expect((await happened({ types: ['redacted'] })).map(({ seq }) => seq)).toEqual([4])
  expect(await happened({ risk: 3 })).toEqual([])
})

test('the reason of an earlier redaction loses words that are taken out later, and what it vouches for stays', async () => {
  await decide()
  await store.redactions.redact(redacting(card, { reason: `The card of ${name}` }))
  await store.redactions.redact(redacting(name))
  expect(await wiped()).toBe(true)
  isGone(name)
  expect(await store.audit.verify([])).toMatchObject({ broken: null })
  await store.redactions.eraseConversation(1, { by: 'Retention', reason: 'Old' })
  expect(await wiped()).toBe(true)
  isGone('Not ours to keep')
  expect(await store.audit.verify([])).toMatchObject({ broken: null })
})

test('what somebody holds stays whole until it is let go', async () => {
  await decide()
  await store.exchange.retention.hold(1, { by: 'Mo', why: 'Court case 7' })
  const held = { code: 'conflict', message: expect.stringContaining('Mo holds this conversation: “Court case 7”.') }
  expect(await store.redactions.reach(1, card)).toMatchObject({ refused: held.message })
  await expect(store.redactions.redact(redacting(card))).rejects.toMatchObject(held)
  await expect(store.redactions.eraseConversation(1, { by: 'Jo', reason: 'Old' })).rejects.toMatchObject(held)
  await store.exchange.retention.hold(1, null)
  expect(await store.redactions.redact(redacting(card))).toMatchObject({ redaction: { by: 'Jo' } })
})

test('it says where else in the desk the words stand', async () => {
  expect((await store.redactions.reach(1, card)).elsewhere).toEqual([])
  const search = { id: 's1', name: 'One card', text: `"${card}"`, order: 'newest', by: 'Jo', at: 1 } as const
  await store.savedSearches.save(search, { replace: false })
  expect((await store.redactions.reach(1, card)).elsewhere).toEqual([
    'One saved search has these words. Remove it in Transcripts.',
  ])
})

test('older copies go once a new one is made: backups, damaged ones, what a backup took the place of; the ledger says so', async () => {
  const beside = `${options.file}.replaced-20200101T000000000Z`
  writeFileSync(beside, 'old')
  utimesSync(beside, 1, 1)
  const first = await store.backup.create()
  const second = await store.backup.create()
  writeFileSync(second.file, 'no database')
  expect((await store.backup.verify(second.file)).verified).toBe(false)
  await decide()
  await store.redactions.redact(redacting(card))
  expect(await wiped()).toBe(true)
  expect(await store.backup.older(Date.now() + 1e9)).toMatchObject({ count: 3, oldest: first.at })
  const made = await store.backup.create()
  expect(await store.backup.removeOlder(made.file)).toBe(3)
  expect((await store.backup.list()).map(({ file }) => file)).toEqual([made.file])
  expect(existsSync(beside)).toBe(false)
  expect(readFileSync(made.file).includes(Buffer.from(digits))).toBe(false)
  const told = { by: 'Jo', reason: 'Still held it', what: '3 copies of this desk made before' }
  const seq = await store.redactions.noteRemoval(1, told)
  expect((await store.audit.verify([])).broken).toBeNull()
  const { entries } = await store.audit.activity({ ...everything, limit: 1 })
  expect(entries).toMatchObject([{ seq, removal: { type: 'redacted', redaction: null, ...told } }])
})
