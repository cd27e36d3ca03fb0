import type { KeyHealth, KeyName, Rotation } from '#contract/model.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { managementUrlOf } from '#main/clients/xai/collections.ts'
import { askAboutKey } from '#main/clients/xai/key.ts'
import { askAboutManagementKey } from '#main/clients/xai/management-key.ts'
import type { Clock, Log, Vault } from '#main/kernel/ports.ts'
import { Secret } from '#main/kernel/secret.ts'
import type { Desk } from '#main/services/desk.ts'
import { keyFor, keyNames, heldAs, needsOf, standInFor } from '#main/services/models/keys.ts'
import type { KeyUseBook } from '#main/services/models/key-use.ts'
import type { BotLink } from '#main/services/bot/bot-link.ts'
import { checkBotKey } from '#main/services/bot/key-check.ts'
import { checkHelpdesk } from '#main/services/helpdesk/helpdesks.ts'

/**
 * What is known of each key: whether the service takes it, what it may do, when it was last used. A new key is put in the place
 * of the old one only after the service has taken it, and the old one comes back where the new one then fails.
 */
export type KeyHealthDesk = {
  readonly all: () => Promise<readonly KeyHealth[]>
  readonly check: (name: KeyName, signal: AbortSignal) => Promise<KeyHealth>
  readonly rotate: (name: KeyName, value: string, signal: AbortSignal) => Promise<Rotation>
}

type Ports = {
  readonly desk: Desk
  readonly vault: Vault
  readonly http: HttpClient
  readonly clock: Clock
  readonly log: Log
  readonly use: KeyUseBook
  readonly bot: BotLink
  /** Connections are made anew. */
  readonly keysChanged: () => Promise<void>
}

type Found = Omit<KeyHealth, 'name' | 'status' | 'standIn' | 'use'>

const unasked: Found = {
  verdict: 'unchecked',
  summary: '',
  checkedAt: null,
  latencyMs: null,
  title: null,
  createdAt: null,
  changedAt: null,
  permissions: [],
  models: [],
}

export function createKeyHealth(ports: Ports): KeyHealthDesk {
  const { desk, vault, http, clock, use } = ports
  const found = new Map<KeyName, Found>()

  const ask = async (name: KeyName, secret: Secret, signal: AbortSignal): Promise<Found> => {
    const at = clock.now()
    const key = async () => secret
    if (name === 'management') return { ...unasked, ...(await askManagement(secret, signal)), checkedAt: at }
    if (name === 'bot')
      return { ...unasked, ...(await checkBotKey({ ...ports, link: ports.bot }, secret, signal)), checkedAt: at }
    const { xai, helpdesk } = desk.configuration().connections
    const nowhere = { ...unasked, summary: 'There is no connection yet at which to ask.' }
    if (name === 'helpdesk') {
      if (helpdesk === undefined) return nowhere
      const { random, log } = desk
      const check = await checkHelpdesk({ http, clock, random, log, token: key }, helpdesk, signal)
      return {
        ...unasked,
        verdict: check.ok ? 'usable' : 'refused',
        summary: check.summary,
        checkedAt: at,
        latencyMs: check.latencyMs,
        permissions: check.permissions.map((permission) => ({ ...permission, acl: null, need: 'needed' as const })),
      }
    }
    if (xai === undefined) return nowhere
    const { permissions, models, ...answer } = await askAboutKey(
      { http, clock, baseUrl: xai.baseUrl, key },
      needsOf(name, []),
      signal,
    )
    return { ...answer, permissions: [...permissions], models: [...models], checkedAt: at }
  }

  const askManagement = (secret: Secret, signal: AbortSignal) => {
    const { xai } = desk.configuration().connections
    const baseUrl = xai === undefined ? null : managementUrlOf(xai)
    return askAboutManagementKey({ http, clock, baseUrl, key: async () => secret }, signal)
  }

  const describe = async (name: KeyName): Promise<KeyHealth> => {
    const [status, held, secret] = await Promise.all([
      vault.status(name),
      heldAs(vault, name).catch(() => name),
      keyFor(vault, name).catch(() => null),
    ])
    const known = found.get(name) ?? unasked
    const isMissing = secret === null && status.state !== 'locked'
    return {
      ...(isMissing ? { ...unasked, verdict: 'missing' as const, summary: 'No key is stored.' } : known),
      name,
      status,
      standIn: held === name ? null : held,
      use: use.of(held),
    }
  }

  const check = async (name: KeyName, signal: AbortSignal): Promise<KeyHealth> => {
    const secret = await keyFor(vault, name)
    if (secret === null) found.delete(name)
    else found.set(name, await ask(name, secret, signal))
    return describe(name)
  }

  return {
    all: () => Promise.all(keyNames.map(describe)),
    check,
    rotate: async (name, value, signal) => {
      const before = await vault.get(name)
      const candidate = new Secret(value)
      const first = await ask(name, candidate, signal)
      // The bot's keys are meant to hold as little as somebody needs: one that lacks a scope is a key all the same.
      const isTaken = first.verdict === 'usable' || first.verdict === 'unchecked'
      if (!isTaken && !(name === 'bot' && first.verdict === 'short'))
        return { replaced: false, health: await describe(name), refusal: first.summary }
      await vault.put(name, candidate)
      forgetFrom(found, name)
      found.set(name, first)
      await ports.keysChanged()
      const stored = await ask(name, (await vault.get(name)) ?? candidate, signal).catch(() => first)
      if (stored.verdict !== 'refused') return { replaced: true, health: await describe(name), refusal: null }
      // It was taken a moment ago and is not any more: the old one is better than none.
      ports.log('warn', 'key.put_back', { name })
      if (before === null) await vault.remove(name)
      else await vault.put(name, before)
      forgetFrom(found, name)
      await ports.keysChanged()
      return { replaced: false, health: await describe(name), refusal: stored.summary }
    },
  }
}

/** What was found of a key was found of those it stands in for too. */
function forgetFrom(found: Map<KeyName, Found>, name: KeyName): void {
  for (const one of keyNames) if (one === name || standInFor(one) === name) found.delete(one)
}
