import { failureText } from '#renderer/connection.ts'
import { clockSecondWords } from '#renderer/ui/Time.tsx'
import { RemoteError } from '#rpc/connect.ts'
import { t } from '#renderer/ui/language.ts'

/** What came of a PIN that was not taken: where it is to be said, and in which words. */
export type Refused = { readonly of: 'pin' | 'person' | 'rest'; readonly text: string }

const field = (data: unknown, name: string): unknown =>
  typeof data === 'object' && data !== null && name in data ? Reflect.get(data, name) : undefined

export function refusedWords(thrown: unknown, name: string, nothing = t('Nothing was signed.')): Refused {
  const text = failureText(thrown)
  if (!(thrown instanceof RemoteError)) return { of: 'rest', text }
  switch (thrown.code) {
    case 'forbidden':
      return field(thrown.data, 'reason') === 'wrong_pin'
        ? {
            of: 'pin',
            text: t('This is not {{name}}’s PIN. {{nothing}} After five wrong ones the field locks for a while.', {
              name,
              nothing,
            }),
          }
        : { of: 'rest', text: `${text} ${nothing}` }
    case 'rate_limited': {
      const until = field(thrown.data, 'retryAt')
      return {
        of: 'pin',
        text:
          typeof until === 'number'
            ? t('Too many wrong PINs. {{name}} cannot sign here until {{until}}. {{nothing}}', {
                name,
                until: clockSecondWords(until),
                nothing,
              })
            : t('Too many wrong PINs. {{name}} cannot sign here for a while. {{nothing}}', { name, nothing }),
      }
    }
    case 'same_person':
      return { of: 'person', text: `${text} ${nothing}` }
    default:
      return { of: 'rest', text }
  }
}
