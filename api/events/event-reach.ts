import { covers, isSharedScreen, type Principal, scopeOf } from '#api/access/principal.ts'
import type { Scope } from '#api/db/scope.ts'
import { type EventAudience, eventAudiences, type LiveEvent } from './events.contract.ts'
import { hideEvent } from './hide-event.ts'

/** What of the log somebody hears. */
export type EventReach = {
  /** Where incidents may be read. */
  readonly areas: Scope['areas']
  readonly isSharedScreen: boolean
  /** Two who hear the same have the same key: what is sent to them is made once. */
  readonly key: string
}

/** Pure. */
export function reachOf(principal: Principal): EventReach {
  const { areas } = scopeOf(principal, 'incidents.read', { address: '', requestId: '' })
  const isShared = isSharedScreen(principal)
  return { areas, isSharedScreen: isShared, key: `${isShared ? 'shared' : 'own'} ${areas.join(',')}` }
}

/** A row of the log, ready for everybody: each form is made when it is first asked for. */
export type LoggedEvent = {
  readonly seq: number
  /** As this reader hears it; undefined where it is not for him. */
  seenBy(reach: EventReach): { readonly event: LiveEvent; readonly text: string } | undefined
}

/** Pure. */
export function toLoggedEvent(event: LiveEvent): LoggedEvent {
  const { seq, name, area, data } = event
  // A name that a newer process has written is nobody's here: this one does not know whose it is.
  const audience: EventAudience | undefined = eventAudiences[name as keyof typeof eventAudiences]
  const former = typeof data.formerArea === 'string' ? data.formerArea : undefined
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
        (audience === 'incidents' && (covers(reach, area) || (former !== undefined && covers(reach, former))))
      if (!isFor) return undefined
      return reach.isSharedScreen ? shared() : own()
    },
  }
}
