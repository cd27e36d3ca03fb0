/**
 * A whole answer, taken from undici as its bytes come: undici's own `request` puts a stream in between, which costs more
 * than everything else a call adds. Never more than `limit` bytes, and of a refusal never more than is read of one.
 */
import type { Dispatcher } from 'undici'
import { isSuccess, refusalBytes, type Attempt } from '#main/clients/http/attempt.ts'
import type { Headers } from '#main/clients/http/errors.ts'
import { tooLarge } from '#main/clients/http/failure.ts'

/** A refusal may have broken off, or been cut: it is a refusal all the same. */
type Collected = { readonly status: number; readonly headers: Headers; readonly bytes: Buffer }

export const collect = (
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  attempt: Attempt,
  limit: number,
): Promise<Collected> =>
  new Promise((resolve, reject) => {
    dispatcher.dispatch(options, new Collector(attempt, limit, resolve, reject))
  })

class Collector implements Dispatcher.DispatchHandler {
  readonly #attempt: Attempt
  readonly #limit: number
  readonly #resolve: (answer: Collected) => void
  readonly #reject: (reason: Error) => void
  #controller: Dispatcher.DispatchController | null = null
  #reason: Error | null = null
  #headers: Headers = {}
  #chunks: Buffer[] = []
  #bytes = 0

  constructor(attempt: Attempt, limit: number, resolve: (answer: Collected) => void, reject: (reason: Error) => void) {
    this.#attempt = attempt
    this.#limit = limit
    this.#resolve = resolve
    this.#reject = reject
    attempt.giveUp = () => this.#end(new Error('Given up.'))
  }

  /** Nobody waits any longer. A request that still waits for its connection is stopped when it gets one. */
  #end(reason: Error): void {
    this.#reason = reason
    this.#reject(reason)
    this.#controller?.abort(reason)
  }

  #answer(status: number): void {
    const [only = Buffer.alloc(0)] = this.#chunks
    const bytes = this.#chunks.length > 1 ? Buffer.concat(this.#chunks, this.#bytes) : only
    this.#resolve({
      status,
      headers: this.#headers,
      bytes: isSuccess(status) ? bytes : bytes.subarray(0, refusalBytes),
    })
  }

  /** Right before the first byte is written. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#reason !== null) return controller.abort(this.#reason)
    this.#controller = controller
    this.#attempt.started = true
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // Before the answer there may be hints.
    if (status < 200) return
    this.#attempt.status = status
    this.#headers = headers
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const status = this.#attempt.status ?? 0
    this.#chunks.push(chunk)
    this.#bytes += chunk.byteLength
    if (isSuccess(status)) {
      if (this.#bytes > this.#limit) this.#end(tooLarge(this.#limit, status))
    } else if (this.#bytes > refusalBytes) {
      this.#answer(status)
      this.#end(new Error('Enough of it.'))
    }
  }

  onResponseEnd(): void {
    this.#answer(this.#attempt.status ?? 0)
  }

  onResponseError(_controller: unknown, error: Error): void {
    const { status } = this.#attempt
    if (status === null || isSuccess(status) || this.#reason !== null) this.#reject(error)
    // The status is known, and says more than the broken connection.
    else this.#answer(status)
  }
}
