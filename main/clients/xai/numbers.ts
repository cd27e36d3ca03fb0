/**
 * Phone numbers of the account: read, bought, renamed, released. Which agent answers one is changed at the agent, not here.
 * A purchase leaves at most once; where the account cannot make one, it says so.
 */
import type { Json } from '#contract/tool.ts'
import { inWords, purchaseInWords } from '#main/clients/xai/agent-errors.ts'
import { readNumber, unwrap, type StoredNumber } from '#main/clients/xai/agent-wire.ts'
import { createAsking, notConnected, readAll, type AgentPorts } from '#main/clients/xai/agents.ts'
import { nonsense } from '#main/clients/http/errors.ts'

export type NumberPatch = { readonly name?: string; readonly description?: string }

export type PhoneNumbers = {
  readonly page: (
    signal: AbortSignal,
  ) => Promise<{ readonly numbers: readonly StoredNumber[]; readonly unreadable: number }>
  readonly get: (id: string, signal: AbortSignal) => Promise<StoredNumber>
  readonly buy: (
    wish: { readonly areaCode: string; readonly name: string; readonly description: string },
    signal: AbortSignal,
  ) => Promise<StoredNumber>
  /** An empty description is cleared. */
  readonly patch: (id: string, patch: NumberPatch, signal: AbortSignal) => Promise<StoredNumber>
  readonly release: (id: string, signal: AbortSignal) => Promise<void>
}

export const purchaseBody = (wish: Parameters<PhoneNumbers['buy']>[0]): { readonly [key: string]: Json } => ({
  area_code: wish.areaCode,
  name: wish.name,
  ...(wish.description === '' ? {} : { description: wish.description }),
})

/** Fields stand at the top level, beside the mask. */
export function numberPatchBody({ name, description }: NumberPatch): { readonly [key: string]: Json } {
  const paths = [...(name === undefined ? [] : ['name']), ...(description === undefined ? [] : ['description'])]
  return {
    ...(name === undefined ? {} : { name }),
    ...(description === undefined || description === '' ? {} : { description }),
    field_mask: { paths },
  }
}

export function createPhoneNumbers(ports: AgentPorts): PhoneNumbers {
  const ask = createAsking(ports)
  const read = async (request: Parameters<typeof ask>[0]): Promise<StoredNumber> => {
    const answer = await ask(request)
    const number = readNumber(unwrap(answer.json, ['phone_number', 'phoneNumber']))
    if (number === null) throw nonsense('The phone number has a form nobody documented.', answer)
    return number
  }
  const named = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (thrown) {
      throw inWords(thrown, 'the number')
    }
  }
  const path = (id: string) => `/phone-numbers/${encodeURIComponent(id)}`
  return {
    page: (signal) =>
      named(async () => {
        const items = await readAll(ask, '/phone-numbers', signal)
        const numbers = items.flatMap((one) => readNumber(one) ?? [])
        return { numbers, unreadable: items.length - numbers.length }
      }),
    get: (id, signal) => named(() => read({ method: 'GET', path: path(id), signal })),
    buy: async (wish, signal) => {
      try {
        return await read({ method: 'POST', path: '/phone-numbers', body: purchaseBody(wish), signal })
      } catch (thrown) {
        throw purchaseInWords(thrown)
      }
    },
    patch: (id, patch, signal) =>
      named(() => read({ method: 'PATCH', path: path(id), body: numberPatchBody(patch), signal })),
    release: (id, signal) =>
      named(async () => {
        await ask({ method: 'DELETE', path: path(id), signal })
      }),
  }
}

export const noPhoneNumbers = (): PhoneNumbers => ({
  page: notConnected,
  get: notConnected,
  buy: notConnected,
  patch: notConnected,
  release: notConnected,
})
