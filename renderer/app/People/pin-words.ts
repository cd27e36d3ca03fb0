import { failureText } from '#renderer/connection.ts'
import { clockSecondWords } from '#renderer/ui/Time.tsx'
import { RemoteError } from '#rpc/connect.ts'

/** What came of a PIN that was not taken: where it is to be said, and in which words. */
export type Refused = { readonly of: 'pin' | 'person' | 'rest'; readonly text: string }

const field = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null && name in data ? Reflect.get(data, name) : undefined

export function refusedWords(thrown: unknown, name: string): Refused {
  const text = failureText(thrown)
  if (!(thrown instanceof RemoteError)) return { of: 'rest', text }
  switch (thrown.code) {
    case 'forbidden':
      return field(thrown.data, 'reason') === 'wrong_pin'
        ? {
            of: 'pin',
            text: `This is not ${name}’s PIN. Nothing was signed. After five wrong ones the field locks for a while.`,
          }
        : { of: 'rest', text: `${text} Nothing was signed.` }
    case 'rate_limited': {
      const until = field(thrown.data, 'retryAt')
      const when = typeof until === 'number' ? `until ${clockSecondWords(until)}` : 'for a while'
      return { of: 'pin', text: `Too many wrong PINs. ${name} cannot sign here ${when}. Nothing was signed.` }
    }
    case 'same_person':
      return { of: 'person', text: `${text} Nothing was signed.` }
    default:
      return { of: 'rest', text }
  }
}
