import type { AgentAct, NumberAct } from '#contract/agent-act.ts'
import type { Proposal, ProposalState } from '#contract/proposal.ts'
import type { DeskInProcess } from '#test/support/desk-in-process.ts'
import { until } from '#test/support/until.ts'

/** What a person does to agents and numbers in a test, and what the service has of it. */
export function account(rig: DeskInProcess) {
  const { control } = rig.sandbox
  return {
    ended: (proposal: Proposal, ...states: ProposalState[]): Promise<Proposal> =>
      until(`${proposal.tool} to be ${states.join(' or ')}`, async () => {
        const now = await rig.store().ledger.get(proposal.id)
        return states.includes(now.state) ? now : null
      }),
    act: (act: AgentAct, typed = '') => rig.desk().agents.propose({ act, consent: { typed } }),
    doNumber: (act: NumberAct, typed = '') => rig.desk().numbers.propose({ act, consent: { typed } }),
    stored: (id: string) => control.voiceAccount().agents.find((agent) => agent.agent_id === id),
    numberCalled: (name: string) => control.voiceAccount().numbers.find((one) => one.name === name),
    /** Requests of a method, as they came. */
    requests: (method: string) => control.requests('xai').filter((one) => one.method === method),
    /** As somebody in the console would. */
    outside: (id: string, agent: object, paths: readonly string[]) =>
      fetch(`${rig.sandbox.baseUrls.xai}/agents/${id}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${rig.sandbox.keys.xai ?? ''}`, 'content-type': 'application/json' },
        body: JSON.stringify({ agent, field_mask: { paths } }),
      }),
    asBefore: () => {
      control.clearFaults()
      control.account({
        purchaseRefused: null,
        agentAccess: true,
        camelCase: false,
        pageSize: 0,
        consoleFields: false,
      })
    },
  }
}
