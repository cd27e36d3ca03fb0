import { createHash } from 'node:crypto'
import type { AgentConfiguration } from '#contract/agent.ts'
import { mapSecrets, markedSecret, secretMark } from '#contract/tool-secret.ts'
import type { Json } from '#contract/tool.ts'

/** Marks in place of secrets of tools, as they leave main and are stored, and the secrets in their place, as they are sent. */
export type SecretOf = (fingerprint: string) => string | undefined

/** Of sixty-four bits: enough to tell values apart, too little to prove one. */
export const fingerprintOf = (secret: string): string =>
  createHash('sha256').update(`secret of a tool\n${secret}`).digest('hex').slice(0, 16)

const markOf = (text: string): string => (markedSecret(text) === null ? secretMark(fingerprintOf(text)) : text)

export const hideSecrets = <T extends Json>(settings: T): T => mapSecrets(settings, markOf)

/** Values that stand there in plain, by their fingerprints. */
export function plainSecrets(settings: Json): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  mapSecrets(settings, (text) => {
    if (markedSecret(text) === null) found.set(fingerprintOf(text), text)
    return text
  })
  return found
}

export function marksIn(settings: Json): readonly string[] {
  const found = new Set<string>()
  mapSecrets(settings, (text) => {
    const fingerprint = markedSecret(text)
    if (fingerprint !== null) found.add(fingerprint)
    return text
  })
  return [...found]
}

/** A mark nobody has the value of stays. */
export const fillSecrets = <T extends Json>(settings: T, secretOf: SecretOf): T =>
  mapSecrets(settings, (text) => {
    const fingerprint = markedSecret(text)
    return fingerprint === null ? text : (secretOf(fingerprint) ?? text)
  })

type Draft = Pick<AgentConfiguration, 'tools'>

/** Of the tools that run at the provider. A function runs here, and its schema may well speak of tokens. */
export const settingsIn = ({ tools }: Draft) =>
  tools.flatMap((tool) => (tool.kind === 'provider' ? [tool.settings] : []))

export const hideInDraft = <T extends Draft>(draft: T): T => ({
  ...draft,
  tools: draft.tools.map((tool) =>
    tool.kind === 'provider' ? { ...tool, settings: hideSecrets(tool.settings) } : tool,
  ),
})

/** The body of a request with tools as they are sent, at whatever interface. */
export function hideInRequest(body: Json): Json {
  if (typeof body !== 'object' || body === null || !('tools' in body) || !Array.isArray(body.tools)) return body
  return { ...body, tools: body.tools.map((tool: Json) => (isFunction(tool) ? tool : hideSecrets(tool))) }
}

const isFunction = (tool: Json): boolean =>
  typeof tool === 'object' && tool !== null && (!('type' in tool) || tool.type === 'function')
