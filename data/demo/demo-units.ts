import type { UnitKind } from '#api/operations/units/units.contract.ts'
import { demoUuid } from './random.ts'

export type DemoUnit = { id: string; name: string; kind: UnitKind; areaCode: string }
type Area = { code: string; name: string }

/** What each township has, and what the county has beside. Names say the place and what it is for. */
const townshipUnits: readonly [UnitKind, string][] = [
  ['mediation', '人民调解队'],
  ['rescue', '应急救援队'],
]
const countyUnits: readonly [UnitKind, string][] = [
  ['rescue', '综合应急救援大队'],
  ['rescue', '森林防火突击队'],
  ['enforcement', '综合行政执法大队'],
  ['medical', '医疗急救队'],
  ['mediation', '矛盾纠纷联合调解队'],
]

/** The id of a township's unit, which depends on the seed alone. */
export const demoUnitId = (seed: number, areaCode: string, kind: UnitKind): string =>
  demoUuid(seed, `unit/${areaCode}/${kind}`, 0)

/** Units of a county and its townships. Pure; nobody's name is among them. */
export function makeDemoUnits(county: Area, townships: readonly Area[], seed: number): DemoUnit[] {
  return [
    ...countyUnits.map(([kind, name], number) => ({
      id: demoUuid(seed, 'unit/county', number),
      name: `${county.name}${name}`,
      kind,
      areaCode: county.code,
    })),
    ...townships.flatMap(({ code, name }) =>
      townshipUnits.map(([kind, what]) => ({
        id: demoUnitId(seed, code, kind),
        name: `${name}${what}`,
        kind,
        areaCode: code,
      })),
    ),
  ]
}
