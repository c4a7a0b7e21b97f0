import type { PairingAnswer } from '#api/people/walls/walls.contract.ts'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { send } from './client.ts'

/** Whether this screen is paired. */
export const fetchWallSession = () => send<SessionAnswer>('GET', '/api/session')

/** A new code for this screen; the server keeps by a cookie which screen it is. */
export const startPairing = () => send<PairingAnswer>('POST', '/api/walls/pairing')

/** Whether somebody has typed the code in. */
export const fetchPairing = (signal?: AbortSignal) => send<PairingAnswer>('GET', '/api/walls/pairing', { signal })
