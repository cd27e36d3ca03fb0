import type { PolicyDocument } from '#contract/policy.ts'
import type { Proposal, ProposalState } from '#contract/proposal.ts'
import { HttpToolSchema, type Arguments } from '#contract/tool.ts'
import { emptyDocument } from '#main/domain/policy/document.ts'
import type { NewProposal, ProposalEvent } from '#main/domain/proposal.ts'
import { hands, startDesk } from '#test/support/desk-in-process.ts'
import { movingClock } from '#test/support/moving-clock.ts'
import { sendJson, startPeer } from '#test/support/peer.ts'
import { makeRule, type RuleInput } from '#test/support/policies.ts'

/** A desk with rules, and a shop that refunds: a server of its own on loopback, that counts. */
export const shopParameters = {
  type: 'object',
  properties: { order_id: { type: 'string' }, amount: {}, iban: { type: 'string' } },
}
export type Asked = { readonly id: string; readonly order: string; readonly tool: string }
export type PolicyDesk = Awaited<ReturnType<typeof startPolicyDesk>>

export async function startPolicyDesk() {
  const clock = movingClock()
  const shop = await startPeer((response) => sendJson(response, 200, { refunded: true }))
  const toolNamed = (name: string, risk = 3) =>
    HttpToolSchema.parse({
      kind: 'http',
      name,
      risk,
      access: 'write',
      parameters: shopParameters,
      sentence: 'Refund {{args.amount|money:USD}} to order {{args.order_id}}',
      amountPointer: '/amount',
      tags: ['money'],
      inverse: name === 'voucher' ? 'refund' : null,
      request: { method: 'POST', url: `${shop.url}/${name}`, body: '{{args}}' },
    })
  const rig = await startDesk({
    clock,
    change: (configuration) => ({
      ...configuration,
      allowedHosts: [...configuration.allowedHosts, shop.host],
      tools: [...configuration.tools, toolNamed('refund'), toolNamed('voucher'), toolNamed('ping', 2)],
    }),
  })
  const my = hands(rig)
  let number = 0

  /** A customer writes, and the agent asks for this call. */
  const asks = async (args: Arguments, tool = 'refund', words = ''): Promise<Asked> => {
    const order = `#W${(number += 1)}`
    my.script(
      `Case ${order}:`,
      { calls: [{ id: 'c', name: tool, arguments: { order_id: order, ...args } }] },
      { text: `Answer to ${order}.` },
    )
    return { id: await my.customerWrites(`Case ${order}: please help. ${words}`), order, tool }
  }
  const proposal = ({ id, tool }: Asked, ...states: ProposalState[]): Promise<Proposal> =>
    my.proposal(id, tool, ...states)
  return {
    rig,
    my,
    clock,
    /** As the catalogue declares it. */
    tool: (name: string) => toolNamed(name),
    asks,
    proposal,
    nextOrder: (): string => `#W${(number += 1)}`,
    /** The same for a refund, once the rules have spoken. */
    judged: async (args: Arguments, words?: string) => {
      const asked = await asks(args, 'refund', words)
      return { asked, ...(await proposal(asked, 'pending', 'scheduled', 'blocked', 'dry_run')) }
    },
    /** What reached the shop. */
    calls: (tool: string, order?: string) =>
      shop.seen.filter(
        (one) => one.path === `/${tool}` && (order === undefined || (one.json as Arguments)['order_id'] === order),
      ),
    /** Exactly these rules are in force from now on. */
    rule: async (...rules: readonly Partial<RuleInput>[]): Promise<PolicyDocument> => {
      const { version } = await rig.desk().policies.get({})
      // Each with an id of its own: what a rule has spent stays spent when it is saved again.
      const made = rules.map((one, index) => makeRule({ id: `v${version}-${index}`, ...one }))
      return (await rig.desk().policies.save({ document: { ...emptyDocument, rules: made }, basedOn: version }))
        .document
    },
    stop: async () => {
      await rig.stop()
      await shop.close()
    },
  }
}

export const onRefund: RuleInput['when'] = [{ field: 'tool', in: ['refund'] }]

const signer = { by: 'person', name: 'Maya', surface: 'test' } as const
export const rejected: ProposalEvent = {
  type: 'rejected',
  signer,
  reasons: [],
  text: '',
  scope: 'call',
  next: 'continue',
  result: null,
}

/** Signed by a person, changed or not, and done. */
export function signed(
  { arguments: before, argsHash, sentence }: NewProposal,
  args: Arguments,
): readonly ProposalEvent[] {
  const isEdit = before !== args
  const revision = isEdit ? 1 : 0
  return [
    { type: 'approved', verb: isEdit ? 'edit' : 'approve', signer, revision, arguments: args, argsHash, sentence },
    { type: 'attempted', number: 1, idempotencyKey: 'k' },
    { type: 'succeeded', receipt: null, result: { refunded: true }, resolvedBy: null },
  ]
}
