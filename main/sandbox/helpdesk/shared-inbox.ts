import { createCable } from '#main/sandbox/chatwoot/cable.ts'
import { chatwootError } from '#main/sandbox/chatwoot/errors.ts'
import { createChatwootHandler, streamToken } from '#main/sandbox/chatwoot/server.ts'
import type { SandboxControl } from '#main/sandbox/control.ts'
import type { Door } from '#main/sandbox/door.ts'
import type { FaultBook } from '#main/sandbox/faults.ts'
import type { HelpdeskContext } from '#main/sandbox/helpdesk/errors.ts'
import { helpdeskError } from '#main/sandbox/helpdesk/errors.ts'
import { createHelpdeskHandler } from '#main/sandbox/helpdesk/server.ts'
import { withPhotos } from '#main/sandbox/helpdesk/photo.ts'
import type { Handler } from '#main/sandbox/service-exchange.ts'

/** One shared inbox with two doors on one port: Intercom's, and Chatwoot's under `/api/v1` and `/cable`. Both show the same world. */
export type SharedInbox = {
  readonly handler: Handler
  readonly door: Door
  readonly errorBody: (status: number, path: string) => unknown
  /** Something may have changed. */
  readonly tell: () => void
  readonly control: Pick<SandboxControl, 'helpdeskCut' | 'listeners'>
}

const isChatwoots = (path: string): boolean => path.startsWith('/api/v1/')

export function createSharedInbox(context: HelpdeskContext & { readonly faults: FaultBook }): SharedInbox {
  const intercom = createHelpdeskHandler(context)
  const chatwoot = createChatwootHandler(context)
  const cable = createCable({ ...context, token: streamToken(context.token) })
  return {
    handler: withPhotos((request) => (isChatwoots(request.path) ? chatwoot(request) : intercom(request))),
    door: cable.door,
    errorBody: (status, path) => (isChatwoots(path) ? chatwootError(status) : helpdeskError(status)),
    tell: cable.tell,
    control: { helpdeskCut: cable.cut, listeners: cable.listeners },
  }
}
