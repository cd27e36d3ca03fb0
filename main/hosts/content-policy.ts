/**
 * The one content policy of the desk, whichever host serves it: everything comes from our own origin, nothing is inline,
 * nothing is framed, and text becomes code nowhere. `styleNonce` admits the few style elements a component library
 * inserts itself; it must be fresh per response and stand in the page's `csp-nonce` meta element.
 */
export function contentPolicy(options: { readonly styleNonce?: string } = {}): string {
  const nonce = options.styleNonce
  if (nonce !== undefined && !/^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(nonce)) throw new TypeError('Not a nonce.')
  return [
    "default-src 'none'",
    "script-src 'self'",
    nonce === undefined ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
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
    "trusted-types 'none'",
  ].join('; ')
}

/** What goes with every response of the desk beside its content policy. */
export const guardHeaders: Readonly<Record<string, string>> = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), display-capture=(), geolocation=(), hid=(), midi=(), payment=(), serial=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
