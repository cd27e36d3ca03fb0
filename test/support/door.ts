import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { startWebHost } from '#main/hosts/web/server.ts'
import { newToken } from '#main/hosts/web/session.ts'
import type { Principal } from '#rpc/serve.ts'

/** A real loopback host on a small screen, with an echo where the core would be. */
export type DoorForTests = {
  readonly origin: string
  readonly host: string
  readonly token: string
  /** Whoever got as far as a wire. */
  readonly wires: readonly Principal[]
  /** Pages that brought sound. */
  readonly audio: readonly MessagePort[]
  readonly reload: () => void
  readonly stop: () => Promise<void>
}

/** `rendererDirectory`: a built screen instead. */
export async function openDoorForTests({
  rendererDirectory,
  patienceMs = 10_000,
}: {
  readonly rendererDirectory?: string
  readonly patienceMs?: number
} = {}): Promise<DoorForTests> {
  const token = newToken()
  const wires: Principal[] = []
  const audio: MessagePort[] = []
  const reloads: (() => void)[] = []
  const directory = await mkdtemp(join(tmpdir(), 'countersign-web-'))
  await mkdir(join(directory, 'assets'))
  await writeFile(join(directory, 'index.html'), '<!doctype html><html><head></head><body>desk</body></html>')
  await writeFile(join(directory, 'assets', 'index-1.js'), 'globalThis.loaded = true')
  const web = await startWebHost({
    core: {
      serve: (wire, principal) => {
        wires.push(principal)
        wire.onFrame((frame) => wire.send({ type: 'ok', id: 1, value: frame }))
        return () => {}
      },
      onReload: (listener) => void reloads.push(listener),
    },
    rendererDirectory: rendererDirectory ?? directory,
    port: 0,
    token,
    patienceMs,
    log: () => {},
    onAudioPage: (port) => void audio.push(port),
  })
  return {
    origin: web.origin,
    host: web.origin.slice('http://'.length),
    token,
    wires,
    audio,
    reload: () => reloads.forEach((listener) => listener()),
    stop: async () => {
      audio.forEach((port) => port.close())
      await web.stop()
      await rm(directory, { recursive: true })
    },
  }
}
