import { type ComponentProps, lazy, type ReactNode, Suspense } from 'react'
import { incidentsText } from '#web/features/incidents/incidents.text.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView } from '#web/shared/view-store.ts'
import { ErrorBoundary } from '#web/ui/error-boundary.tsx'
import { Skeleton } from '#web/ui/notice.tsx'
import { UrgentSlot } from '#web/ui/urgent-slot.tsx'
import { consoleText } from './console.text.ts'
import styles from './console-screen.module.css'
import { setConsole, useConsole } from './console-store.ts'

const AdminScreen = lazy(() => import('./admin-screen.tsx').then((module) => ({ default: module.AdminScreen })))
const HandoverScreen = lazy(() =>
  import('#web/features/handovers/handover-screen.tsx').then((module) => ({ default: module.HandoverScreen })),
)
const IdleWarning = lazy(() =>
  import('#web/features/access/idle-warning.tsx').then((module) => ({ default: module.IdleWarning })),
)
const HelpDialog = lazy(() => import('./help-dialog.tsx').then((module) => ({ default: module.HelpDialog })))

export function Loading() {
  const shared = useText(sharedText)
  return <Skeleton rows={7} label={shared.loading} />
}

/** A part that comes later, and that may fail without the rest. */
export function Guarded({ children }: { children: ReactNode }) {
  const text = useText(consoleText)
  return (
    <ErrorBoundary sentence={text.crashed} retry={text.reload}>
      <Suspense fallback={<Loading />}>{children}</Suspense>
    </ErrorBoundary>
  )
}

/** What takes the whole desk, with a map beneath or without. */
export function DeskScreen({ name }: { name: 'admin' | 'audit' }) {
  const text = useText(consoleText)
  return (
    <aside className={styles.wide} aria-label={text.panel[name]}>
      <UrgentSlot />
      <Guarded>
        <AdminScreen name={name} onClose={() => changeView({ panel: null }, 'push')} />
      </Guarded>
    </aside>
  )
}

/** One shift hands over to the next, over the map, which goes on beneath. */
export function HandoverDesk(props: Omit<ComponentProps<typeof HandoverScreen>, 'onClose' | 'words'>) {
  const text = useText(consoleText)
  const words = useText(incidentsText)
  return (
    <aside className={styles.wide} aria-label={text.panel.handover}>
      <UrgentSlot />
      <Guarded>
        <HandoverScreen {...props} words={words} onClose={() => changeView({ panel: null }, 'push')} />
      </Guarded>
    </aside>
  )
}

/** Over everything else: the end of the session, and the keys. `isDrawn`: the first minute of a session needs no warning, and
 *  the map comes before it. */
export function DeskDialogs({ isDrawn = true }: { isDrawn?: boolean }) {
  const dialog = useConsole((state) => state.dialog)
  return (
    <>
      {isDrawn && (
        <Suspense>
          <IdleWarning />
        </Suspense>
      )}
      {dialog === 'help' && (
        <Suspense>
          <HelpDialog onClose={() => setConsole({ dialog: null })} />
        </Suspense>
      )}
    </>
  )
}
