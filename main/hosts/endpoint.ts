import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { readIfThere, writeOwnerOnly } from '#main/hosts/owner-only.ts'
import { holderOf } from '#main/hosts/profile.ts'

/** The door of the host that holds a profile: how a second host or the command line reaches it instead of opening the files. */

const EndpointSchema = z.object({
  pid: z.number().int().min(1),
  instance: z.string().min(1),
  host: z.enum(['electron', 'web', 'cli']),
  origin: z.string().regex(/^http:\/\/127\.0\.0\.1:\d{1,5}$/),
  /** Dies with the process. */
  token: z.string().min(43).max(100),
})
export type Endpoint = z.infer<typeof EndpointSchema>

const fileOf = (directory: string) => join(directory, 'endpoint.json')

/** What a person opens: the token stands in the fragment, which no browser sends anywhere. */
export const linkOf = (endpoint: Pick<Endpoint, 'origin' | 'token'>) => `${endpoint.origin}/#token=${endpoint.token}`

export const publishEndpoint = (directory: string, endpoint: Endpoint): Promise<void> =>
  writeOwnerOnly(fileOf(directory), JSON.stringify(endpoint))

export async function withdrawEndpoint(directory: string, instance: string): Promise<void> {
  if ((await readEndpoint(directory))?.instance === instance) await rm(fileOf(directory), { force: true })
}

/** The record of the live holder of the profile; one left behind by a dead process is no endpoint. */
export async function findEndpoint(directory: string): Promise<Endpoint | null> {
  const [endpoint, holder] = await Promise.all([readEndpoint(directory), holderOf(directory)])
  return endpoint !== null && holder !== null && holder.instance === endpoint.instance ? endpoint : null
}

async function readEndpoint(directory: string): Promise<Endpoint | null> {
  const text = await readIfThere(fileOf(directory))
  if (text === null) return null
  try {
    return EndpointSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
