import { ToPageSchema, type FromPage, type ToPage } from '#contract/audio-link.ts'
import { audioHandshake } from '#contract/handshake.ts'
import type { ToRelay } from '#rpc/audio-relay.ts'
import type { FromWorker } from '#renderer/audio/link-worker.ts'

/**
 * The page's end of the link for sound: to a worker that holds a socket, or in the app's own audio window to the port that main
 * hands over. Both take the same words and lend the same ports.
 */
export type Link = {
  readonly say: (word: FromPage) => void
  /** A port of a processor, by a name under which it can be taken back. */
  readonly lend: (name: string, port: MessagePort) => void
  readonly giveBack: (name: string) => void
  readonly close: () => void
}

export type LinkListener = {
  readonly open: () => void
  readonly word: (word: ToPage) => void
  /** `final`: there is no use in trying again. */
  readonly closed: (why: string, final: boolean) => void
}

const takenOver = 4001
const reload = 4002
const anotherPage = 4003

const readWord = (text: unknown): ToPage | null => {
  try {
    return ToPageSchema.safeParse(JSON.parse(String(text))).data ?? null
  } catch {
    return null
  }
}

const linkTo = (post: (message: ToRelay, ports?: MessagePort[]) => void, close: () => void): Link => ({
  say: (word) => post({ type: 'say', text: JSON.stringify(word) }),
  lend: (name, port) => post({ type: 'lend', name }, [port]),
  giveBack: (name) => post({ type: 'return', name }),
  close,
})

/** The one script that a page may make a worker of. The policy of the page lets this name make one, and only once. */
const workerAddress = '/sound/link-worker.js'
let admitted: string | null = null

type Policies = {
  readonly createPolicy: (
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ) => {
    readonly createScriptURL: (url: string) => string
  }
}

function admitWorker(): string {
  const policies = Reflect.get(window, 'trustedTypes') as Policies | undefined
  const rules = {
    createScriptURL: (url: string) => {
      if (url !== workerAddress) throw new TypeError('Not a script of the desk.')
      return url
    },
  }
  admitted ??= policies?.createPolicy('desk-worker', rules).createScriptURL(workerAddress) ?? workerAddress
  return admitted
}

function openSocketLink(listener: LinkListener): Link {
  const worker = new Worker(admitWorker(), { type: 'module', name: 'sound' })
  let wait = 250
  let timer: number | undefined
  const closedBy: Readonly<Record<number, string>> = {
    [takenOver]: 'This desk was opened in another window.',
    [reload]: 'The desk begins again.',
    [anotherPage]: 'Another window lends its sound now.',
  }
  worker.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if (data.type === 'open') {
      wait = 250
      return listener.open()
    }
    if (data.type === 'said') {
      const word = readWord(data.text)
      return word === null ? undefined : listener.word(word)
    }
    const why = closedBy[data.code]
    listener.closed(why ?? 'The connection for sound is lost.', why !== undefined)
    if (why !== undefined) return
    timer = window.setTimeout(() => worker.postMessage('open'), wait)
    wait = Math.min(wait * 2, 10_000)
  })
  worker.postMessage('open')
  const close = () => {
    clearTimeout(timer)
    worker.terminate()
  }
  return linkTo((message, ports = []) => worker.postMessage(message, ports), close)
}

const isOffer = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === audioHandshake.message

function openPortLink(listener: LinkListener): Link {
  let port: MessagePort | null = null
  const ending = new AbortController()
  const take = (event: MessageEvent) => {
    const [offered] = event.ports
    if (event.source !== window || offered === undefined || !isOffer(event.data)) return
    port = offered
    offered.addEventListener('message', ({ data }: MessageEvent) => {
      const word = readWord(data)
      if (word !== null) listener.word(word)
    })
    offered.addEventListener('close', () => listener.closed('The desk closed its end.', true))
    offered.start()
    listener.open()
  }
  window.addEventListener('message', take, { signal: ending.signal })
  const close = () => {
    ending.abort()
    port?.close()
  }
  return linkTo((message, ports = []) => port?.postMessage(message, ports), close)
}

export const openLink = (listener: LinkListener): Link =>
  location.protocol === 'app:' ? openPortLink(listener) : openSocketLink(listener)
