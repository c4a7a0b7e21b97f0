import { lazy, Suspense } from 'react'
import type { Action } from '#api/platform/access/access.contract.ts'
import { useSession } from '#web/api-client/session.ts'
import { administrationText } from '#web/features/administration/administration.text.ts'
import { KeysTab } from '#web/features/administration/keys-tab.tsx'
import { PeopleTab } from '#web/features/administration/people-tab.tsx'
import { PoliciesTab } from '#web/features/administration/policies-tab.tsx'
import { ReferenceTab } from '#web/features/administration/reference-tab.tsx'
import { UnitsTab } from '#web/features/administration/units-tab.tsx'
import { WallsTab } from '#web/features/administration/walls-tab.tsx'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Segments } from '#web/ui/chip.tsx'
import { Notice, Skeleton } from '#web/ui/notice.tsx'
import { WideHead } from '#web/ui/wide-head.tsx'
import { consoleText } from './console.text.ts'
import { usePanels } from './use-panels.ts'

const AuditTable = lazy(() =>
  import('#web/features/audit/audit-table.tsx').then((module) => ({ default: module.AuditTable })),
)

const tabs = [
  { name: 'people', action: 'accounts.read', Content: PeopleTab },
  { name: 'keys', action: 'keys.read', Content: KeysTab },
  { name: 'walls', action: 'walls.read', Content: WallsTab },
  { name: 'policies', action: 'policies.write', Content: PoliciesTab },
  { name: 'units', action: 'units.write', Content: UnitsTab },
  { name: 'reference', action: 'reference.write', Content: ReferenceTab },
] as const satisfies { name: string; action: Action; Content: () => React.ReactNode }[]

type AdminScreenProps = { name: 'admin' | 'audit'; onClose: () => void }

/** Administration and the audit record, over the map, which goes on beneath. */
export function AdminScreen({ name, onClose }: AdminScreenProps) {
  const text = useText(consoleText)
  const words = useText(administrationText)
  const shared = useText(sharedText)
  const mayOpen = usePanels()
  const { session } = useSession()
  const wanted = useView((view) => view.adminTab)
  const open = tabs.filter(({ action }) => session?.permissions[action] !== undefined)
  const tab = open.find((each) => each.name === wanted) ?? open[0]
  return (
    <>
      <WideHead title={text.panel[name]} closeLabel={shared.close} onClose={onClose}>
        {name === 'admin' && tab && open.length > 1 && (
          <Segments
            label={text.panel.admin}
            value={tab.name}
            options={open.map((each) => ({ value: each.name, text: words.tabs[each.name] }))}
            onChange={(next) => changeView({ adminTab: next }, 'push')}
          />
        )}
      </WideHead>
      {!mayOpen(name) || (name === 'admin' && !tab) ? (
        <Notice
          icon="shield"
          action={{ text: text.openLayers, onClick: () => changeView({ panel: 'layers' }, 'replace') }}
        >
          {text.notYours(text.panel[name])}
        </Notice>
      ) : name === 'admin' && tab ? (
        <tab.Content />
      ) : (
        <Suspense fallback={<Skeleton rows={8} label={shared.loading} />}>
          <AuditTable />
        </Suspense>
      )}
    </>
  )
}
