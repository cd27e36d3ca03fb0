import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Message } from '#contract/conversation.ts'
import type { Proposal } from '#contract/proposal.ts'
import { hands, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { createRig, proposalOf, seen, until as untilThere, type Rig } from '#test/support/desk-rig.ts'
import { until } from '#test/support/until.ts'
import type { World } from '#test/support/world.ts'

/**
 * A person who writes in the helpdesk as the very admin this desk acts as is a colleague like any other; what this desk
 * wrote itself is its own, also where it is seen before its receipt is stored.
 */
const acting = '700100201'
const comment = (body: string, more: object = {}) => ({
  message_type: 'comment',
  type: 'admin',
  admin_id: acting,
  body,
  ...more,
})

describe('on a desk that goes on', () => {
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

  const replyWaits = async (words: string) => {
    my.script(words, { text: `About ${words}` })
    const id = await my.customerWrites(words)
    return { id, reply: await my.proposal(id, 'send_reply', 'pending') }
  }
  const spoken = async (id: string): Promise<readonly Message[]> => {
    const { messages } = await rig.desk().conversations.get({ id: (await my.conversation(id)).id })
    return messages.filter((message) => message.author !== 'customer' && message.kind !== 'event')
  }

  test('a reply under our own admin pauses the agent and outdates what waited', async () => {
    const { id } = await replyWaits('Same name, other hand.')
    await my.atHelpdesk(`/conversations/${id}/reply`, comment('I take care of it.'))
    await rig.desk().sync.now({})
    expect((await my.proposal(id, 'send_reply', 'superseded')).note).toBe('a colleague answered')
    expect(await my.conversation(id)).toMatchObject({ control: 'human' })
    expect(await spoken(id)).toMatchObject([{ author: 'operator', proposalId: null, text: 'I take care of it.' }])
    await my.customerWrites('Thank you.', id)
    expect(my.agentRequests('Thank you.')).toEqual([])
  })

  test('answered before this desk ever saw it: it stays with whoever answered, also when the customer goes on', async () => {
    const customer = { name: 'Robin Vale', email: 'robin.vale@mail.example' }
    const id = rig.sandbox.control.inject({ text: 'Long before the desk.', customer })
    await my.atHelpdesk(`/conversations/${id}/reply`, comment('I look into it.', { admin_id: '700100202' }))
    await rig.desk().sync.now({})
    expect(await my.conversation(id)).toMatchObject({ control: 'human', agent: { activity: 'idle' } })
    await my.customerWrites('Any news from before the desk?', id)
    const other = await replyWaits('Somebody whom nobody answered.')
    expect(other.reply.state).toBe('pending')
    expect(my.agentRequests('before the desk')).toEqual([])
  })

  test('found only by the last look before sending: nothing goes out', async () => {
    const { id, reply } = await replyWaits('Late under our name.')
    await my.atHelpdesk(`/conversations/${id}/reply`, comment('Done by hand.'))
    await my.approve(reply)
    expect((await my.proposal(id, 'send_reply', 'superseded')).attempts).toEqual([])
    expect(my.writes(new RegExp(`/conversations/${id}/reply`))).toHaveLength(1)
  })

  test('the same words as a reply of ours, written after it by hand, are a colleague’s', async () => {
    const { id, reply } = await replyWaits('Copy me.')
    await my.approve(reply)
    await my.proposal(id, 'send_reply', 'succeeded')
    await rig.desk().sync.now({})
    expect((await my.conversation(id)).control).toBe('agent')
    await my.atHelpdesk(`/conversations/${id}/reply`, comment('About Copy me.'))
    await rig.desk().sync.now({})
    expect((await my.conversation(id)).control).toBe('human')
    expect(await spoken(id)).toMatchObject([
      { author: 'agent', proposalId: reply.id },
      { author: 'operator', proposalId: null },
    ])
  })

  test('a note under our admin pauses nobody, and is shown as a person’s', async () => {
    const { id, reply } = await replyWaits('Only a note.')
    await my.atHelpdesk(`/conversations/${id}/reply`, comment('Regular, be kind.', { message_type: 'note' }))
    await rig.desk().sync.now({})
    expect((await my.conversation(id)).control).toBe('agent')
    expect(await spoken(id)).toMatchObject([{ author: 'operator', kind: 'note' }])
    await my.approve(reply)
    await my.proposal(id, 'send_reply', 'succeeded')
  })

  test('our reply, its note and its hand-over are ours when a sync comes by', async () => {
    const words = 'Hand me over.'
    const escalate = { id: 'e', name: 'ESCALATE', arguments: { reason: 'Angry.', priority: 'high' } }
    my.script(words, { text: 'A colleague will see to it.', calls: [escalate] })
    const id = await my.customerWrites(words)
    await my.approve(await my.proposal(id, 'send_reply', 'pending'))
    await my.approve(await my.proposal(id, 'ESCALATE', 'pending'))
    await my.proposal(id, 'ESCALATE', 'succeeded')
    await rig.desk().sync.now({})
    expect((await my.conversation(id)).control).toBe('agent')
    expect((await spoken(id)).map(({ author, kind }) => [author, kind])).toEqual([
      ['agent', 'comment'],
      ['agent', 'note'],
    ])
  })

  test('a sync that sees our part while its answer is still on the way takes it for ours', async () => {
    const { id, reply } = await replyWaits('Slow line.')
    const path = `/conversations/${id}/reply`
    rig.sandbox.control.fault({ service: 'helpdesk', method: 'POST', path, kind: 'slow_answer', ms: 20_000 })
    await my.approve(reply)
    await until('it to arrive', () => (my.writes(new RegExp(path)).length === 1 ? true : null))
    await until('the part to be read', async () => {
      await rig.desk().sync.now({})
      return (await spoken(id))[0] ?? null
    })
    expect((await rig.store().ledger.get(reply.id)).state).toBe('executing')
    expect(await my.conversation(id)).toMatchObject({ control: 'agent' })
    rig.sandbox.control.clearFaults()
    await my.proposal(id, 'send_reply', 'succeeded')
    expect(await spoken(id)).toMatchObject([{ author: 'agent', proposalId: reply.id }])
    expect((await my.conversation(id)).control).toBe('agent')
  })

  test('a look for a lost reply does not find an earlier one with the same words', async () => {
    const words = 'Twice the same.'
    my.script(words, { text: 'Noted.' })
    const id = await my.customerWrites(words)
    const first = await my.proposal(id, 'send_reply', 'pending')
    await my.approve(first)
    await my.proposal(id, 'send_reply', 'succeeded')
    my.script(words, { text: 'Noted.' }, { text: 'Noted.' })
    await my.customerWrites('And this?', id)
    rig.sandbox.control.fault({ service: 'helpdesk', method: 'POST', path: '/conversations/*/reply', kind: 'reset' })
    const second = await my.proposal(id, 'send_reply', 'pending')
    expect(second.id).not.toBe(first.id)
    await my.approve(second)
    const lost = await my.proposal(id, 'send_reply', 'unknown')
    expect((await rig.desk().proposals.resolve({ id: lost.id, how: 'check' })).state).toBe('failed')
  })
})

describe('killed between dispatch and receipt', () => {
  let rig: Rig
  beforeAll(async () => {
    rig = await createRig()
  })
  afterAll(() => rig.stop())

  const view = async (desk: World, proposal: Proposal) => desk.desk().conversations.get({ id: proposal.conversationId })
  const byHand = async (externalId: string, body: string): Promise<void> => {
    const { baseUrls, keys } = rig.sandbox
    const response = await fetch(`${baseUrls.helpdesk}/conversations/${externalId}/reply`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keys['helpdesk']}`, 'content-type': 'application/json' },
      body: JSON.stringify(comment(body)),
    })
    if (!response.ok) throw new Error(await response.text())
  }

  async function dieAt(point: 'sent' | 'answered') {
    const words = `Killed when ${point}.`
    const reply = `Our words when ${point}.`
    await rig.sandbox.control.script({ contains: words, turns: [{ text: reply }] })
    const dying = await rig.startDesk(point)
    const externalId = await rig.sandbox.control.inject({ text: words })
    const pending = await proposalOf(dying, externalId, 'send_reply', ['pending'])
    dying
      .desk()
      .proposals.decide({ verb: 'approve', ...seen(pending) })
      .catch(() => {})
    expect((await dying.ended()).signal).toBe('SIGKILL')
    const desk = await rig.startDesk(null)
    const lost = await proposalOf(desk, externalId, 'send_reply', ['unknown'])
    return { desk, externalId, reply, lost }
  }

  test('the part a sync finds is our own: nobody took over, and a look credits it once', async () => {
    const { desk, externalId, reply, lost } = await dieAt('answered')
    await desk.desk().sync.now({})
    const found = await untilThere('the part to be read', async () => {
      const { messages } = await view(desk, lost)
      return messages.find((message) => message.author !== 'customer') ?? null
    })
    expect(found).toMatchObject({ author: 'agent', text: reply, proposalId: null })
    expect((await view(desk, lost)).conversation.control).toBe('agent')
    const settled = await desk.desk().proposals.resolve({ id: lost.id, how: 'check' })
    expect(settled).toMatchObject({ state: 'succeeded', outcome: { receipt: { remoteId: found.externalId } } })
    expect((await view(desk, lost)).messages.filter((message) => message.author !== 'customer')).toMatchObject([
      { id: found.id, author: 'agent', proposalId: lost.id },
    ])
    await byHand(externalId, reply)
    await desk.desk().sync.now({})
    expect((await view(desk, lost)).conversation.control).toBe('human')
  })

  test('nothing arrived, and a person writes something else under our admin: theirs, and ours did not happen', async () => {
    const { desk, externalId, lost } = await dieAt('sent')
    await byHand(externalId, 'Let me see to this myself.')
    await desk.desk().sync.now({})
    await untilThere('the takeover', async () =>
      (await view(desk, lost)).conversation.control === 'human' ? true : null,
    )
    const settled = await desk.desk().proposals.resolve({ id: lost.id, how: 'check' })
    expect(settled.state).toBe('failed')
    expect((await view(desk, lost)).messages.at(-1)).toMatchObject({ author: 'operator', proposalId: null })
  })
})
