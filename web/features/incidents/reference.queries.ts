import { useQuery } from '@tanstack/react-query'
import type { IncidentKind } from '#api/incidents/incidents.contract.ts'
import { referenceQuery } from '#web/api-client/reference-query.ts'
import { useLanguage } from '#web/shared/use-text.ts'

/** Names of what incidents hold by its code. A code that no list has (any more) stands for itself. */
export function useReferenceNames() {
  const { data } = useQuery(referenceQuery())
  const language = useLanguage()
  const lists = data?.lists
  const nameIn = (items: readonly { code: string; zh: string; en: string }[] | undefined, code: string) =>
    items?.find((item) => item.code === code)?.[language] ?? code
  return {
    lists,
    nameType: (kind: IncidentKind, code: string) =>
      nameIn(
        lists?.['incident-types'].body.items.filter((type) => type.kind === kind),
        code,
      ),
    nameMethod: (code: string) => nameIn(lists?.['mediation-methods'].body.items, code),
    nameDepartment: (code: string) => nameIn(lists?.departments.body.items, code),
  }
}
