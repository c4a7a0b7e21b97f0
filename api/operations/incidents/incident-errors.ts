import { ApiError, invalidField } from '#api/platform/http/problem.ts'
import { sayDistance } from '#api/platform/http/say-distance.ts'
import type { IncidentDetail, IncidentState } from './incidents.contract.ts'
import { allowedTransitions } from './lifecycle.contract.ts'

export const noSuchIncident = () =>
  new ApiError(404, 'not_found', {
    zh: '没有这个事件，可能已被清除；请回到列表刷新。',
    en: 'There is no such incident; it may have been removed. Go back to the list and refresh.',
  })

/** What came from another system is here already; whoever takes in from there says what that means. */
export class TakenBefore extends Error {
  constructor() {
    super('taken in before')
    this.name = 'TakenBefore'
  }
}

/** With the record as it is now, so that the caller can merge. */
export const staleIncident = (current: IncidentDetail) =>
  new ApiError(
    409,
    'stale_version',
    {
      zh: `事件 ${current.number} 已被他人更新（现为第 ${current.version} 版），请核对后再保存。`,
      en: `Incident ${current.number} was changed by somebody else (now version ${current.version}); look at it, then save again.`,
    },
    { current },
  )

const stateWords: Record<IncidentState, string> = {
  reported: '已上报',
  accepted: '已受理',
  assigned: '已派发',
  in_progress: '处置中',
  resolved: '已处置',
  closed: '已办结',
  returned: '已退回',
  merged: '已并案',
  cancelled: '已撤销',
}

/** What cannot be done in the state an incident is in; `current` shows it. */
const notPossible = (zh: string, en: string, current: IncidentDetail) =>
  new ApiError(409, 'not_possible_now', { zh, en }, { current })

export function transitionRefused(to: IncidentState, current: IncidentDetail): ApiError {
  const following = allowedTransitions[current.state]
  const zh = following.map((state) => stateWords[state]).join('、')
  return notPossible(
    `事件${stateWords[current.state]}，不能改为${stateWords[to]}；${zh === '' ? '此后不再变动。' : `可以改为：${zh}。`}`,
    `The incident is ${current.state} and cannot become ${to}; ${following.length === 0 ? 'nothing follows on it.' : `what may follow: ${following.join(', ')}.`}`,
    current,
  )
}

export const cannotClimb = (current: IncidentDetail) =>
  notPossible(
    `事件${stateWords[current.state]}，不能再上报或下派。`,
    `The incident is ${current.state}; it is neither escalated nor handed back any more.`,
    current,
  )

export const noSuchRung = (isUp: boolean, current: IncidentDetail) =>
  notPossible(
    isUp ? '事件已在更高或最高层级，不能上报到所选层级。' : '事件已在更低或最低层级，不能下派到所选层级。',
    isUp ? 'The incident is at that rung or above it already.' : 'The incident is at that rung or below it already.',
    current,
  )

export const changesEnded = (current: IncidentDetail) =>
  notPossible(
    `事件${stateWords[current.state]}，不能再修改；办结的事件可以先重新受理。`,
    `The incident is ${current.state} and is not changed any more; a closed one can be reopened first.`,
    current,
  )

export const heldAbove = () =>
  new ApiError(403, 'held_above', {
    zh: '事件已上报到更高层级，由上级处理；您仍可以添加备注。',
    en: 'The incident was escalated above your level and is handled there; you can still add a note.',
  })

/** Upwards an incident climbs, with a reason that stays in its history. */
export const assignedUpwards = () =>
  invalidField('assignee', {
    zh: '只能派给您管辖范围内的岗位；需要上级处理的请上报。',
    en: 'It is assigned to somebody within your own area; what a level above has to handle is escalated.',
  })

export const beyondReach = () =>
  new ApiError(403, 'not_allowed', {
    zh: '这个地点不在您的管辖范围内，请由当地或上级登记。',
    en: 'This place lies beyond what you are responsible for; somebody there or above has to report it.',
  })

export const keyUsedOtherwise = () =>
  new ApiError(409, 'idempotency_conflict', {
    zh: '这个 Idempotency-Key 已用于另一个请求；每件事请用新的键。',
    en: 'This Idempotency-Key was used for another request; use a new one for each thing.',
  })

export const reasonMissing = () => invalidField('reason', { zh: '请写明原因。', en: 'Say why.' })

export function outsideCounty(nearest: string, distanceMeters: number): ApiError {
  const far = sayDistance(distanceMeters, 1)
  return invalidField('location', {
    zh: `地点在本县网格之外：最近的网格是 ${nearest}，约 ${far.zh}。请核对坐标与坐标系。`,
    en: `The place lies in no grid of the county; the nearest is ${nearest}, about ${far.en} away. Check the coordinates and their system.`,
  })
}

export const noSuchGrid = (code: string) =>
  invalidField('location.gridCode', {
    zh: `当前版次里没有网格 ${code}，请核对编码。`,
    en: `There is no grid ${code} in the current edition; check the code.`,
  })
