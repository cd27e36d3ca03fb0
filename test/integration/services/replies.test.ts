import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Proposal } from '#contract/proposal.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'

/** Words to a customer: what is found in them, who may send them although, and how they are written anew. */
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  rig = await startDesk()
  my = hands(rig)
})
afterEach(() => {
  rig.sandbox.control.clearScripts()
  rig.sandbox.control.clearFaults()
})
afterAll(() => rig.stop())

async function replyWaits(asks: string, says: string, ...more: readonly string[]) {
  my.script(asks, { text: says }, ...more.map((text) => ({ text })))
  const id = await my.customerWrites(asks)
  return { id, reply: await my.proposal(id, 'send_reply', 'pending') }
}
const sentTo = (id: string) => my.writes(new RegExp(`/conversations/${id}/reply`))
const detailOf = ({ id }: Proposal) => rig.desk().proposals.get({ id })
const edited = (reply: Proposal, text: string, confirmed = false) =>
  rig.desk().proposals.decide({ verb: 'edit', ...seen(reply), arguments: { text }, confirmed })

describe('sources and checks', () => {
  test('each sentence has its source on the card, and a claim without one is named in the queue', async () => {
    const says = 'You wrote that the left boot leaks at the welt.\nWe repair the welt free of charge.'
    const { reply } = await replyWaits('The left boot leaks at the welt.', says)
    const { review } = await detailOf(reply)
    expect(review?.sentences.map(({ origin }) => origin.letter)).toEqual(['C', 'none'])
    const [claim] = review?.sentences[1]?.claims ?? []
    expect(says.slice(...(claim?.range ?? [0, 0]))).toBe('free of charge')
    expect(reply.checks.find((check) => check.id === 'unsourced')).toMatchObject({ result: 'warn' })
    const { items } = await rig.desk().inbox.page({ view: 'replies', cursor: null, limit: 200 })
    expect(items.find((item) => item.id === reply.id)?.reason).toBe('1 unsourced')
  })

  test('a secret and a card number are never sent, whoever wrote them', async () => {
    const { id, reply } = await replyWaits('Which card was it?', 'It was 4111 1111 1111 1111.')
    await expect(my.approve(reply)).rejects.toMatchObject({ code: 'blocked', data: { check: 'card_number', start: 7 } })
    await expect(edited(reply, 'Key: xai-AbCdEfGhIjKlMnOpQrStUv', true)).rejects.toMatchObject({ code: 'blocked' })
    const { id: ours } = await my.conversation(id)
    for (const internal of [false, true]) {
      const input = { id: ours, text: 'Card 4111 1111 1111 1111', internal, confirmed: true }
      await expect(rig.desk().conversations.write(input)).rejects.toMatchObject({ code: 'blocked' })
    }
    expect(sentTo(id)).toEqual([])
    await edited(reply, 'It was the one that ends in 1111.')
    await my.proposal(id, 'send_reply', 'succeeded')
  })

  test('a promise without an action goes out only when somebody says so, and the ledger says it', async () => {
    const { id, reply } = await replyWaits('Where is my money?', 'I have refunded your order.')
    await expect(my.approve(reply)).rejects.toMatchObject({
      code: 'blocked',
      data: { check: 'promise', confirm: true },
    })
    await rig.desk().proposals.decide({ verb: 'approve', ...seen(reply), confirmed: true })
    const done = await my.proposal(id, 'send_reply', 'succeeded')
    const { history } = await detailOf(done)
    expect(history.map(({ summary }) => summary).join('\n')).toMatch(/although: .*no refund ran here/)
  })

  test('an address of another customer asks two', async () => {
    await replyWaits('My own secret matter.', 'Thank you.')
    const { id, reply } = await replyWaits('Who else?', 'Nobody.')
    const next = await edited(reply, 'Write to my.own.secret.matter.@mail.example instead.')
    expect(next).toMatchObject({ state: 'awaiting_second' })
    expect(sentTo(id)).toEqual([])
    const { id: ours } = await my.conversation(id)
    const text = 'Or ask my.own.secret.matter.@mail.example.'
    expect(await rig.desk().conversations.write({ id: ours, text, internal: false })).toMatchObject({
      state: 'awaiting_second',
    })
  })

  test('no rule signs words with an open check', async () => {
    const { version, document } = await rig.desk().policies.get({})
    const { configuration } = await rig.desk().settings.get({})
    await rig.desk().settings.import({
      configuration: { ...configuration, defaultDecisions: { ...configuration.defaultDecisions, R2: 'allow' } },
    })
    my.script('Rule, clean.', { text: 'All is well.' })
    const clean = await my.customerWrites('Rule, clean.')
    await my.proposal(clean, 'send_reply', 'succeeded')
    const { reply } = await replyWaits('Rule, open.', 'You get a voucher for $50.')
    expect(reply.policy.rule).toBe('Words with an open check')
    await rig.desk().settings.import({ configuration })
    expect((await rig.desk().policies.get({})).version).toBe(version)
    expect(document.rules).toEqual([])
  })
})

