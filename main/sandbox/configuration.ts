import type { Configuration } from '#contract/settings.ts'
import { ConfigurationSchema } from '#contract/settings.ts'
import { guardrails } from '#main/sandbox/company/articles.ts'
import { accountId } from '#main/sandbox/chatwoot/views.ts'
import { admins, teams } from '#main/sandbox/company/people.ts'
import { createCatalogue } from '#main/sandbox/company/tools.ts'

/** The sample workspace as its operator would have configured it: only addresses and names, nothing the real services would not get. */
export const agentId = 'support_agent_d5cdd745-0dc9-479c-9ff1-f14bee21e7ce'
export const deployments: readonly string[] = ['LATEST', 'deployment_0004']

export type BaseUrls = {
  readonly xai: string
  readonly helpdesk: string
  readonly company: string
  readonly bot: string
  readonly management: string
}

/** Through which of its two doors the desk reaches the shared inbox. */
export type HelpdeskKind = 'intercom' | 'chatwoot'

function helpdeskOf(kind: HelpdeskKind, baseUrl: string, pollSeconds: number): Record<string, unknown> {
  const common = { kind, baseUrl, pollSeconds, escalationTag: 'escalate' }
  const [workshop] = teams.slice(-1)
  return kind === 'intercom'
    ? { ...common, actingAdminId: admins[0]?.id, escalationAssignee: { kind: 'team', id: workshop?.id } }
    : { ...common, accountId, escalationAssignee: { kind: 'team', id: `team:${workshop?.id}` } }
}

export function createConfiguration(baseUrls: BaseUrls, pollSeconds: number, kind: HelpdeskKind): Configuration {
  return ConfigurationSchema.parse({
    version: 1,
    workspace: { name: 'Larch & Ledge' },
    connections: {
      xai: { baseUrl: baseUrls.xai, managementUrl: baseUrls.management },
      helpdesk: helpdeskOf(kind, baseUrls.helpdesk, pollSeconds),
      bot: { baseUrl: baseUrls.bot, tokenUrl: `${baseUrls.company}/customer-token?email={email}`, streaming: true },
    },
    agent: { id: agentId, name: 'Order Support' },
    tools: createCatalogue(baseUrls.company),
    allowedHosts: [new URL(baseUrls.company).host],
    guardrailTexts: guardrails.map(({ name, text }) => ({ name, text })),
    operator: { name: admins[0]?.name ?? 'Operator' },
  })
}
