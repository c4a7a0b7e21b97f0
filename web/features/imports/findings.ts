import type { FeatureCollection, Point } from 'geojson'
import type {
  ImportAnswer,
  ImportCauseAnswer,
  ImportChangeAnswer,
  ImportFaultAnswer,
} from '#api/ground/imports/imports.contract.ts'

type Sentence = { zh: string; en: string }

/** A row of the list: a fault, a remark or a change. */
export type Finding = {
  key: string
  kind: string
  code: string
  place: string
  reason: Sentence
  lngLat: [number, number] | null
}

export type FindingGroup = 'faults' | 'warnings' | 'changes'

/** What a change did, beside its kind. */
function describeMove({ kind, meters }: ImportChangeAnswer): Sentence {
  const far = meters.toFixed(2)
  switch (kind) {
    case 'moved':
      return { zh: `移动了 ${far} 米`, en: `Moved by ${far} m` }
    case 'added':
      return { zh: `边界移动了 ${far} 米`, en: `The border moves by ${far} m` }
    case 'dropped':
      return { zh: '并入相邻顶点', en: 'Joined the next vertex' }
    case 'border':
      return { zh: `与文件中的边界最多相差 ${far} 米`, en: `${far} m at most from the border in the file` }
  }
}

const describeFault = (
  { kind, code, place, reason, lngLat }: Omit<ImportFaultAnswer, 'field'>,
  key: string,
): Finding => ({ key, kind, code: code ?? '', place, reason, lngLat: lngLat ?? null })

/** The rows of one group. Pure. */
export function listFindings(answer: Pick<ImportAnswer, FindingGroup>, group: FindingGroup): Finding[] {
  if (group === 'changes')
    return answer.changes.map((change, index) => ({
      key: `${group}-${index}`,
      kind: change.kind,
      code: change.codes.join(' · '),
      place: '',
      reason: describeMove(change),
      lngLat: change.lngLat,
    }))
  return answer[group].map((fault, index) => describeFault(fault, `${group}-${index}`))
}

/** The faults of one cause. Where none of them is among the first that are listed, the one that tells it. Pure. */
export function listCauseFindings({ faults }: Pick<ImportAnswer, 'faults'>, cause: ImportCauseAnswer): Finding[] {
  const found = faults.flatMap((fault, index) =>
    fault.kind === cause.kind && (fault.field ?? null) === cause.field ? [describeFault(fault, `faults-${index}`)] : [],
  )
  return found.length > 0 ? found : [describeFault(cause, 'faults-first')]
}

/** Marks for the map: a dot each, and the name of what is wrong beside the chosen one. Pure. */
export function findingMarks(
  findings: readonly Finding[],
  selectedKey: string | null,
  nameOf: (kind: string) => string,
): FeatureCollection<Point> {
  return {
    type: 'FeatureCollection',
    features: findings.flatMap(({ key, kind, lngLat }) =>
      lngLat
        ? [
            {
              type: 'Feature' as const,
              geometry: { type: 'Point' as const, coordinates: lngLat },
              properties: { handle: true, ...(key === selectedKey && { text: nameOf(kind) }) },
            },
          ]
        : [],
    ),
  }
}
