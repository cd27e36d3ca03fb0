import type { Configuration } from '#contract/settings.ts'
import type { SandboxControl } from '#main/sandbox/control.ts'

/** What the process of the sandbox prints as its first line. */
export type SandboxAddress = {
  readonly baseUrls: {
    readonly xai: string
    readonly helpdesk: string
    readonly company: string
    readonly bot: string
    readonly management: string
  }
  readonly keys: Readonly<Record<string, string>>
  readonly configuration: Configuration
  readonly controlToken: string
}

/** The control of a sandbox in another process: the same functions, each a promise. */
export type RemoteControl = {
  readonly [Name in keyof SandboxControl]: (
    ...input: Parameters<SandboxControl[Name]>
  ) => Promise<ReturnType<SandboxControl[Name]>>
}

const names = [
  'fault',
  'clearFaults',
  'waitingFaults',
  'counters',
  'requests',
  'effects',
  'inject',
  'tick',
  'reset',
  'script',
  'clearScripts',
  'shape',
  'text',
  'bot',
  'botWorld',
  'library',
  'collections',
  'conversation',
  'conversations',
  'listeners',
  'helpdeskCut',
  'voice',
  'voiceCut',
  'voiceCounters',
  'voiceMoments',
  'voiceSound',
] as const satisfies readonly (keyof SandboxControl)[]

export function connectControl(address: Pick<SandboxAddress, 'baseUrls' | 'controlToken'>): RemoteControl {
  const call = async (name: string, input: unknown): Promise<unknown> => {
    const response = await fetch(`${address.baseUrls.company}/__sandbox/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-sandbox-token': address.controlToken },
      body: JSON.stringify({ input }),
    })
    const body = (await response.json()) as { value?: unknown; error?: string }
    if (!response.ok) throw new Error(`sandbox ${name}: ${body.error ?? response.status}`)
    return body.value
  }
  return Object.fromEntries(
    names.map((name) => [name, (...input: readonly unknown[]) => call(name, input[0])]),
  ) as unknown as RemoteControl
}
