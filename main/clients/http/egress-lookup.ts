/**
 * The one way names become addresses where a door was judged: asked once for a connection, judged whole, and the connection goes
 * to what was judged. HTTP of tools, the voice service and the live line of a helpdesk connect through it.
 */
import { lookup as systemLookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { isPublicAddress, refuse, type Door } from '#main/clients/http/egress-address.ts'

export type Address = { readonly address: string; readonly family: number }
export type Resolve = (host: string) => Promise<readonly Address[]>

export const askSystem: Resolve = (host) => systemLookup(host, { all: true })

/** For one connection to this door. One private address among those of a public name spoils the name. */
export function guardedLookup({ host, port, mayBePrivate }: Door, resolve: Resolve): LookupFunction {
  const judged = async (): Promise<readonly [Address, ...Address[]]> => {
    const [first, ...rest] = await resolve(host)
    if (first === undefined) throw refuse(`"${host}" has no address.`)
    if (!mayBePrivate && ![first, ...rest].every(({ address }) => isPublicAddress(address)))
      throw refuse(`"${host}" leads to a private address. Add "${host}:${port}" to the allowed hosts to permit this.`)
    return [first, ...rest]
  }
  return (_host, wanted, answer) => {
    judged().then(
      ([first, ...rest]) => {
        if (wanted.all === true) answer(null, [first, ...rest])
        else answer(null, first.address, first.family)
      },
      (reason: unknown) => answer(reason instanceof Error ? reason : new Error(String(reason)), ''),
    )
  }
}
