import { create } from 'zustand'
import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { BulkResult } from './bulk-work.ts'

type BulkState = {
  /** Whether a press on a row chooses it instead of opening it. */
  isOn: boolean
  /** Those that were chosen, as they were seen then: what has changed meanwhile is not agreed to. */
  chosen: ReadonlyMap<string, Incident>
  results: readonly BulkResult[] | null
}

const start: BulkState = { isOn: false, chosen: new Map(), results: null }

/** What is chosen in the list; it lasts until it is ended, also where the panel is closed meanwhile. */
export const useBulk = create<BulkState>(() => start)

export const endBulk = (): void => useBulk.setState(start)

/** Takes an incident in or out; with the first of them the choosing begins. */
export function toggleChosen(incident: Incident): void {
  const chosen = new Map(useBulk.getState().chosen)
  if (!chosen.delete(incident.id)) chosen.set(incident.id, incident)
  useBulk.setState({ isOn: true, chosen, results: null })
}

export const chooseAll = (incidents: readonly Incident[]): void =>
  useBulk.setState({ isOn: true, chosen: new Map(incidents.map((each) => [each.id, each])), results: null })

/** What went is done with; what did not stays chosen, as it is now. */
export const keepFailed = (results: readonly BulkResult[]): void =>
  useBulk.setState({
    results,
    chosen: new Map(results.filter(({ fault }) => fault !== null).map(({ incident }) => [incident.id, incident])),
  })
