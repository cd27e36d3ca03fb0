import type { CatalogueTool, ToolView } from '#contract/tool.ts'
import { createBuiltins } from '#main/tools/builtin.ts'
import type { BuiltinPorts } from '#main/tools/builtin-ports.ts'
import { createHttpTool, type HttpToolPorts } from '#main/tools/http.ts'
import { createManualTool } from '#main/tools/manual.ts'
import type { Tool } from '#main/tools/tool.ts'

export type { Tool, ToolOutcome } from '#main/tools/tool.ts'

/** What the agent can ask for: the built-ins, which are always there, and the operator's catalogue. Names match exactly. */
export type Registry = {
  readonly find: (name: string) => Tool | null
  readonly views: () => readonly ToolView[]
}

export type RegistryPorts = BuiltinPorts & HttpToolPorts & { readonly catalogue: readonly CatalogueTool[] }

/** A catalogue cannot replace a built-in; of two entries under one name the first counts. */
export function createRegistry(ports: RegistryPorts): Registry {
  const declared = ports.catalogue.map((tool) =>
    tool.kind === 'http' ? createHttpTool(tool, ports) : createManualTool(tool),
  )
  const tools = new Map<string, Tool>()
  for (const tool of [...createBuiltins(ports), ...declared]) {
    if (!tools.has(tool.view.name)) tools.set(tool.view.name, tool)
  }
  return {
    find: (name) => tools.get(name) ?? null,
    views: () => [...tools.values()].map((tool) => tool.view),
  }
}
