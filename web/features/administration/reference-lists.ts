import type { ReferenceAnswer, ReferenceLists, ReferenceName } from '#api/operations/reference/reference.contract.ts'

export const kinds = ['dispute', 'hazard', 'emergency', 'request'] as const
export type Kind = (typeof kinds)[number]

/** What the editor of one list gets: all of them, because names come from others, and how its own is saved. */
export type ListProps<Name extends ReferenceName> = {
  lists: ReferenceAnswer['lists']
  /** Over the version that was seen. */
  onSave: (body: ReferenceLists[Name], version: number) => Promise<unknown>
}

/** What a type is called; its code, where it has no name. Pure. */
export function nameType(lists: ReferenceAnswer['lists'], kind: Kind, type: string, language: 'zh' | 'en'): string {
  const found = lists['incident-types'].body.items.find((item) => item.kind === kind && item.code === type)
  return found?.[language] ?? type
}
