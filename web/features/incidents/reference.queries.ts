import { useQuery } from '@tanstack/react-query'
import type { IncidentKind } from '#api/operations/incidents/incidents.contract.ts'
import { referenceQuery } from '#web/api-client/reference-query.ts'
import { useLanguage } from '#web/shared/use-text.ts'

/** Names of what incidents hold by its code. A code that no list has (any more) stands for itself. */
export function useReferenceNames() {
  const { data } = useQuery(referenceQuery())
  const language = useLanguage()
  const lists = data?.lists
  const nameIn = (
    items: readonly { code: string; zh: string; en: string }[] | undefined,
    code: string,
    as = language,
  ) => items?.find((item) => item.code === code)?.[as] ?? code
  const typesOf = (kind: IncidentKind) => lists?.['incident-types'].body.items.filter((type) => type.kind === kind)
  return {
    lists,
    nameType: (kind: IncidentKind, code: string) => nameIn(typesOf(kind), code),
    /** In the language records are kept in, whatever the reader's is. */
    nameKeptType: (kind: IncidentKind, code: string) => nameIn(typesOf(kind), code, 'zh'),
    nameMethod: (code: string) => nameIn(lists?.['mediation-methods'].body.items, code),
    nameDepartment: (code: string) => nameIn(lists?.departments.body.items, code),
  }
}
