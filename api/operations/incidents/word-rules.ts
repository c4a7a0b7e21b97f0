import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { otherType, readTypeCode } from '#api/operations/reference/type-code.contract.ts'
import { invalidField } from '#api/platform/http/problem.ts'
import type { IncidentKind } from './incidents.contract.ts'

type Lists = Pick<ReferenceLists, 'incident-types' | 'mediation-methods'>
type Entry = { code: string; zh: string; en: string; isRetired: boolean }

/** What words an incident may be given, by the lists of the administrator. Both throw a 400 that names the field and what it
 *  takes; what is retired is given to nothing new. */
export type WordRules = {
  /** The code of a type, given by its code or its name. `other` is one of every kind, whatever the lists say. */
  requireType(kind: IncidentKind, type: string): string
  requireMethod(details: Readonly<Record<string, unknown>>): void
}

function refuse(path: string, given: string, what: { zh: string; en: string }, offered: readonly Entry[]) {
  const zh = offered.map((entry) => `${entry.zh}（${entry.code}）`).join('、')
  const en = offered.map(({ code }) => code).join(', ')
  return invalidField(path, {
    zh: `没有${what.zh}“${given}”，或已停用；可用：${zh}。`,
    en: `There is no such ${what.en}, or it is retired; one of: ${en}.`,
  })
}

/** By the lists as they are in memory: nothing is asked of the database, so this may be used within a transaction. */
export function createWordRules(deps: { reference: { current(): Lists } }): WordRules {
  const { reference } = deps
  const offer = <Item extends Entry>(items: readonly Item[]) => items.filter(({ isRetired }) => !isRetired)
  return {
    requireType(kind, type) {
      const lists = reference.current()
      const offered = offer(lists['incident-types'].items).filter((item) => item.kind === kind)
      const code = readTypeCode({ 'incident-types': { items: offered } }, kind, type)
      if (code !== otherType && !offered.some((item) => item.code === code))
        throw refuse('type', type, { zh: '类型', en: 'type' }, offered)
      return code
    },
    requireMethod({ method }) {
      if (typeof method !== 'string') return
      const offered = offer(reference.current()['mediation-methods'].items)
      if (!offered.some(({ code }) => code === method))
        throw refuse('details.method', method, { zh: '调解方式', en: 'method' }, offered)
    },
  }
}
