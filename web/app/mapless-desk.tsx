import { lazy, useEffect } from 'react'
import { useSession } from '#web/api-client/session.ts'
import { useImportWatch } from '#web/features/imports/use-import-watch.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import type { PanelName } from '#web/shared/url-state.ts'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { consoleText } from './console.text.ts'
import { ConsoleHeader } from './console-header.tsx'
import { ConsoleRail } from './console-rail.tsx'
import styles from './console-screen.module.css'
import { DeskDialogs, DeskScreen, Guarded } from './desk-parts.tsx'
import page from './mapless-desk.module.css'
import { findMaplessHelp } from './mapless-help.ts'
import { useEditionReload } from './use-edition-change.ts'
import { useKeyboard } from './use-keyboard.ts'
import { usePanels } from './use-panels.ts'

const ImportPanel = lazy(() =>
  import('#web/features/imports/import-panel.tsx').then((module) => ({ default: module.ImportPanel })),
)

type Why = 'no_role' | 'no_edition'

const panels = ['import', 'admin', 'audit'] as const
const noPadding = { top: 0, right: 0, bottom: 0, left: 0 }

/** The desk of somebody without a role or a county without a coverage: the account and what needs no map work, and the rest says what is missing and what
 *  this person can do about it. */
export function MaplessDesk({ why }: { why: Why }) {
  const text = useText(consoleText)
  const mayOpen = usePanels()
  const wanted = useView((view) => view.panel)
  const panel = panels.find((name) => name === wanted && mayOpen(name)) ?? null
  useImportWatch(mayOpen('import'), useEditionReload())
  const togglePanel = (name: PanelName) => {
    if (mayOpen(name)) changeView({ panel: panel === name ? null : name }, 'push')
  }
  useKeyboard({
    engine: null,
    go: null,
    hasMap: false,
    mayLookBack: false,
    padding: noPadding,
    searchRef: { current: null },
    countyBounds: undefined,
    onTogglePanel: togglePanel,
  })
  useEffect(() => {
    document.title = text.product
  }, [text])
  return (
    <div className={styles.screen} data-mapless data-panel={panel === 'import'}>
      <ConsoleHeader map={null} />
      <div className={styles.body}>
        <main className={page.stage}>
          <Explanation why={why} />
        </main>
        {panels.some(mayOpen) && <ConsoleRail hasEdition={false} onTogglePanel={togglePanel} onToggleMeasure={null} />}
        {panel === 'import' && (
          <aside className={styles.panel} aria-label={text.panel.import}>
            <Guarded>
              <ImportPanel county={null} openArea={null} />
            </Guarded>
          </aside>
        )}
        {(panel === 'admin' || panel === 'audit') && <DeskScreen name={panel} />}
      </div>
      <DeskDialogs />
    </div>
  )
}

/** In the place of the map, in a browser that cannot draw one. */
export function NoWebGl() {
  const text = useText(consoleText)
  return (
    <div className={page.stage}>
      <Icon name="warning" size={40} />
      <h1>{text.noWebGlTitle}</h1>
      <p>{text.noWebGl}</p>
      <p>{text.noWebGlStill}</p>
      <Button look="primary" icon="refresh" onClick={() => window.location.reload()}>
        {text.retry}
      </Button>
    </div>
  )
}

function Explanation({ why }: { why: Why }) {
  const text = useText(consoleText)
  const shared = useText(sharedText)
  const { session } = useSession()
  const panel = useView((view) => view.panel)
  if (why === 'no_role')
    return (
      <>
        <Icon name="shield" size={40} />
        <h1>{text.noRoleTitle}</h1>
        <p>{text.noRole}</p>
      </>
    )
  const { canImport, canMakePlanner } = session ? findMaplessHelp(session) : { canImport: false, canMakePlanner: false }
  return (
    <>
      <Icon name="layers" size={40} />
      <h1>{text.noEditionTitle}</h1>
      <p>
        {canImport
          ? text.noEditionImport
          : canMakePlanner
            ? text.noEditionPlanner(shared.role.planner)
            : text.noEditionAsk}
      </p>
      {canImport
        ? panel !== 'import' && (
            <Button look="primary" icon="upload" onClick={() => changeView({ panel: 'import' }, 'push')}>
              {text.panel.import}
            </Button>
          )
        : canMakePlanner && (
            <Button
              look="primary"
              icon="people"
              onClick={() => changeView({ panel: 'admin', adminTab: 'people' }, 'push')}
            >
              {text.panel.admin}
            </Button>
          )}
      {canMakePlanner && (
        <>
          <p>{text.noEditionTool}</p>
          <pre>npm run import -- grids.geojson villages.geojson townships.geojson county.geojson</pre>
          <p>{text.noEditionDemo}</p>
          <pre>npm start -- --demo</pre>
        </>
      )}
    </>
  )
}
