import type * as Electron from 'electron'
import type { Log } from '#main/kernel/ports.ts'
import { answerAppRequest, isDeskAddress, isOwnDocument, origin, scheme } from '#main/hosts/electron/protocol.ts'

/**
 * The one browser session of the desk. It lives in memory, serves only our own scheme, and grants nothing: every
 * permission, device and download is refused, except copying out of the desk, a document of the page's own making that a
 * person saves where they choose, and the microphone for the one window that deals in sound, while a call is under way.
 */
export type PermissionQuestion = {
  readonly permission: string
  readonly origin: string
  readonly isMainFrame: boolean
  /** Which media are wanted; a mixed request is not an audio request. */
  readonly media: readonly string[]
}

export function judgePermission(question: PermissionQuestion, mayHear: boolean): boolean {
  const ours = question.origin === origin || question.origin === `${origin}/`
  if (!ours || !question.isMainFrame) return false
  // Only what a person copies out of the desk, after a gesture, as plain text or cleaned markup. Nothing is ever read.
  if (question.permission === 'clipboard-sanitized-write') return true
  if (!mayHear || question.permission !== 'media') return false
  return question.media.length === 1 && question.media[0] === 'audio'
}

export type SessionOptions = {
  readonly bundle: string
  readonly log: Log
  /** Whether this window may hear now: main's own state, never the page's word. */
  readonly mayHear: (contentsId: number) => boolean
  readonly development: boolean
}

const originOf = (address: string) => (isDeskAddress(address) ? origin : address)

export function prepareSession(electron: typeof Electron, options: SessionOptions): Electron.Session {
  const { log, mayHear } = options
  const session = electron.session.fromPartition('desk', { cache: false })
  const decide = (contents: Electron.WebContents | null, question: PermissionQuestion): boolean => {
    const granted = judgePermission(question, contents !== null && mayHear(contents.id))
    if (!granted) log('info', 'session.permission_refused', { permission: question.permission })
    return granted
  }

  session.setPermissionRequestHandler((contents, permission, callback, details) => {
    const media = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
    const { requestingUrl, isMainFrame } = details
    callback(decide(contents, { permission, origin: originOf(requestingUrl), isMainFrame, media }))
  })
  session.setPermissionCheckHandler((contents, permission, requestingOrigin, details) =>
    decide(contents, {
      permission,
      origin: originOf(requestingOrigin),
      isMainFrame: details.isMainFrame,
      media: details.mediaType === undefined ? [] : [details.mediaType],
    }),
  )
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler((_request, callback) => callback(null))
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }))
  session.setUSBProtectedClassesHandler(({ protectedClasses }) => protectedClasses)
  session.on('select-hid-device', (event, _details, callback) => {
    event.preventDefault()
    callback(null)
  })
  session.on('select-usb-device', (event, _details, callback) => {
    event.preventDefault()
    callback()
  })
  session.on('select-serial-port', (event, _ports, _contents, callback) => {
    event.preventDefault()
    callback('')
  })
  session.on('will-download', (event, item) => {
    if (isOwnDocument(item.getURL())) return
    event.preventDefault()
    log('warn', 'session.download_refused')
  })

  session.setSpellCheckerEnabled(false)
  session.webRequest.onBeforeRequest((details, callback) => {
    const inspector = options.development && details.url.startsWith('devtools://')
    const allowed = inspector || isDeskAddress(details.url) || isOwnDocument(details.url)
    if (!allowed) log('warn', 'session.request_refused', { resource: details.resourceType })
    callback({ cancel: !allowed })
  })
  session.protocol.handle(scheme, (request) => answerAppRequest(options.bundle, request.method, request.url))
  return session
}
