import type { IncidentKind } from '#api/operations/incidents/incidents.contract.ts'
import type { ReferenceLists } from '#api/operations/reference/reference.contract.ts'
import { otherType } from '#api/operations/reference/type-code.contract.ts'

export type KnownType = { kind: IncidentKind; type: string; isKnown: boolean }
export type TypeReader = (category: string | undefined, kind?: IncidentKind) => KnownType

const plain = (word: string) => word.normalize('NFKC').trim().toLowerCase()

/** What another system's word for a type is here: by its code in the reference lists, else by the name or code of a type of ours;
 *  of no kind in particular it is a request. Pure. */
export function createTypeReader(
  lists: Pick<ReferenceLists, 'incident-types' | 'foreign-codes'>,
  system: string | null,
) {
  const types = lists['incident-types'].items.filter(({ isRetired }) => !isRetired)
  const isOffered = (kind: string, type: string) => types.some((each) => each.kind === kind && each.code === type)
  const foreign = new Map<string, { kind: IncidentKind; type: string }>()
  for (const { code, codes } of lists['foreign-codes'].items)
    if (code === system)
      for (const entry of codes)
        if (entry.code !== '' && isOffered(entry.kind, entry.type))
          foreign.set(plain(entry.code), { kind: entry.kind, type: entry.type })
  const read: TypeReader = (category, kind) => {
    const word = category === undefined ? '' : plain(category)
    const byCode = foreign.get(word)
    if (byCode && (kind === undefined || byCode.kind === kind)) return { ...byCode, isKnown: true }
    const isNamed = ({ code, zh, en }: (typeof types)[number]) => [code, zh, en].some((name) => plain(name) === word)
    const named = types.filter((entry) => (kind === undefined || entry.kind === kind) && isNamed(entry))
    // 火灾 is a hazard and an emergency: whoever means one of them says its kind.
    const own = named.find((entry) => entry.kind === 'request') ?? (named.length === 1 ? named[0] : undefined)
    if (own) return { kind: own.kind, type: own.code, isKnown: true }
    return { kind: kind ?? 'request', type: otherType, isKnown: false }
  }
  return read
}
