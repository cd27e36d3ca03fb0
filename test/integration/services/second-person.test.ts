import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Person } from '#contract/approval.ts'
import type { Proposal } from '#contract/proposal.ts'
import type { Arguments } from '#contract/tool.ts'
import { canonicalJson } from '#main/domain/canonical.ts'
import { makeKey, signText } from '#main/services/signing/signature-key.ts'
import { hands, seen, startDesk, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { documentOf, makeRule } from '#test/support/policies.ts'

/** Two desks with companies of their own: one where two have to sign, and a colleague's. */
const minute = 60_000
const clock = movingClock()
const pin = 'correct horse 9'
const tool = 'issue_store_credit'
let rig: DeskInProcess
let other: DeskInProcess
let my: ReturnType<typeof hands>
let sam: Person
let ines: Person

beforeAll(async () => {
  rig = await startDesk({ clock })
  other = await startDesk({ clock })
  my = hands(rig)
  const { version } = await rig.desk().policies.get({})
  const two = makeRule({ id: 'two', name: 'Two sign', verdict: 'ask_two', when: [{ field: 'tool', in: [tool] }] })
  await rig.desk().policies.save({ document: documentOf(two), basedOn: version })
  sam = await rig.desk().people.add({ name: 'Sam Okafor', pin })
  ines = await other.desk().people.add({ name: 'Inês Duarte', pin })
  await rig.desk().people.add({ name: ines.name, publicKey: ines.publicKey })
})
afterEach(() => rig.sandbox.control.clearScripts())
afterAll(async () => {
  await rig.stop()
  await other.stop()
})

const credited = (words: string) => rig.sandbox.control.effects().filter((effect) => effect.input['reason'] === words)

async function creditWaits(words: string) {
  const args = { customer_id: 'C-2012', amount: 3, reason: words }
  my.script(words, { calls: [{ id: 'call_1', name: tool, arguments: args }] }, { text: 'Noted.' })
  const id = await my.customerWrites(words)
  return { id, credit: await my.proposal(id, tool, 'pending') }
}

async function firstSigned(words: string): Promise<{ readonly id: string; readonly credit: Proposal }> {
  const { id, credit } = await creditWaits(words)
  return { id, credit: await my.approve(credit) }
}
const second = (credit: Proposal, more: { readonly person?: string; readonly pin?: string } = {}) =>
  rig.desk().proposals.countersign({ ...seen(credit), person: sam.id, pin, ...more })

describe('at one desk', () => {
  test('two sign, then it runs once; the ledger says who, and what they covered', async () => {
    const { id, credit } = await firstSigned('Both agree.')
    expect(credit).toMatchObject({ state: 'awaiting_second', decision: null, attempts: [] })
    expect(credited('Both agree.')).toEqual([])
    await second(credit)
    const done = await my.proposal(id, tool, 'succeeded')
    expect(done.decision?.signer).toEqual({ by: 'person', id: sam.id, name: 'Sam Okafor', surface: 'web' })
    expect(credited('Both agree.')).toHaveLength(1)
    const events = (await rig.store().ledger.history(credit.id)).map(({ event }) => event)
    const [signed, approved] = ['signed', 'approved'].map((type) => events.find((event) => event.type === type))
    expect(approved).toMatchObject({ second: { how: 'pin' }, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(signed).toMatchObject({ digest: (approved as { digest: string }).digest })
    await expect(second(credit)).rejects.toMatchObject({ code: 'already_decided' })
    expect(await rig.store().ledger.verify()).toEqual([])
  })

  test('neither the first person nor a name in the settings is a second person', async () => {
    const { credit } = await firstSigned('Alone.')
    await expect(my.approve(credit)).rejects.toMatchObject({ code: 'same_person' })
    const { configuration } = await rig.desk().settings.get({})
    await rig.desk().settings.import({ configuration: { ...configuration, operator: { name: 'Somebody Else' } } })
    await expect(my.approve(credit)).rejects.toMatchObject({ code: 'same_person' })
    await rig.desk().settings.import({ configuration })
    // The same name in other letters is the same person.
    const name = ` ${configuration.operator.name.toUpperCase()} `
    const self = await rig.desk().people.add({ name, pin })
    await expect(second(credit, { person: self.id })).rejects.toMatchObject({ code: 'same_person' })
    expect(await rig.store().ledger.get(credit.id)).toMatchObject({ state: 'awaiting_second' })
  })

  test('it covers what was seen, not what came after, and not before the first signature', async () => {
    const { credit: unsigned } = await creditWaits('Nobody yet.')
    await expect(second(unsigned)).rejects.toMatchObject({ code: 'conflict' })
    const { id, credit } = await firstSigned('Then it moved.')
    await expect(second({ ...credit, argsHash: '0'.repeat(64) })).rejects.toMatchObject({ code: 'changed' })
    await expect(rig.desk().proposals.extend({ id: credit.id, minutes: 600 })).rejects.toMatchObject({
      code: 'conflict',
    })
    my.script('One more thing.', { text: 'Yes?' })
    await my.customerWrites('One more thing.', id)
    // Whether the desk has noticed already or notices now.
    const refusal = { code: expect.stringMatching(/^(changed|already_decided)$/) }
    await expect(second(credit)).rejects.toMatchObject(refusal)
    expect(await my.proposal(id, tool, 'superseded')).toMatchObject({ id: credit.id, signatures: [] })
    expect(credited('Then it moved.')).toEqual([])
  })

  test('of two second signatures at once one counts', async () => {
    const { id, credit } = await firstSigned('At once.')
    const results = await Promise.allSettled([second(credit), second(credit)])
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    await my.proposal(id, tool, 'succeeded')
    expect(credited('At once.')).toHaveLength(1)
  })

  test('either takes it back before it leaves; the reason of the first one stays with it', async () => {
    const { credit } = await firstSigned('Taken back.')
    expect(await rig.desk().proposals.withdraw({ id: credit.id })).toMatchObject({ state: 'pending', signatures: [] })
    await expect(second(credit)).rejects.toMatchObject({ code: 'conflict' })
    const again = await rig.desk().proposals.decide({ verb: 'approve', ...seen(credit), reason: 'They asked twice.' })
    expect((await second(again)).decision).toMatchObject({ reason: 'They asked twice.' })
  })

  test('wrong PINs are counted, however many come at once, and then have to wait longer and longer', async () => {
    const { credit } = await firstSigned('Guessed.')
    const wrong = () => second(credit, { pin: '000000' }).catch((thrown: { code: string; data: object }) => thrown)
    const many = (await Promise.all(Array.from({ length: 12 }, wrong))) as { code: string }[]
    expect(many.filter(({ code }) => code === 'forbidden')).toHaveLength(5)
    expect(many.filter(({ code }) => code === 'rate_limited')).toHaveLength(7)
    // Not even the right one, and not after a restart.
    await expect(second(credit)).rejects.toMatchObject({ code: 'rate_limited', data: { retryAt: expect.any(Number) } })
    await rig.restart()
    await expect(second(credit)).rejects.toMatchObject({ code: 'rate_limited' })
    clock.advance(31_000)
    expect(await wrong()).toMatchObject({ code: 'forbidden' })
    clock.advance(31_000)
    expect(await wrong()).toMatchObject({ code: 'rate_limited' })
    clock.advance(31_000)
    await second(credit)
    expect(rig.log()).not.toContain(pin)
    expect(rig.databaseBytes()).not.toContain(pin)
  })

  test('a PIN is changed by who knows it, and who is disabled signs no more', async () => {
    const max = await rig.desk().people.add({ name: 'Max', pin })
    await expect(rig.desk().people.add({ name: 'MAX', pin })).rejects.toMatchObject({ code: 'conflict' })
    const change = (present: string) => rig.desk().people.setPin({ id: max.id, pin: present, next: 'another 1' })
    await expect(change('wrong one')).rejects.toMatchObject({ code: 'forbidden' })
    expect(await change(pin)).toMatchObject({ publicKey: max.publicKey })
    const { credit } = await firstSigned('Max looks.')
    await expect(second(credit, { person: max.id })).rejects.toMatchObject({ code: 'forbidden' })
    await rig.desk().people.disable({ id: max.id })
    const late = second(credit, { person: max.id, pin: 'another 1' })
    await expect(late).rejects.toMatchObject({ code: 'forbidden', data: { reason: 'disabled' } })
    await rig.desk().people.add({ name: 'Max', pin })
  })
})

describe('at two desks', () => {
  const request = async (credit: Proposal) => (await rig.desk().proposals.exportRequest({ id: credit.id })).document
  const sign = async (document: string, more: { readonly person?: string; readonly pin?: string } = {}) =>
    (await other.desk().approvals.sign({ document, person: ines.id, pin, ...more })).document
  const take = (document: string) => rig.desk().proposals.importAnswer({ document })

  test('a request goes out, is shown, signed and taken in once', async () => {
    const { id, credit } = await firstSigned('By file.')
    const document = await request(credit)
    const view = await other.desk().approvals.inspect({ document })
    expect(view).toMatchObject({
      proposal: { tool, arguments: credit.arguments, fingerprint: credit.fingerprint, expiresAt: credit.expiresAt },
      requestedBy: { name: rig.sandbox.configuration.operator.name },
      expired: false,
    })
    const answer = await sign(document)
    await take(answer)
    const done = await my.proposal(id, tool, 'succeeded')
    expect(done.decision?.signer).toMatchObject({ name: 'Inês Duarte' })
    const events = (await rig.store().ledger.history(credit.id)).map(({ event }) => event)
    expect(events.find((event) => event.type === 'approved')).toMatchObject({
      second: { how: 'document', publicKey: ines.publicKey },
    })
    await expect(take(answer)).rejects.toMatchObject({ code: 'already_decided' })
    expect(credited('By file.')).toHaveLength(1)
  })

  test('an answer to a signature that was taken back counts for no later one', async () => {
    const { credit } = await firstSigned('Replayed.')
    const answer = await sign(await request(credit))
    await rig.desk().proposals.withdraw({ id: credit.id })
    await expect(take(answer)).rejects.toMatchObject({ code: 'conflict' })
    clock.advance(1000)
    await my.approve(await rig.store().ledger.get(credit.id))
    await expect(take(answer)).rejects.toMatchObject({ code: 'changed' })
    expect(credited('Replayed.')).toEqual([])
  })

  test('one byte changed on the way, of either document, and it is refused', async () => {
    const { credit } = await firstSigned('Altered.')
    const document = await request(credit)
    const answer = await sign(document)
    const altered = (text: string) =>
      fc
        .tuple(fc.nat({ max: text.length - 1 }), fc.integer({ min: 32, max: 126 }))
        .map(([at, code]) => text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1))
        .filter((other) => other !== text)
    const refusal = { code: expect.stringMatching(/^(invalid_input|forbidden)$/) }
    await fc.assert(
      fc.asyncProperty(altered(document), async (text) => {
        await expect(other.desk().approvals.inspect({ document: text })).rejects.toMatchObject(refusal)
      }),
      { numRuns: 300 },
    )
    await fc.assert(
      fc.asyncProperty(altered(answer), async (text) => {
        await expect(take(text)).rejects.toMatchObject(refusal)
      }),
      { numRuns: 300 },
    )
    expect(await rig.store().ledger.get(credit.id)).toMatchObject({ state: 'awaiting_second' })
    await take(answer)
  })

  test('what is no document is called that', async () => {
    const deep = `{"proposal":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    for (const document of ['', 'null', '[]', '{}', 'not JSON', '{"format":1}', deep]) {
      await expect(other.desk().approvals.inspect({ document })).rejects.toMatchObject({ code: 'invalid_input' })
      await expect(take(document)).rejects.toMatchObject({ code: 'invalid_input' })
    }
  })

  test('a key of one’s own does not make an answer', async () => {
    const { credit } = await firstSigned('Forged.')
    const document = await request(credit)
    const answer = JSON.parse(await sign(document)) as Record<string, unknown>
    const forger = makeKey()
    const forge = (change: object) => {
      const { signature: _, ...rest } = { ...answer, ...change }
      return canonicalJson({ ...rest, signature: signText(forger.key, canonicalJson(rest as Arguments)) } as Arguments)
    }
    const refused = (reason: string) => ({ code: 'forbidden', data: { reason } })
    await expect(take(forge({}))).rejects.toMatchObject(refused('forged'))
    const person = { name: 'Inês Duarte', publicKey: forger.publicKey }
    await expect(take(forge({ person }))).rejects.toMatchObject(refused('unknown_key'))
    await expect(take(forge({ desk: forger.publicKey }))).rejects.toMatchObject(refused('wrong_desk'))
    await expect(take(document)).rejects.toMatchObject({ code: 'invalid_input' })
    // Nor is a request one that its desk did not sign.
    const { signature: _, ...rest } = JSON.parse(document) as { signature: string; validUntil: number }
    rest.validUntil += 1
    const text = canonicalJson({
      ...rest,
      signature: signText(forger.key, canonicalJson(rest as Arguments)),
    } as Arguments)
    await expect(sign(text)).rejects.toMatchObject(refused('forged'))
  })

  test('a registered colleague cannot answer what was not asked', async () => {
    const { credit } = await firstSigned('Another desk asks.')
    const key = makeKey()
    await rig.desk().people.add({ name: 'Kim', publicKey: key.publicKey })
    const { nonce, desk } = JSON.parse(await request(credit)) as { nonce: string; desk: { publicKey: string } }
    const answer = (change: object) => {
      const rest = {
        format: 1,
        kind: 'countersign answer',
        nonce,
        request: 'a'.repeat(64),
        desk: desk.publicKey,
        person: { name: 'Kim', publicKey: key.publicKey },
        signedAt: clock.now(),
        ...change,
      }
      return canonicalJson({ ...rest, signature: signText(key.key, canonicalJson(rest)) })
    }
    const refusal = { code: 'forbidden', data: { reason: 'unknown_request' } }
    await expect(take(answer({}))).rejects.toMatchObject(refusal)
    await expect(take(answer({ nonce: 'n'.repeat(20) }))).rejects.toMatchObject(refusal)
  })

  test('what is over is signed by nobody and counts nowhere', async () => {
    const { credit } = await firstSigned('Too late.')
    const document = await request(credit)
    const answer = await sign(document)
    clock.advance(25 * 60 * minute)
    expect(await other.desk().approvals.inspect({ document })).toMatchObject({ expired: true })
    await expect(sign(document)).rejects.toMatchObject({ code: 'changed', data: { reason: 'expired' } })
    await expect(take(answer)).rejects.toMatchObject({ code: 'changed', data: { reason: 'expired' } })
    expect(credited('Too late.')).toEqual([])
  })

  test('nobody answers their own request, at their own desk or under their own name', async () => {
    const { credit } = await firstSigned('To myself.')
    const document = await request(credit)
    const here = rig.desk().approvals.sign({ document, person: sam.id, pin })
    await expect(here).rejects.toMatchObject({ code: 'same_person' })
    const twin = await other.desk().people.add({ name: rig.sandbox.configuration.operator.name, pin })
    await expect(sign(document, { person: twin.id })).rejects.toMatchObject({ code: 'same_person' })
    await expect(sign(document, { pin: 'wrong one' })).rejects.toMatchObject({ code: 'forbidden' })
  })
})
