import { useMemo } from 'react'
import type { Action } from '#api/platform/access/access.contract.ts'
import { useSession } from '#web/api-client/session.ts'
import type { PanelName } from '#web/shared/url-state.ts'

/** What a panel is about: any of these is enough to open it. Panels of the map itself are for everybody. */
const panelActions: Partial<Record<PanelName, readonly Action[]>> = {
  incidents: ['incidents.read'],
  charts: ['incidents.report'],
  intake: ['incidents.report'],
  work: ['work.read'],
  handover: ['handovers.write'],
  whistles: ['whistles.answer'],
  patrols: ['patrols.read'],
  import: ['imports.read'],
  admin: ['accounts.read', 'keys.read', 'walls.read', 'policies.write', 'units.write', 'reference.write'],
  audit: ['audit.read'],
}

/** Whether a panel holds anything for whoever has signed in. */
export function usePanels(): (name: PanelName) => boolean {
  const { session } = useSession()
  const permissions = session?.permissions
  return useMemo(
    () => (name: PanelName) => {
      const actions = panelActions[name]
      return actions === undefined || actions.some((action) => permissions?.[action] !== undefined)
    },
    [permissions],
  )
}
