import type { MyWork, SeenBody } from '#api/operations/my-work/my-work.contract.ts'
import { send } from './client.ts'

export const fetchMyWork = (signal?: AbortSignal) => send<MyWork>('GET', '/api/my-work', { signal })
export const sendSeen = (items: SeenBody['items']) => send('POST', '/api/my-work/seen', { body: { items } })
