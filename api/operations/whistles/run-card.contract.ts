import type { Incident } from '#api/operations/incidents/incidents.contract.ts'
import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { readTypeCode } from '#api/operations/reference/type-code.contract.ts'

/** Who is called where nobody is named: by the run card of the type, else of the kind; those that are retired left out. Pure. */
export function departmentsFor(
  lists: Pick<ReferenceLists, 'departments' | 'run-cards' | 'incident-types'>,
  { kind, type }: Pick<Incident, 'kind' | 'type'>,
): string[] {
  const { departments, 'run-cards': cards } = lists
  const code = readTypeCode(lists, kind, type)
  const ofKind = cards.items.filter((card) => card.kind === kind)
  const card = ofKind.find((one) => one.type === code) ?? ofKind.find((one) => one.type === null)
  const live = new Set(departments.items.filter(({ isRetired }) => !isRetired).map(({ code }) => code))
  return [...new Set(card?.departments)].filter((code) => live.has(code))
}
