import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { setImportStore, useImportStore } from './import-store.ts'
import { importQuery, importsQuery, isAtWork } from './imports.queries.ts'

/** Follows the import that is at work, whether its panel is open or not, and says when an edition was published. After a
 *  reload it finds the one that runs. */
export function useImportWatch(isEnabled: boolean, onPublished: () => void): void {
  const shownId = useImportStore((state) => state.shownId)
  const list = useQuery({ ...importsQuery(), enabled: isEnabled })
  const running = list.data?.items.find(isAtWork)?.id
  useEffect(() => {
    if (running !== undefined && useImportStore.getState().upload === null) setImportStore({ shownId: running })
  }, [running])
  const shown = useQuery({ ...importQuery(shownId ?? ''), enabled: isEnabled && shownId !== null })
  const state = shown.data?.state
  const isPublished = state === 'done' && shown.data?.settings.dryRun === false
  const queryClient = useQueryClient()
  useEffect(() => {
    if (state === undefined || isAtWork({ state })) return
    void queryClient.invalidateQueries({ queryKey: importsQuery().queryKey })
  }, [state, queryClient])
  useEffect(() => {
    if (isPublished && shownId !== null) onPublished()
  }, [isPublished, shownId, onPublished])
}
