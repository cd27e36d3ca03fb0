import type { AgentTemplate } from '#contract/agent.ts'
import type { Json } from '#contract/tool.ts'

/** A template as it is written down here. */
export type TemplateText = Omit<AgentTemplate, 'configuration'> & {
  readonly name: string
  readonly instructions: string
  readonly functions: readonly FunctionText[]
  readonly voiceId: string
}

export type FunctionText = {
  readonly name: string
  readonly description: string
  /** Each with what it means; a list of values makes it a choice. */
  readonly properties: Readonly<Record<string, Json>>
  readonly required: readonly string[]
}

/** How every agent on the telephone speaks. */
export const manner = `# How you speak
- One or two short sentences at a time, then wait.
- One question at a time. Repeat names, numbers, dates and times back before you use them.
- If you did not understand, say so and ask again. Never guess.
- You are an AI assistant: say so when somebody asks.`

/** What holds wherever a tool can do something that matters. */
export const honesty = `# What you may say
- Say that something is done only after the function that does it has answered so.
- A function may take a while, because a colleague confirms it first. Say that you are having it checked, and wait.
- If a function is refused or fails, say so plainly and offer what else you can do.`

export const instructions = (...parts: readonly string[]): string => parts.join('\n\n')
