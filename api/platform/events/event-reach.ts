import type { Action } from '#api/platform/access/access.contract.ts'
import { covers, isSharedScreen, type Principal, scopeOf } from '#api/platform/access/principal.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { type EventAudience, eventAudiences, type LiveEvent } from './events.contract.ts'
import { hideEvent } from './hide-event.ts'

/** What of the log somebody hears. */
export type EventReach = {
  /** Where incidents may be read. */
  readonly areas: Scope['areas']
  /** Where all whistles are heard of, and where those to the own department. */
  readonly whistles: {
    readonly all: Scope['areas']
    readonly own: Scope['areas']
    readonly department: string | undefined
  }
  /** Where somebody hands shifts over. */
  readonly handovers: Scope['areas']
  readonly isSharedScreen: boolean
  /** Two who hear the same have the same key: what is sent to them is made once. */
  readonly key: string
}

/** Pure. */
export function reachOf(principal: Principal): EventReach {
  const areasOf = (action: Action) => scopeOf(principal, action, { address: '', requestId: '' }).areas
  const areas = areasOf('incidents.read')
  const { department } = principal
  const whistles = { all: areasOf('whistles.write'), own: areasOf('whistles.answer'), department }
  const handovers = areasOf('handovers.write')
  const isShared = isSharedScreen(principal)
  const parts = [areas, whistles.all, whistles.own, handovers].map((codes) => codes.join(','))
  const key = [isShared ? 'shared' : 'own', ...parts, department ?? ''].join(' ')
  return { areas, whistles, handovers, isSharedScreen: isShared, key }
}

/** A row of the log, ready for everybody: each form is made when it is first asked for. */
export type LoggedEvent = {
  readonly seq: number
  /** As this reader hears it; undefined where it is not for him. */
  seenBy(reach: EventReach): { readonly event: LiveEvent; readonly text: string } | undefined
}

/** Where it is, or where it was until now: who has lost it hears that it is gone. */
const isWithin = (areas: EventReach['areas'], { area, data }: LiveEvent): boolean =>
  covers({ areas }, area) || (typeof data.formerArea === 'string' && covers({ areas }, data.formerArea))

/** It names the department that somebody answers for there. */
const isOfDepartment = ({ own, department }: EventReach['whistles'], event: LiveEvent): boolean =>
  isWithin(own, event) && Array.isArray(event.data.departments) && event.data.departments.includes(department)

/** Pure. */
export function toLoggedEvent(event: LiveEvent): LoggedEvent {
  const { seq, name, area } = event
  // A name that a newer process has written is nobody's here: this one does not know whose it is.
  const audience: EventAudience | undefined = eventAudiences[name as keyof typeof eventAudiences]
  const form = (make: () => LiveEvent) => {
    let made: { event: LiveEvent; text: string } | undefined
    return () => {
      if (!made) {
        const seen = make()
        made = { event: seen, text: `id: ${seq}\ndata: ${JSON.stringify(seen)}\n\n` }
      }
      return made
    }
  }
  const own = form(() => event)
  const shared = form(() => hideEvent(event))
  return {
    seq,
    seenBy(reach) {
      const isFor =
        audience === 'everybody' ||
        (audience === 'whistles' && covers({ areas: reach.whistles.all }, area)) ||
        ((audience === 'whistles' || audience === 'incidents') && isOfDepartment(reach.whistles, event)) ||
        (audience === 'handovers' && covers({ areas: reach.handovers }, area)) ||
        (audience === 'incidents' && isWithin(reach.areas, event))
      if (!isFor) return undefined
      return reach.isSharedScreen ? shared() : own()
    },
  }
}
