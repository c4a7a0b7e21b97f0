import { useEffect } from 'react'
import { findingMarks } from '#web/features/imports/findings.ts'
import { useImportStore } from '#web/features/imports/import-store.ts'
import { importsText } from '#web/features/imports/imports.text.ts'
import type { MapEngine } from '#web/map/map-types.ts'
import { useText } from '#web/shared/use-text.ts'
import { useView } from '#web/shared/view-store.ts'

/** Marks what the import panel lists, as long as it is open. */
export function useImportMarks(engine: MapEngine | null): void {
  const isOpen = useView((view) => view.panel === 'import')
  const findings = useImportStore((state) => state.findings)
  const selectedKey = useImportStore((state) => state.selectedKey)
  const text = useText(importsText)
  useEffect(() => {
    if (!engine || !isOpen || findings.length === 0) return
    const names: Record<string, string> = text.kind
    engine.setShapes(
      'import',
      findingMarks(findings, selectedKey, (kind) => names[kind] ?? kind),
      'query',
    )
    return () => engine.setShapes('import', null, 'query')
  }, [engine, isOpen, findings, selectedKey, text])
}
