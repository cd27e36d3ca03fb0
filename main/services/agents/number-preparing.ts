import type { NumberAct } from '#contract/agent-act.ts'
import type { Check } from '#contract/proposal.ts'
import { numberPatchBody, purchaseBody } from '#main/clients/xai/numbers.ts'
import { isUnnamed, type StoredNumber } from '#main/clients/xai/agent-wire.ts'
import { actNames } from '#main/domain/agents/acts.ts'
import { findNumberProblems } from '#main/domain/agents/limits.ts'
import { conversationOfNumber, conversationOfPurchases } from '#main/domain/own-conversation.ts'
import { AppError, assertNever } from '#main/kernel/errors.ts'
import { passed, plainAct, warned, type Prepared } from '#main/services/acts/prepared.ts'
import type { Desk } from '#main/services/desk.ts'
import { carrying, needsName } from '#main/tools/number-acts.ts'
import { moveSteps } from '#main/tools/number-links.ts'

/** What somebody does with a number, worked out in full as the service has things now. */
type Of<A extends NumberAct['act']> = Extract<NumberAct, { act: A }>

export async function prepareNumberAct(desk: Desk, act: NumberAct, signal: AbortSignal): Promise<Prepared> {
  const [problem] = findNumberProblems(act)
  const refusal =
    problem === undefined
      ? null
      : new AppError('invalid_input', problem.message, { data: { pointer: problem.pointer } })
  switch (act.act) {
    case 'buy':
      return { ...buying(act), refusal }
    case 'rename':
      return withRefusal(renaming(await read(desk, act.id, signal), act), refusal)
    case 'release':
      return releasing(desk, await read(desk, act.id, signal))
    case 'assign':
    case 'unassign':
      return linking(desk, act, await read(desk, act.id, signal), signal)
    default:
      return assertNever(act)
  }
}

const read = (desk: Desk, id: string, signal: AbortSignal) => desk.connections().phoneNumbers.get(id, signal)

const withRefusal = (prepared: Prepared, refusal: AppError | null): Prepared => ({
  ...prepared,
  refusal: refusal ?? prepared.refusal,
})

const placeOf = ({ id, number, name }: StoredNumber): Prepared['place'] => ({
  externalId: conversationOfNumber(id),
  subject: `Number ${number}`,
  name: name === '' ? number : name,
})

const path = (id: string) => `/v1/phone-numbers/${encodeURIComponent(id)}`

const buying = ({ areaCode, name, description }: Of<'buy'>): Prepared => ({
  ...plainAct,
  tool: actNames.buy,
  arguments: { area_code: areaCode, name, description },
  request: { method: 'POST', path: '/v1/phone-numbers', body: purchaseBody({ areaCode, name, description }) },
  checks: [warned('cleared', 'It costs money every month, and is sent only once')],
  place: { externalId: conversationOfPurchases, subject: 'New phone numbers', name: 'New phone numbers' },
})

function renaming(now: StoredNumber, { name, description, clearDescription }: Of<'rename'>): Prepared {
  const patch = {
    ...(name === now.name ? {} : { name }),
    ...(description === now.description ? {} : { description }),
  }
  const mask = Object.keys(patch)
  const isEmptied = patch.description === ''
  return {
    ...plainAct,
    tool: actNames.rename,
    arguments: {
      phone_number_id: now.id,
      phone_number: now.number,
      name,
      description,
      before_name: now.name,
      before_description: now.description,
      field_mask: mask,
    },
    request: { method: 'PATCH', path: path(now.id), body: numberPatchBody(patch) },
    mask,
    checks: [
      passed('mask', `Replaces ${mask.join(', ')}, and nothing else`),
      isEmptied ? warned('cleared', 'Empties the description on purpose') : passed('cleared', 'Nothing is emptied'),
    ],
    place: placeOf(now),
    agentId: now.agentId,
    obstacles: mask.length === 0 ? ['Nothing is different from what the service has.'] : [],
    refusal:
      isEmptied && !clearDescription
        ? new AppError(
            'invalid_input',
            'The description would be emptied. Clear it on purpose, or leave it as it is.',
            {
              data: { pointer: '/description' },
            },
          )
        : null,
  }
}

