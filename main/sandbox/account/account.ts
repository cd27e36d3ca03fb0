import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { VoiceAgent } from '#main/sandbox/account/voice-agents.ts'
import { sampleAgents, shopLine, workshopLine } from '#main/sandbox/account/voice-agents.ts'

/** The voice account of Larch & Ledge: agents and numbers as the service stores them, and what its answers are like. */
export type PhoneNumber = {
  readonly phone_number_id: string
  readonly phone_number: string
  readonly name: string
  readonly description: string | null
  readonly area_code: string
  readonly agent_id: string | null
  readonly created_at: string
  readonly updated_at: string
}

export type AccountState = {
  /** Newest first, as the service lists them. */
  agents: VoiceAgent[]
  numbers: PhoneNumber[]
  /** How many were ever made: ids and numbers follow from it. */
  made: number
}

/** What tests may want otherwise. */
export const AccountShapeSchema = z.object({
  /** Names of fields in camel case. */
  camelCase: z.boolean().default(false),
  /** Under which name lists come; bare: no envelope. */
  envelope: z.enum(['documented', 'data', 'items', 'results', 'bare']).default('documented'),
  /** Lists come in pages of so many, with a cursor; 0: whole. */
  pageSize: z.number().int().min(0).default(0),
  /** What a purchase is answered with where the account cannot make one; null: it can. */
  purchaseRefused: z
    .union([z.literal(404), z.literal(405), z.literal(501)])
    .nullable()
    .default(null),
  /** The key may not use agents. */
  agentAccess: z.boolean().default(true),
  /** Fields that only the console knows. */
  consoleFields: z.boolean().default(false),
})
export type AccountShape = z.infer<typeof AccountShapeSchema>

const since = '2026-02-11T08:40:00Z'
const number = (
  id: string,
  digits: string,
  name: string,
  description: string | null,
  agentId: string | null,
): PhoneNumber => ({
  phone_number_id: id,
  phone_number: `+1${digits}`,
  name,
  description,
  area_code: digits.slice(0, 3),
  agent_id: agentId,
  created_at: since,
  updated_at: since,
})

export const createAccount = (): AccountState => ({
  agents: [...sampleAgents],
  numbers: [
    number('phone_8f21c04b', '8025550119', 'Seasonal line', 'Busy before the holidays, quiet after', null),
    number('phone_b7702d9e', '8025550187', 'Workshop', null, workshopLine.agent_id),
    number('phone_3a95e6f0', '4155550132', 'Front desk', 'On the receipts and the website', shopLine.agent_id),
  ],
  made: 0,
})

/** Ids nobody can guess a pattern in, and the same after a restart. */
export function nextId(state: AccountState, prefix: 'agent' | 'phone'): string {
  state.made += 1
  return `${prefix}_${createHash('sha256').update(`${prefix} ${state.made}`).digest('hex').slice(0, 16)}`
}

/** Of the digits that nobody is given: 555-0100 to 555-0199. */
export function nextNumber(state: AccountState, areaCode: string): string {
  const taken = new Set(state.numbers.map((one) => one.phone_number))
  for (let line = 100; line < 200; line += 1) {
    const digits = `+1${areaCode}5550${line}`
    if (!taken.has(digits)) return digits
  }
  return `+1${areaCode}5551${String(state.made).padStart(3, '0')}`
}

const camel = (name: string): string => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** An object as the service would write it today. */
export function written(value: Readonly<Record<string, unknown>>, shape: AccountShape): Record<string, unknown> {
  if (!shape.camelCase) return { ...value }
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      camel(name),
      name === 'voice' && held !== null && typeof held === 'object' ? written({ ...held }, shape) : held,
    ]),
  )
}

export function listed(
  items: readonly Readonly<Record<string, unknown>>[],
  name: 'agents' | 'phone_numbers',
  query: URLSearchParams,
  shape: AccountShape,
): unknown {
  const from = Number(query.get('page_token') ?? '0')
  const limit = Number(query.get('limit') ?? '100')
  const size = shape.pageSize === 0 ? limit : Math.min(limit, shape.pageSize)
  const page = items.slice(from, from + size).map((item) => written(item, shape))
  if (shape.envelope === 'bare') return page
  const documented = shape.camelCase ? camel(name) : name
  const held = { [shape.envelope === 'documented' ? documented : shape.envelope]: page }
  const isMore = shape.pageSize > 0 && from + size < items.length
  return isMore ? { ...held, next_page_token: String(from + size) } : held
}