describe('what the channel carries', () => {
  const bodyOf = (id: string) => sentTo(id).map((one) => (one.body as { readonly body?: unknown }).body)

  test('emphasis, links and lists go out as they were seen, HTML as its characters, and the echo is ours', async () => {
    const says = 'Dear **Robin**,\n- see [our page](https://a.example/x?a=1&b=2)\n- <b>not</b> `this`'
    const { id, reply } = await replyWaits('Send me the list.', says)
    const { review } = await detailOf(reply)
    expect(review?.rendering).toMatchObject({ form: 'rich', blocks: [{ kind: 'paragraph' }, { kind: 'list' }] })
    await rig.desk().proposals.decide({ verb: 'approve', ...seen(reply), confirmed: true })
    await my.proposal(id, 'send_reply', 'succeeded')
    expect(bodyOf(id)).toEqual([
      '<p>Dear <b>Robin</b>,</p><ul><li>see <a href="https://a.example/x?a=1&amp;b=2">our page</a></li>' +
        '<li>&lt;b&gt;not&lt;/b&gt; <code>this</code></li></ul>',
    ])
    await rig.desk().sync.now({})
    const { id: ours, control } = await my.conversation(id)
    const { messages } = await rig.store().conversations.messages(ours, { before: null, limit: 50 })
    expect(messages.map(({ author }) => author)).toEqual(['customer', 'agent'])
    expect(control).not.toBe('human')
  })

  test('a person’s own words: kept, sent once, and thrown away with the sending', async () => {
    const { reply } = await replyWaits('Own words.', 'The agent’s.')
    const { conversationId } = reply
    const draft = { text: '**Mine**', internal: true }
    await rig.desk().replies.keepOwn({ conversationId, draft })
    await rig.restart()
    expect(await rig.desk().replies.own({ conversationId })).toEqual({ draft })
    await rig.desk().conversations.write({ id: conversationId, ...draft, text: 'Other words.' })
    expect(await rig.desk().replies.own({ conversationId })).toEqual({ draft })
    await rig.desk().conversations.write({ id: conversationId, ...draft })
    expect(await rig.desk().replies.own({ conversationId })).toEqual({ draft: null })
  })
})

