import type { KeyObject } from 'node:crypto'
import type { Person } from '#contract/approval.ts'
import type { AppContract } from '#contract/index.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Clock, Random } from '#main/kernel/ports.ts'
import { makeKey, openKey, sealKey } from '#main/services/signing/signature-key.ts'
import type { SteadyTime } from '#main/services/steady-time.ts'
import type { PeopleStore, StoredPerson } from '#main/store/people.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Who may sign second. A PIN opens their key and is kept nowhere; wrong ones are counted, and soon have to wait. */
export type People = {
  readonly handlers: Handlers<AppContract['people']>
  /** Throws `forbidden` for a wrong PIN, `rate_limited` after too many. */
  readonly unlock: (id: string, pin: string) => Promise<{ readonly person: StoredPerson; readonly key: KeyObject }>
  /** Somebody who may sign, or `forbidden`. */
  readonly enabled: (id: string) => Promise<StoredPerson>
}

type Parts = {
  readonly store: PeopleStore
  readonly clock: Clock
  /** A clock that is set back shortens no wait. */
  readonly time: Pick<SteadyTime, 'now'>
  readonly random: Random
}

export function createPeople({ store, clock, time, random }: Parts): People {
  const enabled: People['enabled'] = async (id) => {
    const person = await store.get(id)
    if (person.disabledAt === null) return person
    throw new AppError('forbidden', `${person.name} does not sign here any more.`, { data: { reason: 'disabled' } })
  }
  const unlock: People['unlock'] = async (id, pin) => {
    const person = await enabled(id)
    if (person.key === null) {
      const message = `${person.name} has no PIN here. Send a request to their desk.`
      throw new AppError('forbidden', message, { data: { reason: 'no_pin' } })
    }
    await store.countTry(id, time.now())
    const key = await openKey(person.key, id, pin)
    if (key === null) throw new AppError('forbidden', 'This is not the PIN.', { data: { reason: 'wrong_pin' } })
    await store.forgetTries(id)
    return { person, key }
  }
  const sealed = (key: KeyObject, id: string, pin: string) => sealKey(key, id, pin, random.id('s'))

  return {
    unlock,
    enabled,
    handlers: {
      list: async () => ({ people: (await store.list()).map(view) }),
      add: async (input) => {
        const [id, createdAt, { name }] = [random.id('u'), clock.now(), input]
        if ('publicKey' in input) {
          return view(await store.add({ id, name, key: null, publicKey: input.publicKey, createdAt }))
        }
        const { key, publicKey } = makeKey()
        return view(await store.add({ id, name, key: await sealed(key, id, input.pin), publicKey, createdAt }))
      },
      setPin: async ({ id, pin, next }) => {
        const { key } = await unlock(id, pin)
        return view(await store.setKey(id, await sealed(key, id, next)))
      },
      disable: async ({ id }) => view(await store.disable(id, clock.now())),
    },
  }
}

const view = ({ id, name, publicKey, key, createdAt, disabledAt }: StoredPerson): Person => ({
  id,
  name,
  publicKey,
  hasPin: key !== null,
  createdAt,
  disabledAt,
})
