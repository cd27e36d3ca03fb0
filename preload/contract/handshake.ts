/**
 * How a window gets its wire in Electron. Once the page listens, the preload script asks main on `channel` with a fresh
 * nonce; main answers on `channel` with that nonce and one port; the preload script compares the nonce and posts the port
 * to its own page, in a message `{ type: message }`. One port per load, and nothing is exposed to the page for it.
 */
export const handshake = { channel: 'desk:handshake', message: 'countersign:port' } as const

/** The same for the window that only deals in sound: another channel, and one port for its link. */
export const audioHandshake = { channel: 'desk:audio', message: 'countersign:audio', page: '/audio.html' } as const
