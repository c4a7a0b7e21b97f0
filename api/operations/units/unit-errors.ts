import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import type { Unit } from './units.contract.ts'

export const noSuchUnit = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这支队伍，或不在您的管理范围内；请刷新列表。',
    en: 'There is no such unit within your reach; refresh the list.',
  })

/** With the unit as it is now. */
export const staleUnit = (current: Unit) =>
  new ApiError(
    409,
    'stale_version',
    {
      zh: '这支队伍已被他人更改，请核对后再改。',
      en: 'Somebody else has changed this unit; look at it and try again.',
    },
    { current },
  )

export const nameTaken = (name: string) =>
  new ApiError(409, 'not_possible_now', {
    zh: `这个区域已有名为“${name}”的队伍；停用的可以重新启用。`,
    en: `There is a unit called ${name} in this area; a retired one can be brought back.`,
  })

export const openIncidentsBeside = (count: number, area: string) =>
  new ApiError(409, 'not_possible_now', {
    zh: `这支队伍有 ${count} 件未办结事件的网格不在区域 ${area} 内；请先将其改派，再更改区域。`,
    en: `${count === 1 ? 'One open incident' : `${count} open incidents`} of this unit lie${count === 1 ? 's' : ''} in grids that ${area} does not hold; reassign ${count === 1 ? 'it' : 'them'} first, then change the area.`,
  })

export const areaBeyondReach = (area: string) =>
  new ApiError(403, 'not_allowed', {
    zh: `区域 ${area} 不在您的管理范围内。`,
    en: `The area ${area} is not within your reach.`,
  })

export const noSuchUnitArea = (area: string) =>
  invalidField('areaCode', {
    zh: `当前版次里没有区域 ${area}，请核对编码。`,
    en: `There is no area ${area} in the current edition; check the code.`,
  })