async function isBusy(desk: Desk, agentId: string | null): Promise<boolean> {
  if (agentId === null) return false
  return (await desk.store.calls.open()).some(({ call }) => call.agent.id === agentId)
}

const busy = 'A call with the agent of this number is under way. Wait until it is over.'

async function releasing(desk: Desk, now: StoredNumber): Promise<Prepared> {
  return {
    ...plainAct,
    tool: actNames.release,
    arguments: { phone_number_id: now.id, phone_number: now.number, name: now.name, holder_id: now.agentId },
    request: { method: 'DELETE', path: path(now.id), body: null },
    checks: [
      warned('cleared', 'Nobody can get this number back'),
      now.agentId === null
        ? passed('context', 'No agent answers it')
        : warned('context', 'An agent answers it', 'Callers reach nobody afterwards.'),
    ],
    place: placeOf(now),
    agentId: now.agentId,
    obstacles: (await isBusy(desk, now.agentId)) ? [busy] : [],
  }
}

async function linking(
  desk: Desk,
  act: Of<'assign'> | Of<'unassign'>,
  now: StoredNumber,
  signal: AbortSignal,
): Promise<Prepared> {
  const wanted = act.act === 'assign' ? act.agentId : null
  const { voiceAgents, phoneNumbers } = desk.connections()
  const stored = await voiceAgents.list(signal)
  const agents = new Map(stored.map(({ id, configuration }) => [id, configuration.name]))
  const { numbers } = await phoneNumbers.page(signal)
  const nameOf = (id: string | null) => (id === null ? null : (agents.get(id) ?? id))
  const [holderName, wantedName] = [nameOf(now.agentId), nameOf(wanted)]
  const isMove = wanted !== null && now.agentId !== null && now.agentId !== wanted
  const kind = wanted === null ? 'unassign' : isMove ? 'move' : 'assign'
  const carrier = wanted ?? now.agentId ?? ''
  const nameless = stored.filter((one) => isUnnamed(one) && (one.id === wanted || one.id === now.agentId))
  const obstacles = [
    ...nameless.map(({ configuration }) => needsName(configuration.name)),
    ...(now.agentId === wanted
      ? [wanted === null ? 'No agent answers this number.' : `${wantedName} answers this number already.`]
      : []),
    ...(wanted !== null && !agents.has(wanted) ? ['The service does not have this agent any more.'] : []),
    ...((await isBusy(desk, now.agentId)) ? [busy] : []),
    ...(now.agentId !== null &&
    now.agentId !== wanted &&
    numbers.filter((one) => one.agentId === now.agentId).length > 1
      ? [`${holderName} answers several numbers, and only all of them could be taken from it. Use the console.`]
      : []),
  ]
  const others = numbers.filter((one) => one.agentId === wanted && one.id !== now.id).map(({ number }) => number)
  const otherCheck: Check =
    wanted === null || others.length === 0
      ? passed('context', 'Read again just now')
      : warned(
          'context',
          `${wantedName} answers ${others.join(', ')} now`,
          'The service may keep only one number for an agent.',
        )
  return {
    ...plainAct,
    tool: actNames[kind],
    arguments: {
      phone_number_id: now.id,
      phone_number: now.number,
      agent_id: wanted,
      agent_name: wantedName,
      holder_id: now.agentId,
      holder_name: holderName,
    },
    request: {
      method: 'PATCH',
      path: `/v1/agents/${encodeURIComponent(carrier)}`,
      body: carrying(nameOf(carrier) ?? '', wanted === null ? null : now.id),
    },
    mask: ['name'],
    checks: [otherCheck, passed('mask', 'Carries the present name, which stays as it is')],
    steps: isMove ? moveSteps(holderName ?? '', wantedName ?? '') : [],
    place: placeOf(now),
    agentId: carrier,
    obstacles,
    refusal: isMove && act.act === 'assign' && !act.move ? held(now, holderName) : null,
  }
}

const held = (now: StoredNumber, name: string | null): AppError =>
  new AppError('conflict', `${name ?? now.agentId} answers ${now.number}. Move it, or take another number.`, {
    data: { holder: { id: now.agentId, name } },
  })
