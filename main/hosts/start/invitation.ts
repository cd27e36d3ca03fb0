import { z } from 'zod'
import type { Endpoint } from '#main/hosts/endpoint.ts'

const Answer = z.object({ url: z.string() })

/** A link to another window of a desk that runs. Null: it gave none of its own. Its token goes to that desk and nowhere else. */
export async function askForInvitation({ origin, token }: Pick<Endpoint, 'origin' | 'token'>): Promise<string | null> {
  const headers = { Authorization: `Bearer ${token}` }
  const told: unknown = await fetch(`${origin}/invitation`, { method: 'POST', headers, redirect: 'error' })
    .then((answer) => (answer.ok ? answer.json() : null))
    .catch(() => null)
  const url = Answer.safeParse(told).data?.url ?? ''
  return url.startsWith(`${origin}/`) ? url : null
}
