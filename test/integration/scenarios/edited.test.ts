import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpToolSchema } from '#contract/tool.ts'
import { hands, seen, startDesk, wordsIn, type DeskInProcess } from '#test/support/desk-in-process.ts'
import { sendJson, startPeer, type Peer } from '#test/support/peer.ts'

/** Scenario 3: a tool with a number, a list to choose from, a group and a list; what runs is what the person saw. */
const parameters = {
  type: 'object',
  additionalProperties: false,
  required: ['pieces', 'size', 'to'],
  properties: {
    pieces: { type: 'integer', minimum: 1, maximum: 5 },
    size: { enum: ['s', 'm', 'l'] },
    to: {
      type: 'object',
      additionalProperties: false,
      required: ['street'],
      properties: { street: { type: 'string' }, floor: { type: 'integer' } },
    },
    notes: { type: 'array', items: { type: 'string' } },
  },
}
let depot: Peer
let rig: DeskInProcess
let my: ReturnType<typeof hands>
beforeAll(async () => {
  depot = await startPeer((response) => sendJson(response, 200, { sent: true }))
  const tool = HttpToolSchema.parse({
    kind: 'http',
    name: 'send_parcel',
    risk: 3,
    access: 'write',
    parameters,
    sentence: 'Send {{args.pieces|count}} pieces to {{args.to.street}}',
    request: { method: 'POST', url: `${depot.url}/parcels`, body: '{{args}}' },
  })
  rig = await startDesk({
    change: (configuration) => ({
      ...configuration,
      allowedHosts: [...configuration.allowedHosts, depot.host],
      tools: [...configuration.tools, tool],
    }),
  })
  my = hands(rig)
})
afterAll(async () => {
  await rig.stop()
  await depot.close()
})

const original = { pieces: 2, size: 'm', to: { street: 'Elm 12', floor: 3 }, notes: ['fragile'] }
const call = (id: string) => ({ calls: [{ id, name: 'send_parcel', arguments: original }] })

test('out of range is refused by its field; what was changed runs to the letter; the original asks again', async () => {
  const words = 'Please send the rest of it.'
  my.script(words, call('one'), call('two'), { text: 'It is on its way.' })
  const id = await my.customerWrites(words)
  const pending = await my.proposal(id, 'send_parcel', 'pending')
  const edit = (args: object) =>
    rig.desk().proposals.decide({ verb: 'edit', ...seen(pending), arguments: { ...original, ...args } })
  for (const [args, pointer] of [
    [{ pieces: 9 }, '/pieces'],
    [{ pieces: '3' }, '/pieces'],
    [{ pieces: 2.5 }, '/pieces'],
    [{ size: 'xl' }, '/size'],
    [{ to: { street: 'Elm 12', door: 1 } }, '/to/door'],
    [{ notes: ['fragile', 7] }, '/notes/1'],
  ] as const)
    await expect(edit(args), pointer).rejects.toMatchObject({ code: 'invalid_input', data: { pointer } })
  expect(await my.proposal(id, 'send_parcel', 'pending')).toMatchObject({ revision: 0, arguments: original })
  expect(depot.seen).toEqual([])

  // From here on everything goes by rule that may.
  const { configuration } = await rig.desk().settings.get({})
  const defaultDecisions = { R0: 'allow', R1: 'allow', R2: 'allow', R3: 'allow', R4: 'ask' } as const
  await rig.desk().settings.import({ configuration: { ...configuration, defaultDecisions } })
  const edited = { ...original, pieces: 3, notes: ['fragile', 'ring twice'] }
  await edit({ pieces: 3, notes: ['fragile', 'ring twice'] })
  const done = await my.proposal(id, 'send_parcel', 'succeeded')
  expect(done).toMatchObject({ tool: 'send_parcel', proposedArguments: original, executedArguments: edited })
  expect(depot.seen.map(({ json }) => json)).toEqual([edited])
  const { history } = await rig.desk().proposals.get({ id: pending.id })
  expect(history.map(({ type }) => type)).toEqual(['proposed', 'asked', 'approved', 'attempted', 'sent', 'succeeded'])

  // The agent hears of the change, asks for the original all the same, and no rule lets it through.
  const again = await my.proposal(id, 'send_parcel', 'pending')
  const last = my.agentRequests(words).at(-1)?.messages ?? []
  expect(last.filter(({ tool_calls: calls }) => calls?.some((one) => one.id === 'one'))).toHaveLength(1)
  const results = last.filter(({ tool_call_id: answered }) => answered === 'one')
  expect(results).toHaveLength(1)
  expect(JSON.parse(wordsIn(results[0]))).toMatchObject({
    status: 'executed',
    changed_by_human: [{ field: expect.stringContaining('pieces'), proposed: 2, executed: 3 }, {}],
  })
  expect(again).toMatchObject({ arguments: original, policy: { verdict: 'ask' }, decision: null })
  expect(again.checks.find((check) => check.id === 'duplicate')).toMatchObject({
    result: 'warn',
    label: expect.stringContaining('was done with changes'),
  })
  expect(depot.seen).toHaveLength(1)
})
