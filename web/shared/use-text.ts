import { useMemo } from 'react'
import { type Dictionary, type Language, type Translated, translateDictionary } from '#web/lib/define-text.ts'
import { useView } from './view-store.ts'

export const useLanguage = (): Language => useView((view) => view.language)

/** A feature's dictionary in the language of the screen. */
export function useText<D extends Dictionary>(dictionary: D): Translated<D> {
  const language = useLanguage()
  return useMemo(() => translateDictionary(dictionary, language), [dictionary, language])
}