describe('drafts', () => {
  test('what was typed survives a stop, a refused version and the message that makes it outdated', async () => {
    const { id, reply } = await replyWaits('Kept draft.', 'First words.')
    const draft = { text: 'My own words.', internal: false }
    await rig.desk().replies.keep({ proposalId: reply.id, argsHash: reply.argsHash, draft })
    await rig.restart()
    expect((await detailOf(reply)).draft).toMatchObject({ ...draft, argsHash: reply.argsHash })
    await rig.desk().conversations.setControl({ id: reply.conversationId, control: 'shared' })
    my.script('One thing more.', { text: 'Fresh words.' })
    await my.customerWrites('One thing more.', id)
    const old = await my.proposal(id, 'send_reply', 'superseded')
    expect((await detailOf(old)).draft).toMatchObject(draft)
    const fresh = await my.proposal(id, 'send_reply', 'pending')
    const put = await rig.desk().replies.rebase({ id: old.id, text: draft.text })
    expect(put.id).toBe(fresh.id)
    expect((await detailOf(fresh)).draft).toMatchObject({ ...draft, argsHash: fresh.argsHash })
    expect((await detailOf(old)).draft).toBe(null)
    expect(sentTo(id)).toEqual([])
  })

  test('without a fresh draft the words become a proposal of their own, to be signed', async () => {
    const { id, reply } = await replyWaits('Rebase alone.', 'About it.')
    await rig.desk().conversations.setControl({ id: reply.conversationId, control: 'human' })
    const old = await my.proposal(id, 'send_reply', 'superseded')
    const put = await rig.desk().replies.rebase({ id: old.id, text: 'In my own words.' })
    expect(put).toMatchObject({ state: 'pending', replaces: { proposalId: old.id, instruction: null } })
    expect(sentTo(id)).toEqual([])
    await my.approve(put)
    await my.proposal(id, 'send_reply', 'succeeded')
    expect(sentTo(id)).toHaveLength(1)
  })

  test('written anew with an instruction: the old draft is outdated, linked, and nothing is sent', async () => {
    const { id, reply } = await replyWaits('Redraft me.', 'Long and windy words.', 'Short words.')
    const made = await rig.desk().replies.redraft({ ...seen(reply), instruction: 'Shorter' })
    expect(made).toMatchObject({ state: 'pending', arguments: { text: 'Short words.' } })
    expect(made.replaces).toEqual({ proposalId: reply.id, instruction: 'Shorter' })
    expect(await rig.store().ledger.get(reply.id)).toMatchObject({ state: 'superseded', replacedBy: made.id })
    expect(JSON.stringify(my.agentRequests('Redraft me.').at(-1))).toMatch(/with this change: Shorter/)
    expect(sentTo(id)).toEqual([])
    await expect(rig.desk().replies.redraft({ ...seen(reply), instruction: 'Again' })).rejects.toMatchObject({
      code: 'conflict',
    })
    await my.reject(made, 'Not like this.')
    // The agent hears of the new draft and why it was refused, not of the one it took the place of.
    expect((await my.proposal(id, 'send_reply', 'pending')).rejectedBefore).toMatchObject({ proposalId: made.id })
    expect(JSON.stringify(my.agentRequests('Redraft me.').at(-1))).toMatch(/Short words.*Not like this/)
    expect(JSON.stringify(my.agentRequests('Redraft me.').at(-1))).not.toMatch(/Long and windy/)
    expect(await rig.store().ledger.verify()).toEqual([])
  })
})

test('a live draft written anew while the desk rehearses is a rehearsal: signed, it is simulated and nothing leaves', async () => {
  const { id, reply } = await replyWaits('Redraft me in a rehearsal.', 'Words made before it.', 'Words made in it.')
  expect(reply.mode).toBe('live')
  const { configuration } = await rig.desk().settings.get({})
  const dryRun = { ...configuration.dryRun, desk: true }
  await rig.desk().settings.import({ configuration: { ...configuration, dryRun } })
  const made = await rig.desk().replies.redraft({ ...seen(reply), instruction: 'Shorter' })
  expect(made).toMatchObject({ mode: 'dry_run', arguments: { text: 'Words made in it.' } })
  await my.approve(made)
  expect(await rig.store().ledger.get(made.id)).toMatchObject({ state: 'dry_run' })
  expect(sentTo(id)).toEqual([])
  await rig.desk().settings.import({ configuration })
})

test('a tag only warns, unless the settings say that it counts', async () => {
  const { id, reply } = await replyWaits('Tagged while it waits.', 'About the tag.')
  await my.atHelpdesk(`/conversations/${id}/tags`, { id: '87', admin_id: '700100202' })
  await rig.desk().sync.now({})
  const waits = await detailOf(reply)
  expect(waits.proposal.state).toBe('pending')
  expect(waits.drift).toEqual([expect.stringMatching(/^tag added: /)])
  const { configuration } = await rig.desk().settings.get({})
  const drift = { ...configuration.drift, tags: 'outdated' as const }
  await rig.desk().settings.import({ configuration: { ...configuration, drift } })
  await expect(my.approve(reply)).rejects.toMatchObject({ code: 'changed' })
  expect(await rig.store().ledger.get(reply.id)).toMatchObject({ state: 'superseded' })
  await rig.desk().settings.import({ configuration })
})
