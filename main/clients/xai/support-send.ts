/** The request body of a support-agent call. Pure. No message ever has an empty content array: the service refuses those. */
import type { AgentCall, AgentMessage, AgentRequest, AgentRole } from '#main/clients/support-agent.ts'
import type { Json } from '#contract/tool.ts'

const roles = {
  user: 'ROLE_USER',
  assistant: 'ROLE_ASSISTANT',
  system: 'ROLE_SYSTEM',
  tool: 'ROLE_TOOL',
} as const satisfies Record<AgentRole, string>

const environments = { PROD: 'ENVIRONMENT_PROD', STAGING: 'ENVIRONMENT_STAGING' } as const

function contentOf(message: AgentMessage): Json[] {
  const images = (message.imageUrls ?? []).map((url) => ({ image_url: { image_url: url, detail: 'DETAIL_AUTO' } }))
  if (message.text === '' && images.length > 0) return images
  const text = message.text === '' && message.role === 'tool' ? '{}' : message.text
  return [{ text }, ...images]
}

const callOf = (call: AgentCall): Json => ({
  id: call.id,
  type: 'TOOL_CALL_TYPE_CLIENT_SIDE_TOOL',
  function: { name: call.name, arguments: call.arguments === '' ? '{}' : call.arguments },
})

function messageOf(message: AgentMessage): Json {
  const plain = { role: roles[message.role], content: contentOf(message) }
  if (message.calls !== undefined && message.calls.length > 0)
    return { ...plain, tool_calls: message.calls.map(callOf) }
  return message.callId === undefined ? plain : { ...plain, tool_call_id: message.callId }
}

export const requestBody = (request: AgentRequest): Json => ({
  support_agent_id: request.agentId,
  deployment_id: request.deploymentId,
  conversation_id: request.conversationId,
  messages: request.messages.map(messageOf),
  environment: environments[request.environment],
})
