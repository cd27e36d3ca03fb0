import type { Person, RequestView } from '#contract/approval.ts'
import type { AppContract } from '#contract/index.ts'
import type { Proposal } from '#contract/proposal.ts'
import { AppError } from '#main/kernel/errors.ts'
import type { Handlers } from '#rpc/serve.ts'

/** Two people, one of them at another desk. The PIN is 246810. */
const sam: Person = {
  id: 'u-sam',
  name: 'Sam Okafor',
  publicKey: 'a'.repeat(64),
  hasPin: true,
  createdAt: Date.UTC(2026, 9, 1),
  disabledAt: null,
}
const everybody: readonly Person[] = [
  sam,
  { ...sam, id: 'u-ines', name: 'Inês Duarte', publicKey: 'b'.repeat(64), hasPin: false },
]

const requirePin = (pin: string) => {
  if (pin !== '246810') throw new AppError('forbidden', 'This is not the PIN.', { data: { reason: 'wrong_pin' } })
}

export const fakePeople: Handlers<AppContract['people']> = {
  list: async () => ({ people: [...everybody] }),
  add: async (input) => ({ ...sam, id: `u-${input.name}`, name: input.name, hasPin: 'pin' in input }),
  setPin: async ({ pin }) => (requirePin(pin), sam),
  disable: async () => ({ ...sam, disabledAt: Date.UTC(2026, 10, 1) }),
}

const request: RequestView = {
  proposal: {
    id: 'p-refund',
    revision: 0,
    tool: 'refund_order',
    arguments: { order_id: '#W2041', amount: 420, currency: 'GBP' },
    sentence: 'Refund £420.00 to Ana Ruiz',
    risk: 4,
    fingerprint: 'f'.repeat(64),
    expiresAt: null,
  },
  desk: { name: 'Larch & Ledge', publicKey: 'c'.repeat(64) },
  requestedBy: { name: 'Jo Lindqvist', at: Date.UTC(2026, 10, 20, 9, 30) },
  issuedAt: Date.UTC(2026, 10, 20, 9, 31),
  validUntil: Date.UTC(2026, 10, 21, 9, 31),
  expired: false,
}

export const fakeApprovals: Handlers<AppContract['approvals']> = {
  inspect: async () => request,
  sign: async ({ pin }) => (requirePin(pin), { document: '{}' }),
}

type Second = Pick<Handlers<AppContract['proposals']>, 'countersign' | 'exportRequest' | 'importAnswer'>

export const fakeSecond = (sign: (id: string) => Proposal): Second => ({
  countersign: async ({ id, pin }) => (requirePin(pin), sign(id)),
  exportRequest: async () => ({ document: '{}' }),
  importAnswer: async () => {
    throw new AppError('invalid_input', 'This is not an answer to a request, or it was changed on the way.')
  },
})
