import type { WayOutcome } from '#api/platform/access/ways/ways.contract.ts'
import { accessText } from './access.text.ts'

const name = 'sign-in'

// by the sentences there are: the list of the contract would bring its validator into the first screen
const isOutcome = (said: string): said is WayOutcome => Object.hasOwn(accessText.outcomes, said)

/** What came of signing in by another system, which leaves it in the address. Pure. */
export const readWayOutcome = (address: string): WayOutcome | null => {
  const said = new URL(address).searchParams.get(name)
  return said !== null && isOutcome(said) ? said : null
}

export type BindOutcome = keyof typeof accessText.bindOutcomes

/** The same for whoever has signed in, and so went there to bind the own account. Pure. */
export function readBindOutcome(address: string): BindOutcome | null {
  const outcome = readWayOutcome(address)
  return outcome !== null && Object.hasOwn(accessText.bindOutcomes, outcome) ? (outcome as BindOutcome) : null
}

/** The address without it: told once is enough. Everything else stays as it is written. Pure. */
export function withoutWayOutcome(address: string): string {
  const url = new URL(address)
  const kept = url.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && part.split('=')[0] !== name)
  url.search = kept.join('&')
  return url.href
}
