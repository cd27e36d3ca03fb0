/**
 * How a window gets its wire in Electron. The page calls the one function `window[bridge]()`; the preload script asks main
 * on `channel` with a fresh nonce; main answers on `channel` with that nonce and one port; the preload script proves the
 * nonce and posts the port to its own page as a message whose data is `message`. One port per load.
 */
export const handshake = { bridge: 'openDesk', channel: 'desk:handshake', message: 'desk:port' } as const
