import type { AreaRecord, EditionSnapshot, GridRecord } from '#api/ground/editions/edition-snapshot.ts'
import type { EditionsService } from '#api/ground/editions/editions.service.ts'
import type { Scope } from '#api/platform/db/scope.ts'
import { ApiError } from '#api/platform/http/problem.ts'
import { type Level, levelOfCode } from '#api/platform/http/shared.contract.ts'
import { hideCounts, isBelowVillage } from '#api/platform/http/shared-screen.contract.ts'
import type { AreaChild, AreaDetail, SharedAreaChild, SharedAreaDetail } from './areas.contract.ts'
import { findParents, findResponsible } from './responsible.ts'

export type AreasService = {
  /** An area of any level in the current edition. The scope hides from a shared screen what must not stand there
   *  (`shared-screen.contract.ts`); nothing is cut by its area. Throws 404 `not_found`. */
  find(scope: Scope, code: string): Promise<AreaDetail | SharedAreaDetail>
}

export const createAreasService = ({ editions }: { editions: EditionsService }): AreasService => ({
  find: async (scope, code) => describeArea(scope, await editions.current(), code),
})

function describeArea(scope: Scope, edition: EditionSnapshot, code: string): AreaDetail | SharedAreaDetail {
  const record = edition.grids.get(code) ?? edition.areas.get(code)
  if (!record) {
    const isGrid = levelOfCode(code) === 'grid'
    throw new ApiError(404, 'not_found', {
      zh: `当前版次里没有编码 ${code}，请核对编码${isGrid ? `；已撤并的网格可用 /api/grids/${code}?at= 查询` : ''}。`,
      en: `There is no area ${code} in the current edition; check the code${isGrid ? `, or ask /api/grids/${code}?at= for a former grid` : ''}.`,
    })
  }
  const detail = {
    ...describeAlone(record),
    parents: findParents(edition, code),
    bounds: record.bounds,
    type: 'type' in record ? record.type : null,
    needHelp: record.needHelp,
    workersFull: record.workersFull,
    workersPart: record.workersPart,
    edition: edition.number,
    responsible: findResponsible(scope, edition, code),
    children: findChildren(edition, code).map((child) => toChild(scope, child)),
  }
  return scope.isSharedScreen && isBelowVillage(code) ? hideCounts(detail) : detail
}

function toChild({ isSharedScreen }: Scope, record: AreaRecord | GridRecord): AreaChild | SharedAreaChild {
  const child = describeAlone(record)
  return isSharedScreen && isBelowVillage(record.code) ? hideCounts(child) : child
}

const describeAlone = (record: AreaRecord | GridRecord): AreaChild => ({
  code: record.code,
  level: levelOfCode(record.code) as Level,
  name: record.name,
  seat: record.seat,
  gridCount: 'gridCount' in record ? record.gridCount : 1,
  population: record.population,
  households: record.households,
  areaKm2: record.areaKm2,
})

/** A county's townships, a township's villages, a village's grids, a group's grids; in the order of their codes. */
function findChildren(edition: EditionSnapshot, code: string): (AreaRecord | GridRecord)[] {
  const childLevels: Partial<Record<Level, Level>> = { county: 'township', township: 'village' }
  const level = levelOfCode(code)
  if (level === 'grid' || level === undefined) return []
  if (level === 'group') return [...edition.grids.values()].filter(({ groupCode }) => groupCode === code)
  const childLevel = childLevels[level]
  const pool = childLevel
    ? [...edition.areas.values()].filter((area) => area.level === childLevel)
    : edition.grids.values()
  return [...pool].filter((record) => record.code.startsWith(code))
}
