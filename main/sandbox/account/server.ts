import type { AccountShape, AccountState, PhoneNumber } from '#main/sandbox/account/account.ts'
import { listed, nextId, nextNumber, written } from '#main/sandbox/account/account.ts'
import type { Fault, Fields } from '#main/sandbox/account/fields.ts'
import {
  agentFault,
  agentPaths,
  documented,
  isFault,
  isFields,
  numberFault,
  pathsIn,
} from '#main/sandbox/account/fields.ts'
import type { Reply, Request } from '#main/sandbox/service-exchange.ts'
import type { VoiceAgent } from '#main/sandbox/account/voice-agents.ts'

/** `/v1/agents` and `/v1/phone-numbers` as the reference has them: made, listed, changed by mask, deleted, bought, released. */
export type AccountContext = {
  readonly state: () => AccountState
  readonly save: () => void
  readonly shape: () => AccountShape
  readonly now: () => number
  /** This key may not use agents. */
  readonly isWithoutAgents: (request: Request) => boolean
  readonly errorBody: (status: number, error?: string) => unknown
}

export function createAccountRoutes(context: AccountContext): (request: Request) => Reply | null {
  const refuse = (status: number, error: string): Reply => ({ status, body: context.errorBody(status, error) })
  const faulty = ({ status, text }: Fault): Reply => (status === 422 ? { status, body: text } : refuse(status, text))
  const shown = (name: 'agent' | 'phone_number', value: Fields): Reply => {
    const shape = context.shape()
    const extra = name === 'agent' && shape.consoleFields ? { welcome_message: 'Larch and Ledge, good day.' } : {}
    const key = shape.camelCase && name === 'phone_number' ? 'phoneNumber' : name
    return { status: 200, body: { [key]: written({ ...value, ...extra }, shape) } }
  }
  const list = (name: 'agents' | 'phone_numbers', items: readonly Fields[], { query }: Request): Reply => {
    const limit = query.get('limit') ?? '100'
    if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1 || Number(limit) > 1000)
      return refuse(400, 'limit has to be between 1 and 1000')
    const shape = context.shape()
    const extra = name === 'agents' && shape.consoleFields ? { welcome_message: 'Larch and Ledge, good day.' } : {}
    return {
      status: 200,
      body: listed(
        items.map((item) => ({ ...item, ...extra })),
        name,
        query,
        shape,
      ),
    }
  }
  const stamp = () => new Date(context.now()).toISOString()

  const createAgent = (given: Fields): Reply => {
    if (given['name'] === undefined) return faulty({ status: 400, text: 'name is required' })
    const fault = agentFault(given, agentPaths)
    if (fault !== null) return faulty(fault)
    const state = context.state()
    const at = stamp()
    const agent = {
      ...kept(emptyAgent, given, agentPaths),
      agent_id: nextId(state, 'agent'),
      created_at: at,
      updated_at: at,
    }
    state.agents = [agent, ...state.agents]
    return shown('agent', agent)
  }

  const patchAgent = (agent: VoiceAgent, body: Fields): Reply => {
    const paths = pathsIn(body['field_mask'], agentPaths)
    if (isFault(paths)) return faulty(paths)
    const given = isFields(body['agent']) ? documented(body['agent']) : {}
    const number = body['phone_number_id']
    if (paths.length === 0 && number === undefined) return refuse(400, 'field_mask is required')
    const fault = agentFault(given, paths)
    if (fault !== null) return faulty(fault)
    const refused = number === undefined ? null : link(agent, number)
    if (refused !== null) return refused
    const state = context.state()
    const after = { ...kept(agent, given, paths), updated_at: stamp() }
    state.agents = state.agents.map((one) => (one.agent_id === agent.agent_id ? after : one))
    return shown('agent', after)
  }

  /** One number for an agent: the one before goes free. */
  const link = (agent: VoiceAgent, wanted: unknown): Reply | null => {
    const state = context.state()
    if (typeof wanted !== 'string') return refuse(400, 'phone_number_id has to be a string')
    const number = state.numbers.find((one) => one.phone_number_id === wanted)
    if (wanted !== '' && number === undefined) return refuse(404, `Phone number ${wanted} not found`)
    const holder = number?.agent_id ?? null
    if (holder !== null && holder !== agent.agent_id)
      return refuse(409, `Phone number ${wanted} is already assigned to agent ${holder}`)
    state.numbers = state.numbers.map((one) => {
      const isWanted = one.phone_number_id === wanted
      if (!isWanted && one.agent_id !== agent.agent_id) return one
      return { ...one, agent_id: isWanted ? agent.agent_id : null, updated_at: stamp() }
    })
    return null
  }

  const agents = (id: string | null, request: Request, body: Fields): Reply => {
    const state = context.state()
    if (id === null) {
      if (request.method === 'GET') return list('agents', state.agents, request)
      return request.method === 'POST' ? createAgent(documented(body)) : refuse(405, 'Method not allowed')
    }
    const agent = state.agents.find((one) => one.agent_id === id)
    if (agent === undefined) return refuse(404, `Agent ${id} not found`)
    switch (request.method) {
      case 'GET':
        return shown('agent', agent)
      case 'PATCH':
        return patchAgent(agent, documented(body))
      case 'DELETE':
        state.agents = state.agents.filter((one) => one !== agent)
        state.numbers = state.numbers.map((one) => (one.agent_id === id ? { ...one, agent_id: null } : one))
        return { status: 204 }
      default:
        return refuse(405, 'Method not allowed')
    }
  }

  const buy = (given: Fields): Reply => {
    const { purchaseRefused } = context.shape()
    if (purchaseRefused !== null) return refuse(purchaseRefused, 'Provisioning of numbers is not supported')
    for (const name of ['area_code', 'name']) if (given[name] === undefined) return refuse(400, `${name} is required`)
    const fault = numberFault(given, ['area_code', 'name', 'description'])
    if (fault !== null) return faulty(fault)
    const state = context.state()
    const at = stamp()
    const areaCode = String(given['area_code'])
    const number: PhoneNumber = {
      phone_number_id: nextId(state, 'phone'),
      phone_number: nextNumber(state, areaCode),
      name: String(given['name']),
      description: typeof given['description'] === 'string' ? given['description'] : null,
      area_code: areaCode,
      agent_id: null,
      created_at: at,
      updated_at: at,
    }
    state.numbers = [number, ...state.numbers]
    return shown('phone_number', number)
  }

  const patchNumber = (number: PhoneNumber, given: Fields): Reply => {
    const paths = pathsIn(given['field_mask'], ['name', 'description'])
    if (isFault(paths)) return faulty(paths)
    const fault = numberFault(given, paths)
    if (fault !== null) return faulty(fault)
    const name = given['name']
    const after: PhoneNumber = {
      ...number,
      ...(paths.includes('name') && typeof name === 'string' ? { name } : {}),
      ...(paths.includes('description')
        ? { description: typeof given['description'] === 'string' ? given['description'] : null }
        : {}),
      updated_at: stamp(),
    }
    const state = context.state()
    state.numbers = state.numbers.map((one) => (one === number ? after : one))
    return shown('phone_number', after)
  }

  const numbers = (id: string | null, request: Request, body: Fields): Reply => {
    const state = context.state()
    if (id === null) {
      if (request.method === 'GET') return list('phone_numbers', state.numbers, request)
      return request.method === 'POST' ? buy(documented(body)) : refuse(405, 'Method not allowed')
    }
    const number = state.numbers.find((one) => one.phone_number_id === id)
    if (number === undefined) return refuse(404, `Phone number ${id} not found`)
    switch (request.method) {
      case 'GET':
        return shown('phone_number', number)
      case 'PATCH':
        return patchNumber(number, documented(body))
      case 'DELETE':
        state.numbers = state.numbers.filter((one) => one !== number)
        return { status: 204 }
      default:
        return refuse(405, 'Method not allowed')
    }
  }

  return (request) => {
    const found = /^\/v1\/(agents|phone-numbers)(?:\/([^/]+))?$/.exec(request.path)
    if (found === null) return null
    if (!context.shape().agentAccess || context.isWithoutAgents(request))
      return refuse(403, 'API key does not have agent access')
    const { method, headers, json, text } = request
    const isWrite = method === 'POST' || method === 'PATCH'
    if (isWrite && (text === '' || !/^application\/json\b/i.test(headers['content-type'] ?? '')))
      return refuse(415, 'Expected request with `Content-Type: application/json`')
    if (isWrite && !isFields(json)) return refuse(400, 'The body is not a JSON object')
    const id = found[2] === undefined ? null : decodeURIComponent(found[2])
    const reply = (found[1] === 'agents' ? agents : numbers)(id, request, isFields(json) ? json : {})
    if (method !== 'GET' && reply.status < 300) context.save()
    return reply
  }
}

const emptyAgent: VoiceAgent = {
  agent_id: '',
  name: '',
  instructions: null,
  tools: [],
  voice: null,
  collection_ids: [],
  created_at: '',
  updated_at: '',
}

/** These fields as given; one without a value is cleared. A name without one stays as it is. */
function kept(before: VoiceAgent, given: Fields, paths: readonly string[]): VoiceAgent {
  const cleared: Fields = { name: before.name, instructions: null, tools: [], voice: null, collection_ids: [] }
  const values = Object.fromEntries(paths.map((path) => [path, given[path] ?? cleared[path]]))
  return { ...before, ...values }
}
