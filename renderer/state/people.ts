import { create } from 'zustand'
import type { Person } from '#contract/approval.ts'
import { failureText, theDesk } from '#renderer/connection.ts'

/** Who may sign second at this desk, as the desk last said it. Null until it has. */
type People = { readonly people: readonly Person[] | null; readonly failure: string | null }

export const usePeople = create<People>()(() => ({ people: null, failure: null }))

export async function loadPeople(): Promise<void> {
  try {
    const { people } = await theDesk().people.list({})
    usePeople.setState({ people, failure: null })
  } catch (error) {
    usePeople.setState({ failure: failureText(error) })
  }
}

/** Those who can sign here, with a PIN. */
export const signingHere = (people: readonly Person[]): readonly Person[] =>
  people.filter(({ hasPin, disabledAt }) => hasPin && disabledAt === null)
