import type { Sentence } from '#api/platform/http/problem.ts'
import type { WayId } from './ways.contract.ts'

/** One way to another system and back, kept here while the browser is there. */
export type Journey = {
  redirectUri: string
  state: string
  nonce: string
  codeVerifier: string
}

/** Another system by which people sign in. */
export type SignInWay = {
  readonly id: WayId
  readonly name: Sentence
  /** Of `providerIdOf`. */
  readonly providerId: string
  /** A second factor is the other system's matter. */
  readonly replacesSecondFactor: boolean
  /** Where the browser is sent. Throws `WayError`. */
  begin(journey: Journey): Promise<URL>
  /** Who came back, by the id that the other system has for him. Throws `WayError`. */
  identify(answer: URLSearchParams, journey: Journey): Promise<string>
}

/** Why somebody is not signed in. `reason` is for the record and the log, and holds nothing secret. */
export class WayError extends Error {
  readonly outcome: 'unbound' | 'cancelled' | 'failed' | 'unavailable'
  readonly reason: string
  constructor(outcome: WayError['outcome'], reason: string, cause?: unknown) {
    super(reason, { cause })
    this.name = 'WayError'
    this.outcome = outcome
    this.reason = reason
  }
}
