import type { ReferenceLists } from './reference.contract.ts'

/** What is called `other` of every kind. It is never retired: what no other word fits is always of this type. */
export const otherType = 'other'

/** The code of a type, which older records and other systems call by its name; what is not in the list stays as it is. Pure. */
export function readTypeCode(lists: Pick<ReferenceLists, 'incident-types'>, kind: string, type: string): string {
  const ofKind = lists['incident-types'].items.filter((item) => item.kind === kind)
  const found = ofKind.find(({ code }) => code === type) ?? ofKind.find(({ zh, en }) => zh === type || en === type)
  return found?.code ?? type
}
