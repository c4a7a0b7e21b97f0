import { incidentKinds } from '#api/operations/incidents/incidents.contract.ts'
import type { FieldFault } from '#api/platform/http/problem.ts'
import type { ReferenceLists, ReferenceName } from './reference.contract.ts'
import { otherType } from './type-code.contract.ts'

/** What a list may not say because of the others, or of what it said before. Pure. */
export function checkReferences(name: ReferenceName, before: ReferenceLists, after: ReferenceLists): FieldFault[] {
  const faults: FieldFault[] = []
  const types = new Set(after['incident-types'].items.map(({ kind, code }) => `${kind}/${code}`))
  const departments = new Set(after.departments.items.map(({ code }) => code))

  const requireType = (path: string, kind: string, type: string | null) => {
    if (type !== null && !types.has(`${kind}/${type}`))
      faults.push({ path, message: { zh: `没有类型“${type}”`, en: `there is no type ${type} of this kind` } })
  }
  /** What stands in records keeps its name. */
  const requireKept = (formerCodes: readonly string[], codes: ReadonlySet<string>) => {
    for (const code of formerCodes)
      if (!codes.has(code))
        faults.push({
          path: 'body.items',
          message: {
            zh: `“${code}”已在用，不能删除或改代码，可以停用`,
            en: `${code} is in use: it cannot be removed or renamed, but retired`,
          },
        })
  }

  if (name === 'incident-types') {
    requireKept(
      before['incident-types'].items.map(({ kind, code }) => `${kind}/${code}`),
      types,
    )
    const offered = after['incident-types'].items.filter(({ isRetired }) => !isRetired)
    for (const kind of incidentKinds)
      if (!offered.some((item) => item.kind === kind && item.code === otherType))
        faults.push({
          path: 'body.items',
          message: {
            zh: `“${kind}/${otherType}”不能停用或删除：来件看不出类型时归入它`,
            en: `${kind}/${otherType} cannot be retired or removed: what comes in without a type that is known is of it`,
          },
        })
  }
  if (name === 'departments')
    requireKept(
      before.departments.items.map(({ code }) => code),
      departments,
    )
  if (name === 'mediation-methods')
    requireKept(
      before['mediation-methods'].items.map(({ code }) => code),
      new Set(after['mediation-methods'].items.map(({ code }) => code)),
    )
  if (name === 'time-limits')
    for (const [index, { kind, type, complexity }] of after['time-limits'].items.entries()) {
      requireType(`body.items.${index}.type`, kind, type)
      if (complexity !== null && kind !== 'dispute' && kind !== 'request')
        faults.push({
          path: `body.items.${index}.complexity`,
          message: {
            zh: '只有矛盾纠纷和民生诉求分难易',
            en: 'only disputes and requests are simple, ordinary or complex',
          },
        })
    }
  if (name === 'run-cards')
    for (const [index, { kind, type, departments: called }] of after['run-cards'].items.entries()) {
      requireType(`body.items.${index}.type`, kind, type)
      for (const [place, code] of called.entries())
        if (!departments.has(code))
          faults.push({
            path: `body.items.${index}.departments.${place}`,
            message: { zh: `没有部门“${code}”`, en: `there is no department ${code}` },
          })
    }
  if (name === 'foreign-codes')
    for (const [index, { codes }] of after['foreign-codes'].items.entries())
      for (const [place, { kind, type }] of codes.entries())
        requireType(`body.items.${index}.codes.${place}.type`, kind, type)
  return faults
}
