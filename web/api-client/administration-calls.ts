import type { z } from 'zod'
import type { ReferenceList, ReferenceName } from '#api/operations/reference/reference.contract.ts'
import type {
  AccountDetail,
  accountCreated,
  accountsAnswer,
  ChangeAccountBody,
  createAccountBody,
  GrantBody,
  grantCreated,
  passwordReset,
  RolePoliciesBody,
  rolePoliciesAnswer,
} from '#api/people/accounts/accounts.contract.ts'
import type { CreateKeyBody, keyCreated, keysAnswer } from '#api/people/keys/keys.contract.ts'
import type { PairWallBody, wallCreated, wallsAnswer } from '#api/people/walls/walls.contract.ts'
import { send } from './client.ts'

type Query = Record<string, string | undefined>
const withQuery = (path: string, query: Query): string => {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

export const fetchAccounts = (query: Query, signal?: AbortSignal) =>
  send<z.infer<typeof accountsAnswer>>('GET', withQuery('/api/accounts', query), { signal })
export const fetchAccount = (id: string, signal?: AbortSignal) =>
  send<AccountDetail>('GET', `/api/accounts/${id}`, { signal })
export const createAccount = (body: z.input<typeof createAccountBody>) =>
  send<z.infer<typeof accountCreated>>('POST', '/api/accounts', { body })
export const changeAccount = (id: string, body: ChangeAccountBody) =>
  send<AccountDetail>('PATCH', `/api/accounts/${id}`, { body })
export const resetPassword = (id: string) => send<z.infer<typeof passwordReset>>('POST', `/api/accounts/${id}/password`)
export const resetSecondFactor = (id: string) => send('DELETE', `/api/accounts/${id}/second-factor`)
export const addGrant = (id: string, body: GrantBody) =>
  send<z.infer<typeof grantCreated>>('POST', `/api/accounts/${id}/grants`, { body })
export const revokeGrant = (id: string, grantId: string) => send('DELETE', `/api/accounts/${id}/grants/${grantId}`)
export const endAccountSession = (id: string, sessionId: string) =>
  send('DELETE', `/api/accounts/${id}/sessions/${sessionId}`)

export const unbindAccount = (id: string, way: string) => send('DELETE', `/api/accounts/${id}/ways/${way}`)

export const fetchRolePolicies = (signal?: AbortSignal) =>
  send<z.infer<typeof rolePoliciesAnswer>>('GET', '/api/role-policies', { signal })
export const changeRolePolicies = (body: RolePoliciesBody) =>
  send<z.infer<typeof rolePoliciesAnswer>>('PUT', '/api/role-policies', { body })

export const saveReference = (list: ReferenceName, body: { version: number; body: object }) =>
  send<ReferenceList>('PUT', `/api/reference/${list}`, { body })

export const fetchKeys = (query: Query, signal?: AbortSignal) =>
  send<z.infer<typeof keysAnswer>>('GET', withQuery('/api/keys', query), { signal })
export const createKey = (body: CreateKeyBody) => send<z.infer<typeof keyCreated>>('POST', '/api/keys', { body })
export const revokeKey = (id: string) => send('DELETE', `/api/keys/${id}`)

export const fetchWalls = (query: Query, signal?: AbortSignal) =>
  send<z.infer<typeof wallsAnswer>>('GET', withQuery('/api/walls', query), { signal })
export const pairWall = (body: PairWallBody) => send<z.infer<typeof wallCreated>>('POST', '/api/walls', { body })
export const revokeWall = (id: string) => send('DELETE', `/api/walls/${id}`)
