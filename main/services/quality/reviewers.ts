import { AppError } from '#main/kernel/errors.ts'
import { nameKey } from '#main/domain/person.ts'
import type { Store } from '#main/store/store.ts'

export type Reviewers = {
  /** The operator first, then the people of this desk. */
  readonly names: () => Promise<readonly string[]>
  /** The name as it is written here. Throws `forbidden` for anybody else. */
  readonly known: (name: string) => Promise<string>
}

/** Who may score here. A name is taken on trust, like the operator's: a score binds nobody outside. */
export function createReviewers(store: Pick<Store, 'people'>, operator: () => string): Reviewers {
  const names: Reviewers['names'] = async () => {
    const people = (await store.people.list()).filter(({ disabledAt }) => disabledAt === null)
    const all = [operator(), ...people.map(({ name }) => name)]
    return all.filter((name, index) => all.findIndex((one) => nameKey(one) === nameKey(name)) === index)
  }
  return {
    names,
    known: async (name) => {
      const found = (await names()).find((one) => nameKey(one) === nameKey(name))
      if (found === undefined) throw new AppError('forbidden', `${name} is not one of the people of this desk.`)
      return found
    },
  }
}
