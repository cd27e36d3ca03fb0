import { createHash } from 'node:crypto'

/** The keys the sample's service knows, and what each is allowed. The first is what the sample's desk works with. */
type SampleKey = {
  readonly name: string
  readonly acls: readonly string[]
  readonly disabled: boolean
  readonly blocked: boolean
}

const all = ['api-key:model:*', 'api-key:endpoint:*']
const key = (name: string, more: Partial<SampleKey> = {}): SampleKey => ({
  name,
  acls: all,
  disabled: false,
  blocked: false,
  ...more,
})

export const mainKey = 'xai-sample-larch-and-ledge-7d41-k7Qz'
/** As good as the first: what it can be exchanged for. */
export const spareKey = 'xai-sample-larch-and-ledge-2e90-w8Nd'
/** One model, one endpoint, and one nobody needs. */
export const narrowKey = 'xai-sample-larch-and-ledge-b6c3-m3Rt'
export const disabledKey = 'xai-sample-larch-and-ledge-05fa-t6Yp'

/** Of the management host, where no key of the API is good. */
export const managementKey = 'xai-token-sample-larch-and-ledge-c40e'

const known: Readonly<Record<string, SampleKey>> = {
  [mainKey]: key('Larch & Ledge sample'),
  [spareKey]: key('Larch & Ledge spare'),
  [narrowKey]: key('Larch & Ledge narrow', {
    acls: ['api-key:model:grok-3-mini', 'api-key:endpoint:chat', 'api-key:endpoint:image'],
  }),
  [disabledKey]: key('Larch & Ledge, given up', { disabled: true }),
}

export const sampleKeys: readonly string[] = Object.keys(known)

/** A disabled key is known, and good for nothing but to be asked about. */
export const isOff = (value: string): boolean => known[value]?.disabled === true || known[value]?.blocked === true

/** What everything but that question wants. */
export const isInForce = (value: string | undefined): boolean =>
  value !== undefined && sampleKeys.includes(value) && !isOff(value)

/** Whether its permissions name this part of the service, or all of it. */
export const mayAsk = (value: string | undefined, endpoint: string): boolean =>
  ['*', endpoint].some((name) => known[value ?? '']?.acls.includes(`api-key:endpoint:${name}`))

export const bearerOf = (headers: Readonly<Record<string, string>>): string | undefined =>
  /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1]

const hex = (seed: string): string => createHash('sha256').update(seed).digest('hex')

export function uuidOf(seed: string): string {
  const digits = hex(seed)
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`
}

/** `GET /v1/api-key`, as the service tells of a key. */
export function describeKey(value: string): Readonly<Record<string, unknown>> {
  const at = '2026-01-05T09:12:04.610000Z'
  const user = uuidOf('Larch & Ledge')
  const { name, acls, disabled, blocked } = known[value] ?? key('unknown')
  return {
    redacted_api_key: `xai-...${value.slice(-4)}`,
    user_id: user,
    name,
    create_time: at,
    modify_time: at,
    modified_by: user,
    team_id: uuidOf('team'),
    acls,
    api_key_id: uuidOf(`Bearer ${value}`),
    team_blocked: false,
    api_key_blocked: blocked,
    api_key_disabled: disabled,
  }
}

export function mayUse(value: string, endpoint: string, model: string): boolean {
  const acls = known[value]?.acls ?? []
  const covers = (wanted: string): boolean =>
    acls.some((acl) => acl === wanted || (acl.endsWith('*') && wanted.startsWith(acl.slice(0, -1))))
  return covers(`api-key:endpoint:${endpoint}`) && covers(`api-key:model:${model}`)
}
