import type { AgentConfiguration, AgentTemplate, AgentTool } from '#contract/agent.ts'
import type { FunctionText, TemplateText } from '#main/domain/agents/template-parts.ts'
import { officeTemplates } from '#main/domain/agents/templates-office.ts'
import { tableTemplates } from '#main/domain/agents/templates-service.ts'

/** What a new agent can be begun with: nothing, or one of six trades with instructions and sample functions. */
const blank: AgentConfiguration = { name: '', instructions: '', tools: [], voice: null, collectionIds: [] }

function fromText({ id, title, summary, name, instructions, functions, voiceId }: TemplateText): AgentTemplate {
  return {
    id,
    title,
    summary,
    configuration: {
      name,
      instructions,
      tools: functions.map(toTool),
      voice: { voiceId, vadThreshold: 0.5, vadSilenceMs: 300, rest: {} },
      collectionIds: [],
    },
  }
}

const toTool = ({ name, description, properties, required }: FunctionText): AgentTool => ({
  kind: 'function',
  name,
  description,
  parameters: { type: 'object', properties, required, additionalProperties: false },
  rest: {},
})

export const templates: readonly AgentTemplate[] = [
  { id: 'blank', title: 'Blank', summary: 'An agent without instructions or tools.', configuration: blank },
  ...[...officeTemplates, ...tableTemplates].map(fromText),
]
