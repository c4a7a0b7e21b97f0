import type { Role } from '#api/platform/access/access.contract.ts'
import type { Sentence } from '#api/platform/http/problem.ts'
import type { Incident, IncidentKind, IncidentState, Severity } from './incidents.contract.ts'

/** What the words of an incident are called in what leaves the system, and in what comes back. */
export const kindWords: Record<IncidentKind, Sentence> = {
  dispute: { zh: '矛盾纠纷', en: 'Dispute' },
  hazard: { zh: '隐患', en: 'Hazard' },
  emergency: { zh: '突发事件', en: 'Emergency' },
  request: { zh: '民生诉求', en: 'Request' },
}
export const stateWords: Record<IncidentState, Sentence> = {
  reported: { zh: '已上报', en: 'Reported' },
  accepted: { zh: '已受理', en: 'Accepted' },
  assigned: { zh: '已派单', en: 'Assigned' },
  in_progress: { zh: '处置中', en: 'In progress' },
  resolved: { zh: '已处置', en: 'Resolved' },
  closed: { zh: '已办结', en: 'Closed' },
  returned: { zh: '已退回', en: 'Returned' },
  merged: { zh: '已合并', en: 'Merged' },
  cancelled: { zh: '已撤销', en: 'Cancelled' },
}
export const rungWords: Record<Incident['rung'], Sentence> = {
  grid: { zh: '网格', en: 'Grid' },
  village: { zh: '村级', en: 'Village' },
  township: { zh: '乡镇', en: 'Township' },
  county: { zh: '县级', en: 'County' },
}
export const severityWords: Record<Severity, Sentence> = {
  blue: { zh: '蓝', en: 'Blue' },
  yellow: { zh: '黄', en: 'Yellow' },
  orange: { zh: '橙', en: 'Orange' },
  red: { zh: '红', en: 'Red' },
}
/** Of the roles that handle incidents. */
export const handlerWords: Partial<Record<Role, Sentence>> = {
  'county-operator': { zh: '县级值班员', en: 'County operator' },
  'emergency-commander': { zh: '应急指挥员', en: 'Emergency commander' },
  'township-operator': { zh: '乡镇值班员', en: 'Township operator' },
  'village-clerk': { zh: '村（社区）干部', en: 'Village clerk' },
  'grid-worker': { zh: '网格员', en: 'Grid worker' },
}
