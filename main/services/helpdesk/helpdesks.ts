import type { ConnectionCheck, HelpdeskSettings } from '#contract/settings.ts'
import { createChatwoot } from '#main/clients/chatwoot/chatwoot.ts'
import type { Helpdesk } from '#main/clients/helpdesk/helpdesk.ts'
import type { HttpClient } from '#main/clients/http/http.ts'
import { createIntercom } from '#main/clients/intercom/intercom.ts'
import { asAppError, assertNever } from '#main/kernel/errors.ts'
import type { Clock, Log, Random } from '#main/kernel/ports.ts'
import type { Secret } from '#main/kernel/secret.ts'

/** Which helpdesk it is, is decided here; everybody else knows the interface only. */
type Ports = {
  readonly http: HttpClient
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly token: () => Promise<Secret | null>
}

export function createHelpdesk(ports: Ports, settings: HelpdeskSettings): Helpdesk {
  switch (settings.kind) {
    case 'intercom':
      return createIntercom({ ...ports, ...settings, actingAdminId: settings.actingAdminId ?? null })
    case 'chatwoot':
      return createChatwoot({ ...ports, ...settings })
    default:
      return assertNever(settings)
  }
}

/** Whether it answers and as whom, in one sentence, and what the token may do there. */
export async function checkHelpdesk(
  ports: Ports,
  settings: HelpdeskSettings,
  signal: AbortSignal,
): Promise<ConnectionCheck> {
  const started = ports.clock.now()
  const latencyMs = (): number => ports.clock.now() - started
  try {
    const { account, me, permissions } = await createHelpdesk(ports, settings).verify(signal)
    const missing = permissions.filter((permission) => !permission.granted).map(({ label }) => label.toLowerCase())
    const acting = `${account}, acting as ${me.name}`
    const summary = missing.length === 0 ? acting : `${acting}. This token may not: ${missing.join(', ')}`
    return { ok: true, summary, latencyMs: latencyMs(), permissions: permissions.map((one) => ({ ...one })) }
  } catch (thrown) {
    if (signal.aborted) throw thrown
    return { ok: false, summary: refusalWords(thrown, settings), latencyMs: latencyMs(), permissions: [] }
  }
}

/** The header Chatwoot wants is one that some proxies take away: then the best token is refused. */
function refusalWords(thrown: unknown, settings: HelpdeskSettings): string {
  const { code, message } = asAppError(thrown)
  const more = settings.kind === 'chatwoot' && code === 'unauthorised' ? ` ${proxyHint}` : ''
  return `${message}${more === '' || /[.!?]$/.test(message) ? '' : '.'}${more}`
}

const proxyHint =
  'If the token is right, the proxy before Chatwoot may drop headers with an underscore (nginx: underscores_in_headers on).'
