import type { z } from 'zod'
import type { ownSessionsAnswer, SessionAnswer } from '#api/platform/access/access.contract.ts'
import type { boundWaysAnswer } from '#api/platform/access/ways/ways.contract.ts'
import { fetchArea, fetchGrid, send } from './client.ts'

export const fetchSession = (signal?: AbortSignal) => send<SessionAnswer>('GET', '/api/session', { signal })

export const fetchSignInWays = (signal?: AbortSignal) =>
  send<{ ways: { id: string; name: { zh: string; en: string } }[] }>('GET', '/api/session/ways', { signal })

export const fetchBoundWays = (signal?: AbortSignal) =>
  send<z.infer<typeof boundWaysAnswer>>('GET', '/api/session/ways/bound', { signal })

/** Gives where the browser is to go. `to`: where on the page to come back to. */
export const startBinding = (id: string, body: { password: string; to: string }) =>
  send<{ url: string }>('POST', `/api/session/ways/${id}`, { body })

export const unbindWay = (id: string) => send('DELETE', `/api/session/ways/${id}`)

export const fetchOwnSessions = (signal?: AbortSignal) =>
  send<z.infer<typeof ownSessionsAnswer>>('GET', '/api/session/all', { signal })
export const endOwnSession = (id: string) => send('DELETE', `/api/session/all/${id}`)
export const endOtherSessions = () => send('DELETE', '/api/session/others')

export const sendSignIn = (body: { username: string; password: string }) =>
  send<{ next: 'done' | 'second-factor' }>('POST', '/api/session', { body })

export const sendSignInCode = (body: { code: string }) => send('POST', '/api/session/second-factor', { body })

export const sendSignOut = (isEverywhere: boolean) => send('DELETE', isEverywhere ? '/api/session/all' : '/api/session')

export const sendActivity = () => send('POST', '/api/session/activity')

export const sendPassword = (body: { current: string; next: string }) => send('POST', '/api/session/password', { body })

export const startEnrolment = (password: string) =>
  send<{ uri: string; backupCodes: string[] }>('POST', '/api/session/second-factor/enrolment', { body: { password } })

export const finishEnrolment = (code: string) =>
  send('POST', '/api/session/second-factor/enrolment/confirm', { body: { code } })

export const removeSecondFactor = (body: { password: string; code: string }) =>
  send('DELETE', '/api/session/second-factor', { body })

/** What an area is called: of a person's own roles, so of any level. */
export const fetchAreaName = async (code: string, signal?: AbortSignal): Promise<string> =>
  (await (code.length === 15 ? fetchGrid(code, signal) : fetchArea(code, signal))).name
