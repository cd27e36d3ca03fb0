import type { Configuration, HelpdeskSettings } from '#contract/settings.ts'

/** The document of a desk that leaves the sample: its own connections and tools, nothing of the invented company. */
export const xaiAddress = 'https://api.x.ai/v1'

export type Choices = {
  readonly agentId: string
  readonly xai: string
  /** Null where none is connected yet. */
  readonly helpdesk: HelpdeskSettings | null
  /** Whether `from` is the sample's document, of which nothing is kept. */
  readonly sample: boolean
}

export function connectedConfiguration(from: Configuration, choices: Choices): Configuration {
  const { sample } = choices
  const own = sample
    ? { ...from, tools: [], allowedHosts: [], guardrailTexts: [], workspace: { name: 'My workspace' } }
    : from
  const helpdesk = choices.helpdesk === null ? {} : { helpdesk: choices.helpdesk }
  const kept = sample || from.connections.helpdesk === undefined ? {} : { helpdesk: from.connections.helpdesk }
  return {
    ...own,
    connections: { xai: { baseUrl: choices.xai }, ...kept, ...helpdesk },
    agent: {
      name: 'Support agent',
      deploymentId: 'LATEST',
      environment: 'PROD',
      streaming: true,
      loopLimit: 5,
      contextMessages: 100,
      timeoutSeconds: 300,
      ...(sample ? {} : from.agent),
      id: choices.agentId,
    },
    // Reads go, the rest asks: whatever else goes, a rule says.
    defaultDecisions: { R0: 'allow', R1: 'ask', R2: 'ask', R3: 'ask', R4: 'ask' },
  }
}
