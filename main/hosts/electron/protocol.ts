import { randomBytes } from 'node:crypto'
import type * as Electron from 'electron'
import { contentPolicy, guardHeaders, withStyleNonce } from '#main/hosts/content-policy.ts'
import { partsOf, readAsset } from '#main/hosts/web/assets.ts'

/**
 * The screen is served from `app://desk/` and from nowhere else: built files only, GET only, by plain file names inside
 * the bundle, each with its type and the content policy.
 */
export const scheme = 'app'
export const origin = 'app://desk'
export const entryAddress = `${origin}/index.html`

export const customScheme: Electron.CustomScheme = {
  scheme,
  privileges: {
    standard: true,
    secure: true,
    supportFetchAPI: true,
    bypassCSP: false,
    corsEnabled: false,
    allowServiceWorkers: false,
    allowExtensions: false,
    stream: false,
  },
}

/** True for an address of our own origin, written exactly as we write it. */
export function isDeskAddress(address: string): boolean {
  return address === origin || address.startsWith(`${origin}/`)
}

/** True for text that our own page holds in memory, to be saved; the content policy lets it be nothing else. */
export const isOwnDocument = (address: string): boolean => address.startsWith(`blob:${origin}/`)

export type AppRequest = { readonly path: string } | { readonly status: 400 | 404 | 405 }

/** Which file of the bundle a request names. Built names need no escapes, so whatever carries one is refused. */
export function resolveAppRequest(method: string, address: string): AppRequest {
  if (method !== 'GET') return { status: 405 }
  if (!address.startsWith(`${origin}/`)) return { status: 404 }
  const [path = ''] = address.slice(origin.length).split('#')
  if (path.includes('?')) return { status: 400 }
  return partsOf(path) === null ? { status: 400 } : { path }
}

const respond = (status: number, body: BodyInit | null, headers: Readonly<Record<string, string>>) =>
  new Response(body, { status, headers: { ...guardHeaders, 'content-security-policy': contentPolicy, ...headers } })

export async function answerAppRequest(directory: string, method: string, address: string): Promise<Response> {
  const resolved = resolveAppRequest(method, address)
  if ('status' in resolved) return respond(resolved.status, null, { 'cache-control': 'no-store' })
  const asset = await readAsset(directory, resolved.path)
  if (asset === null) return respond(404, null, { 'cache-control': 'no-store' })
  const headers = { 'content-type': asset.type, 'cache-control': 'no-store' }
  if (!asset.type.startsWith('text/html')) return respond(200, new Uint8Array(asset.body), headers)
  const page = withStyleNonce(asset.body.toString('utf8'), randomBytes(18).toString('base64'), { worker: false })
  return respond(200, page.html, { ...headers, 'content-security-policy': page.policy })
}
