import type { CatalogueTool, ToolView } from '#contract/tool.ts'
import type { AdministrationPorts } from '#main/tools/administration.ts'
import { createAgentActs } from '#main/tools/agent-acts.ts'
import { createBotActs, type BotActPorts } from '#main/tools/bot-acts.ts'
import { createBuiltins } from '#main/tools/builtin.ts'
import type { BuiltinPorts } from '#main/tools/builtin-ports.ts'
import { createHttpTool, type HttpToolPorts } from '#main/tools/http.ts'
import { createManualTool } from '#main/tools/manual.ts'
import { createCollectionActs } from '#main/tools/collection-acts.ts'
import { createKnowledgeActs, type KnowledgeActPorts } from '#main/tools/knowledge-acts.ts'
import { createNumberActs } from '#main/tools/number-acts.ts'
import { createNumberLinks } from '#main/tools/number-links.ts'
import type { Tool } from '#main/tools/tool.ts'

export type { Tool, ToolOutcome } from '#main/tools/tool.ts'

/** What the agent can ask for: the built-ins, which are always there, and the operator's catalogue. Names match exactly. */
export type Registry = {
  readonly find: (name: string) => Tool | null
  /** The same, of what an agent may ask for: acts that are a person's alone are no tools to it. */
  readonly findForAgent: (name: string) => Tool | null
  readonly views: () => readonly ToolView[]
}

export type RegistryPorts = BuiltinPorts &
  HttpToolPorts & {
    readonly catalogue: readonly CatalogueTool[]
    /** Absent: there are no voice agents to do something to. */
    readonly administration?: AdministrationPorts
    /** Absent: there is no bot to teach anything. */
    readonly knowledge?: KnowledgeActPorts
    /** Absent: there is no bot that could run anything. */
    readonly actions?: BotActPorts
  }

/** A catalogue cannot replace a built-in; of two entries under one name the first counts. */
export function createRegistry(ports: RegistryPorts): Registry {
  const declared = ports.catalogue.map((tool) =>
    tool.kind === 'http' ? createHttpTool(tool, ports) : createManualTool(tool),
  )
  const { administration, knowledge, actions } = ports
  const acts =
    administration === undefined
      ? []
      : [
          ...createAgentActs(administration),
          ...createNumberActs(administration),
          ...createNumberLinks(administration),
          ...createCollectionActs(administration),
        ]
  const ofBot = [
    ...(knowledge === undefined ? [] : createKnowledgeActs(knowledge)),
    ...(actions === undefined ? [] : createBotActs(actions)),
  ]
  const tools = new Map<string, Tool>()
  for (const tool of [...createBuiltins(ports), ...acts, ...ofBot, ...declared]) {
    if (!tools.has(tool.view.name)) tools.set(tool.view.name, tool)
  }
  return {
    find: (name) => tools.get(name) ?? null,
    findForAgent: (name) => {
      const tool = tools.get(name)
      return tool === undefined || tool.personal === true ? null : tool
    },
    views: () => [...tools.values()].map((tool) => tool.view),
  }
}
