import type { Ref } from 'react'
import type { SearchItem } from '#api/ground/search/search.contract.ts'
import { signOut } from '#web/features/access/session-actions.ts'
import { UserMenu } from '#web/features/access/user-menu.tsx'
import { WorkButton } from '#web/features/my-work/work-button.tsx'
import { SearchBox, type SearchBoxHandle } from '#web/features/search/search-box.tsx'
import { useText } from '#web/shared/use-text.ts'
import { changeView, useView } from '#web/shared/view-store.ts'
import { IconButton } from '#web/ui/button.tsx'
import { Breadcrumb } from './breadcrumb.tsx'
import { ConnectionState } from './connection-state.tsx'
import { consoleText } from './console.text.ts'
import { setConsole } from './console-store.ts'
import styles from './header.module.css'
import { usePanels } from './use-panels.ts'

type MapHeaderProps = {
  county: { code: string; name: string }
  isDemo: boolean
  placeCode: string | null
  searchRef: Ref<SearchBoxHandle>
  isCompact: boolean
  /** Null for whoever has no work of their own here. */
  work: { isEnabled: boolean; isOpen: boolean; onToggle: () => void } | null
  onOpenArea: (code: string) => void
  onChoosePlace: (item: SearchItem) => void
  onLocate: (lngLat: [number, number]) => void
  onLeaveSearch: () => void
}

/** `map`: where on it one is, and the search; null where there is no map. */
export function ConsoleHeader({ map }: { map: MapHeaderProps | null }) {
  const text = useText(consoleText)
  const theme = useView((view) => view.theme)
  const language = useView((view) => view.language)
  const mayOpen = usePanels()
  const entries = (['admin', 'audit'] as const).filter(mayOpen).map((panel) => ({
    text: text.panel[panel],
    icon: panel === 'admin' ? ('people' as const) : ('record' as const),
    onChoose: () => changeView({ panel }, 'push'),
  }))
  return (
    <header className={styles.header}>
      <div className={styles.brand}>
        <img src="/logo.svg" width={28} height={28} alt="" />
        <span>{text.product}</span>
      </div>
      {map && (
        <>
          <div className={styles.path}>
            <Breadcrumb county={map.county} code={map.placeCode} onOpen={map.onOpenArea} />
          </div>
          <div className={styles.search}>
            <SearchBox
              ref={map.searchRef}
              isCompact={map.isCompact}
              onChoose={map.onChoosePlace}
              onLocate={map.onLocate}
              onLeave={map.onLeaveSearch}
            />
          </div>
        </>
      )}
      <div className={styles.right}>
        {map?.isDemo && (
          <span className={styles.demo} title={text.demoTitle}>
            {text.demo}
          </span>
        )}
        <ConnectionState />
        {map?.work && <WorkButton {...map.work} />}
        <button
          type="button"
          className={styles.language}
          lang={language === 'zh' ? 'en' : 'zh'}
          aria-label={text.language}
          title={`${text.language} (e)`}
          onClick={() => changeView({ language: language === 'zh' ? 'en' : 'zh' })}
        >
          {text.languageShort}
        </button>
        <IconButton
          icon={theme === 'night' ? 'sun' : 'moon'}
          label={theme === 'night' ? text.toDay : text.toNight}
          shortcut="t"
          onClick={() => changeView({ theme: theme === 'night' ? 'day' : 'night' })}
        />
        <span className={styles.help}>
          <IconButton icon="help" label={text.help} shortcut="?" onClick={() => setConsole({ dialog: 'help' })} />
        </span>
        <UserMenu entries={entries} onSignOut={() => signOut(false)} />
      </div>
    </header>
  )
}
