import type { Retail, ToolDefinition } from '#bench/replay/retail-world.ts'

const reads = new Set([
  'calculate',
  'find_user_id_by_email',
  'find_user_id_by_name_zip',
  'get_order_details',
  'get_product_details',
  'get_user_details',
  'list_all_product_types',
  'think',
])

/** The desk's configuration for the replay: the sixteen tools as HTTP tools, and a rule that approves everything. */
export function retailConfiguration(
  retail: Retail,
  addresses: { readonly company: string; readonly helpdesk: string; readonly xai: string },
) {
  return {
    version: 1,
    workspace: { name: 'Replay' },
    connections: {
      xai: { baseUrl: addresses.xai },
      helpdesk: { kind: 'intercom', baseUrl: addresses.helpdesk, pollSeconds: 0.5 },
    },
    agent: { id: 'support_agent_replay', name: 'Scripted agent', streaming: false, loopLimit: 100 },
    tools: retail.tools.map((tool) => httpTool(tool, addresses.company)),
    allowedHosts: [new URL(addresses.company).host],
    defaultDecisions: { R0: 'allow', R1: 'allow', R2: 'allow', R3: 'allow', R4: 'allow' },
    // The replay measures work, not second thoughts.
    timing: { undoSeconds: { email: 0, chat: 0, phone: 0, sms: 0, social: 0, other: 0 } },
    operator: { name: 'Replay' },
  }
}

function httpTool(tool: ToolDefinition, company: string) {
  const read = reads.has(tool.name)
  return {
    kind: 'http',
    name: tool.name,
    risk: read ? 0 : 3,
    access: read ? 'read' : 'write',
    parameters: tool.parameters,
    request: {
      method: 'POST',
      url: `${company}/tools/${tool.name}`,
      headers: { 'idempotency-key': '{{idempotency_key}}', 'x-conversation': '{{conversation.id}}' },
      body: '{{args}}',
    },
    idempotent: true,
    probe: { url: `${company}/effects/{{idempotency_key}}`, pointer: '/result' },
  }
}
