/**
 * The one content policy of the desk, whichever host serves it: everything comes from our own origin, nothing is inline,
 * nothing is framed, and text becomes code nowhere.
 */
const directives = (styles: string, trusted: string) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styles}`,
    "connect-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "media-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    `trusted-types ${trusted}`,
  ].join('; ')

export const contentPolicy: string = directives("'self'", "'none'")

/**
 * A page and its policy for one response. The nonce, fresh each time, admits the few style elements a component library
 * inserts itself; the library finds it in the page's `csp-nonce` meta element. `worker`: the page may make the one worker that
 * holds its socket for sound, whose address is written in `renderer/audio/link.ts`.
 */
export function withStyleNonce(
  html: string,
  nonce: string,
  options: { readonly worker: boolean },
): { readonly html: string; readonly policy: string } {
  if (!/^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(nonce)) throw new TypeError('Not a nonce.')
  const meta = `<meta property="csp-nonce" nonce="${nonce}" />`
  return {
    html: html.replace(/<head>/i, (head) => `${head}\n    ${meta}`),
    policy: directives(`'self' 'nonce-${nonce}'`, options.worker ? 'desk-worker' : "'none'"),
  }
}

/** What goes with every response of the desk beside its content policy. */
export const guardHeaders: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), display-capture=(), geolocation=(), hid=(), microphone=(self), midi=(), payment=(), serial=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
