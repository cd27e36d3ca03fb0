import { randomBytes } from 'node:crypto'
import { same } from '#main/hosts/web/guard.ts'

/**
 * The one operator session of a web host. Whoever shows the token gets a fresh session, and the one before it ends at once:
 * two people cannot act as one without noticing. Everything here dies with the process.
 */

export type Operator = {
  /** The Set-Cookie header of a new session, or null for a wrong token. */
  readonly exchange: (token: string) => string | null
  /**
   * A token for one exchange within a minute, for places others can read, such as the command line of a browser. Shown a
   * second time it proves that somebody else was faster: the session it opened ends.
   */
  readonly invite: () => string
  /** The session a cookie header belongs to, or null. */
  readonly recognise: (cookieHeader: string) => string | null
  /** Whether this is the token of the endpoint record. */
  readonly holdsToken: (token: string) => boolean
  /** Told when a session ends because another began. */
  readonly onEnd: (listener: (session: string) => void) => void
}

export const newToken = (): string => randomBytes(32).toString('base64url')

const invitationMs = 60_000

export function createOperator(options: {
  readonly token: string
  readonly port: number
  readonly now: () => number
}): Operator {
  // Cookies do not keep ports apart: two desks on one machine must not overwrite each other's.
  const name = `countersign-${options.port}`
  const listeners: ((session: string) => void)[] = []
  const invitations: { readonly token: string; readonly until: number; session: string | null }[] = []
  let current: string | null = null

  const replace = (next: string | null) => {
    const before = current
    current = next
    if (before !== null) listeners.forEach((listener) => listener(before))
  }
  const begin = () => {
    const session = newToken()
    replace(session)
    return session
  }
  const cookie = (session: string) => `${name}=${session}; Path=/; HttpOnly; SameSite=Strict`

  return {
    exchange: (token) => {
      if (same(token, options.token)) return cookie(begin())
      const invitation = invitations.find((one) => same(one.token, token))
      if (invitation === undefined) return null
      if (invitation.session !== null) {
        if (invitation.session === current) replace(null)
        return null
      }
      if (options.now() > invitation.until) return null
      invitation.session = begin()
      return cookie(invitation.session)
    },
    invite: () => {
      const token = newToken()
      invitations.push({ token, until: options.now() + invitationMs, session: null })
      if (invitations.length > 64) invitations.shift()
      return token
    },
    recognise: (header) => {
      const values = header
        .split(';')
        .map((part) => part.trim())
        .filter((part) => part.startsWith(`${name}=`))
        .map((part) => part.slice(name.length + 1))
      const [value] = values
      if (current === null || value === undefined || values.length > 1) return null
      return same(value, current) ? current : null
    },
    holdsToken: (token) => same(token, options.token),
    onEnd: (listener) => void listeners.push(listener),
  }
}
