import { inspect } from 'node:util'

const placeholder = '[secret]'

/** A value that prints as a placeholder under every serialiser. Only `reveal` gives it back; call it at the last moment. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  /** The last four characters, or nothing where that would give away a third or more of the secret. */
  get hint(): string {
    return this.#value.length >= 12 ? this.#value.slice(-4) : ''
  }

  toString(): string {
    return placeholder
  }

  toJSON(): string {
    return placeholder
  }

  [inspect.custom](): string {
    return placeholder
  }
}
