import type { Configuration } from '#contract/settings.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { guardrails } from '#main/sandbox/company-articles.ts'
import { admins } from '#main/sandbox/company-people.ts'
import { createCatalogue } from '#main/sandbox/company-tools.ts'

/** The sample workspace as its operator would have configured it: only addresses and names, nothing the real services would not get. */
export const agentId = 'support_agent_d5cdd745-0dc9-479c-9ff1-f14bee21e7ce'
export const deployments: readonly string[] = ['LATEST', 'deployment_0004']

export type BaseUrls = { readonly xai: string; readonly helpdesk: string; readonly company: string }

export function createConfiguration(baseUrls: BaseUrls, pollSeconds: number): Configuration {
  return ConfigurationSchema.parse({
    version: 1,
    workspace: { name: 'Larch & Ledge' },
    connections: {
      xai: { baseUrl: baseUrls.xai },
      helpdesk: {
        kind: 'intercom',
        baseUrl: baseUrls.helpdesk,
        pollSeconds,
        actingAdminId: admins[0]?.id,
        escalationAssignee: { kind: 'team', id: '814866' },
        escalationTag: 'escalate',
      },
    },
    agent: { id: agentId, name: 'Order Support' },
    tools: createCatalogue(baseUrls.company),
    allowedHosts: [new URL(baseUrls.company).host],
    guardrailTexts: guardrails.map(({ name, text }) => ({ name, text })),
    operator: { name: admins[0]?.name ?? 'Operator' },
  })
}
