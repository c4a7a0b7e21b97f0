import { permissions } from '#api/platform/access/permissions.ts'
import { invalidField } from '#api/platform/http/problem.ts'
import { Refused } from '#api/platform/http/refused.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { checkInput } from '#api/platform/http/validate.ts'
import type { Held } from './held-incident.ts'
import { cannotClimb, changesEnded, noSuchRung, reasonMissing, transitionRefused } from './incident-errors.ts'
import { dueInstant, type IncidentRules } from './incident-rules.ts'
import {
  type Assignee,
  type ChangeIncidentBody,
  type ClimbBody,
  detailsByKind,
  type TransitionBody,
} from './incident-work.contract.ts'
import type { IncidentChange, TimelineEntry } from './incident-work.repo.ts'
import type { Incident, IncidentDetail } from './incidents.contract.ts'
import {
  canClimb,
  compareRungs,
  isAllowedTransition,
  isEnded,
  needsReason,
  rungBeside,
  stateAfterClimb,
} from './lifecycle.contract.ts'
import type { Place } from './locate-place.ts'
import { readTitle } from './title-reading.ts'

/** What somebody wants done with an incident comes to: what is written of it, the line in its history, and what the audit keeps
 *  beside the record. All here is pure. What cannot be done throws: `Refused` where the answer shows the incident as it is, else
 *  an ApiError. */
export type Decision = {
  change: IncidentChange
  entry: TimelineEntry
  details: Record<string, unknown>
}
/** A unit that can be sent to where an incident is. */
type SendableUnit = { name: string; isActive: boolean }
/** What a decision goes by, beside what is wanted. */
type Given = { rules: IncidentRules; now: Date }

const refuse = (held: Held, toError: Refused<Held, IncidentDetail>['toError']) => new Refused(held, toError)

/** To the next rung up or down, or to the one named. */
export function decideClimb(
  held: Held,
  { to, reason, isUp, isByClock }: Omit<ClimbBody, 'version'> & { isUp: boolean; isByClock: boolean },
  { rules, now }: Given,
): Decision {
  const { row, more } = held
  if (!canClimb(row.state)) throw refuse(held, cannotClimb)
  const step = isUp ? 1 : -1
  const rung = to ?? rungBeside(row.rung, step)
  if (rung === undefined || compareRungs(rung, row.rung) * step <= 0)
    throw refuse(held, (current) => noSuchRung(isUp, current))
  const state = stateAfterClimb(row.state)
  const { kind, type, severity } = row
  const dueAt = dueInstant(rules, { kind, type, severity, rung, details: more.details, from: now })
  return {
    change: { rung, state, assignee: null, dueAt, isRungNew: true, isActed: !isByClock },
    entry: {
      ...{ kind: 'rung', state, rung, note: reason },
      // A code and no words: the reader's language is not the clock's.
      data: { from: row.rung, to: rung, ...(isByClock && { why: 'time_over' }) },
    },
    details: { did: isUp ? 'escalate' : 'hand-back' },
  }
}

/** Whether who has it holds an area that the grid is not in. */
const isBeside = (assignee: Readonly<Record<string, string>> | null, gridCode: string): boolean =>
  assignee?.area !== undefined && !gridCode.startsWith(assignee.area)

/** Other words, another severity, another place: the state stays. `isUnitBeside`: the unit that has it is not for that place. */
export function decideChange(
  held: Held,
  { details, place, ...fields }: Omit<ChangeIncidentBody, 'version' | 'location'> & { place?: Place | undefined },
  { rules, isUnitBeside = false }: Pick<Given, 'rules'> & { isUnitBeside?: boolean },
): Decision {
  const { row, more } = held
  if (isEnded(row.state)) throw refuse(held, changesEnded)
  const checked = details && (checkInput(detailsByKind[row.kind], details, 'details') as Record<string, unknown>)
  // What an older one is called it may go on being called.
  if (checked && checked.method !== more.details.method) rules.requireMethod(checked)
  if (fields.type !== undefined && fields.type !== row.type) fields.type = rules.requireType(row.kind, fields.type)
  const next = { ...row, ...fields }
  const isDueNew =
    next.type !== row.type ||
    next.severity !== row.severity ||
    (checked !== undefined && checked.complexity !== more.details.complexity)
  const { kind, rung, state } = row
  const question = { kind, rung, type: next.type, severity: next.severity, details: checked ?? more.details }
  // Words of a list say from what to what. What somebody typed is named as changed: a name that was taken out is not to stay
  // in the history.
  const changed: Record<string, unknown> = {}
  for (const field of ['type', 'severity'] as const)
    if (next[field] !== row[field]) changed[field] = { from: row[field], to: next[field] }
  if (next.title !== row.title) changed.title = true
  if (fields.description !== undefined && fields.description !== more.description) changed.description = true
  if (checked !== undefined) changed.details = true
  if (place !== undefined) changed.location = { from: row.gridCode, to: place.gridCode }
  return {
    change: {
      ...fields,
      ...(fields.title !== undefined && { pinyin: readTitle(fields.title) }),
      ...(checked !== undefined && { details: checked }),
      ...(place && { place }),
      ...(place && (isUnitBeside || isBeside(more.assignee, place.gridCode)) && { assignee: null }),
      ...(isDueNew && { dueAt: dueInstant(rules, { ...question, from: new Date(more.rungSince) }) }),
    },
    entry: { kind: 'change', state, rung, note: '', data: { changed } },
    details: { did: 'change', fields: Object.keys(changed) },
  }
}

