import type { Language } from '#web/lib/define-text.ts'

type Way = { id: string; name: Record<Language, string> }
type Bound = { id: string; userId: string; boundAt: string; isUsable: boolean }
export type OwnWay = { id: string; name: string; isConfigured: boolean; bound: Bound[] }

/** Every way that is offered or bound, in the order in which they are offered, with what the own account is bound to. Pure. */
export function listWays(
  ways: readonly Way[],
  bound: readonly Bound[],
  language: Language,
  names: Readonly<Record<string, string>>,
): OwnWay[] {
  const of = (id: string) => bound.filter((one) => one.id === id)
  const offered = ways.map(({ id, name }) => ({ id, name: name[language], isConfigured: true, bound: of(id) }))
  const left = [...new Set(bound.map(({ id }) => id))].filter((id) => !ways.some((way) => way.id === id))
  return [...offered, ...left.map((id) => ({ id, name: names[id] ?? id, isConfigured: false, bound: of(id) }))]
}