/** Gives what the history keeps of who has it. */
function requireAssignee(
  rules: IncidentRules,
  assignee: Assignee,
  { gridCode, unit }: { gridCode: string; unit: SendableUnit | undefined },
): Record<string, unknown> {
  const wrong = (zh: string, en: string) => invalidField('assignee', { zh, en })
  if ('departmentId' in assignee) {
    if (!rules.hasDepartment(assignee.departmentId))
      throw wrong(
        '没有这个部门，请从参考数据中选择。',
        'There is no such department; choose one of the reference list.',
      )
    return { assignee }
  }
  if ('unitId' in assignee) {
    if (!unit)
      throw wrong(
        '没有这支队伍，或它不负责这里、也不归您调派。',
        'There is no such unit, or it is neither for this place nor yours to send.',
      )
    if (!unit.isActive) throw wrong(`${unit.name}已停用，请选择其他队伍。`, `${unit.name} is retired; choose another.`)
    // As it is called today: it may be called otherwise one day.
    return { assignee, unitName: unit.name }
  }
  const { role, area } = assignee
  if (!gridCode.startsWith(area))
    throw wrong('所派区域不管辖事发网格。', 'The area assigned does not hold the grid of the incident.')
  if (!permissions[role]['incidents.handle']?.includes(levelOfCode(area) as Incident['rung']))
    throw wrong('这个角色在所选层级不处理事件。', 'This role does not handle incidents at that level.')
  return { assignee }
}

/** The one that another becomes part of, if it may. */
function requireTarget({ row }: Held, mergedInto: string, target: Held | undefined): Held {
  const wrong = (zh: string, en: string) => invalidField('mergedInto', { zh, en })
  if (mergedInto === row.id) throw wrong('不能并入自己。', 'An incident is not merged into itself.')
  if (!target) throw wrong('没有这个事件，或不在您的范围内。', 'There is no such incident within your reach.')
  if (target.row.kind !== row.kind)
    throw wrong('只能并入同类事件。', 'An incident is merged into one of the same kind only.')
  if (isEnded(target.row.state))
    throw wrong('所选事件已经办结，不能并入。', 'That incident has ended; merge into one that is open.')
  return target
}

/** The next state. `target` is what `mergedInto` names, where it is within reach, and `unit` the one it is assigned to, where that
 *  can be sent there; what it becomes part of comes back with the line for its own history. */
export function decideTransition(
  held: Held,
  { to, reason = '', assignee, mergedInto }: Omit<TransitionBody, 'version'>,
  { rules, now, target, unit }: Given & { target?: Held | undefined; unit?: SendableUnit | undefined },
): Decision & { merged?: { target: Held; entry: TimelineEntry } } {
  const { row, more } = held
  const { state: from, rung, kind, type, severity } = row
  if (!isAllowedTransition(from, to)) throw refuse(held, (current) => transitionRefused(to, current))
  if (needsReason(from, to) && reason === '') throw reasonMissing()
  if (to === 'assigned' && assignee === undefined)
    throw invalidField('assignee', { zh: '请选择派给谁。', en: 'Say whom it is assigned to.' })
  if (to === 'merged' && mergedInto === undefined)
    throw invalidField('mergedInto', { zh: '请选择并入哪个事件。', en: 'Say which incident it is merged into.' })
  const change: IncidentChange = { state: to, isActed: true }
  const data: Record<string, unknown> = { from }
  const entry: TimelineEntry = { kind: 'state', state: to, rung, note: reason, data }
  if (to === 'assigned' && assignee) {
    Object.assign(data, requireAssignee(rules, assignee, { gridCode: row.gridCode, unit }))
    change.assignee = assignee
  }
  if (to === 'accepted' || to === 'returned') change.assignee = null
  if (to === 'merged' && mergedInto) {
    const into = requireTarget(held, mergedInto, target)
    Object.assign(data, { mergedInto, number: into.row.number })
    return {
      change: { ...change, mergedInto, closed: 'now' },
      entry,
      details: { did: to, mergedInto },
      merged: {
        target: into,
        entry: {
          ...{ kind: 'note', state: into.row.state, rung: into.row.rung, note: '' },
          data: { merged: row.id, number: row.number },
        },
      },
    }
  }
  if (to === 'resolved') change.resolved = 'now'
  if (to === 'in_progress') change.resolved = null
  if (isEnded(to)) change.closed = 'now'
  if (from === 'closed') Object.assign(change, { closed: null, resolved: null, isRungNew: true })
  if (from === 'returned') change.isRungNew = true
  // Opened or sent in again, the time begins anew.
  if ((from === 'closed' || from === 'returned') && !isEnded(to))
    change.dueAt = dueInstant(rules, { kind, type, severity, rung, details: more.details, from: now })
  return { change, entry, details: { did: to } }
}
