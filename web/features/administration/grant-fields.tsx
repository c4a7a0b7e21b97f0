import type { Role, Rung } from '#api/platform/access/access.contract.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'
import { usePermission } from '#web/api-client/session.ts'
import { sharedText } from '#web/shared/shared.text.ts'
import type { Gap } from '#web/shared/use-form-fault.ts'
import { useText } from '#web/shared/use-text.ts'
import { Field } from '#web/ui/field.tsx'
import styles from './administration.module.css'
import { administrationText } from './administration.text.ts'
import { AreaPicker } from './area-picker.tsx'
import { personRoles, roleRungs } from './role-rungs.ts'

export type GrantDraft = {
  role: Role | null
  area: { code: string; name: string } | null
  /** Days as `YYYY-MM-DD`, empty for none. */
  from: string
  until: string
}

export const emptyGrant: GrantDraft = { role: null, area: null, from: '', until: '' }

/** The first and the last instant of a day of this computer's calendar, as the server takes it. */
export const startOfDay = (day: string): string | undefined =>
  day === '' ? undefined : new Date(`${day}T00:00:00`).toISOString()
export const endOfDay = (day: string): string | null => (day === '' ? null : new Date(`${day}T23:59:59`).toISOString())

/** What the server is sent; null while it is not complete. Pure but for the zone of the computer. */
export function readGrant({ role, area, from, until }: GrantDraft) {
  if (role === null || area === null) return null
  return { role, area: area.code, from: startOfDay(from), until: endOfDay(until) }
}

/** The first thing a grant still wants. Pure. */
export const findGrantGap = (
  { role, area }: GrantDraft,
  text: { roleMissing: string; areaMissing: string },
): Gap | null =>
  role === null
    ? { field: 'role', sentence: text.roleMissing }
    : area === null
      ? { field: 'area', sentence: text.areaMissing }
      : null

const rungOf = (code: string): Rung => levelOfCode(code) as Rung
const order: readonly Rung[] = ['county', 'township', 'village', 'grid']

type GrantFieldsProps = {
  draft: GrantDraft
  onChange: (draft: GrantDraft) => void
  /** Of the choice of the role; null where one has to be chosen. */
  noneText: string | null
  rolesOffered?: readonly Role[]
  hasDates?: boolean
  permission?: 'accounts.write' | 'keys.write'
  isFaulty: (field: string) => boolean
}

/** A role, the area in which it is held, and from when to when. */
export function GrantFields(props: GrantFieldsProps) {
  const { draft, onChange, noneText, isFaulty, rolesOffered = personRoles, hasDates = true } = props
  const text = useText(administrationText)
  const shared = useText(sharedText)
  const roots = usePermission(props.permission ?? 'accounts.write') ?? []
  const highest = Math.min(...roots.map((code) => order.indexOf(rungOf(code))))
  // who administers a township gives nothing that is the county's
  const levelsOf = (role: Role) => (roleRungs[role] ?? []).filter((level) => order.indexOf(level) >= highest)
  const levels = draft.role === null ? [] : levelsOf(draft.role)
  return (
    <>
      <Field label={text.role}>
        <select
          value={draft.role ?? ''}
          aria-invalid={isFaulty('role')}
          data-first-focus={noneText === null}
          onChange={(event) => {
            const role = (event.target.value || null) as Role | null
            const fits = role !== null && draft.area !== null && levelsOf(role).includes(rungOf(draft.area.code))
            const only = role !== null && levelsOf(role).join() === 'county' ? roots[0] : undefined
            onChange({
              ...draft,
              role,
              area: fits ? draft.area : only === undefined ? null : { code: only, name: shared.wholeCounty },
            })
          }}
        >
          <option value="">{noneText ?? text.chooseRole}</option>
          {rolesOffered
            .filter((role) => levelsOf(role).length > 0)
            .map((role) => (
              <option key={role} value={role}>
                {shared.role[role]}
              </option>
            ))}
        </select>
      </Field>
      {draft.role !== null && (
        <AreaPicker
          key={draft.role}
          roots={roots}
          levels={levels}
          value={draft.area}
          isFaulty={isFaulty('area')}
          onChange={(area) => onChange({ ...draft, area })}
        />
      )}
      {draft.role !== null && hasDates && (
        <div className={styles.pair}>
          <Field label={text.from}>
            <input
              type="date"
              value={draft.from}
              onChange={(event) => onChange({ ...draft, from: event.target.value })}
            />
          </Field>
          <Field label={text.untilDate}>
            <input
              type="date"
              value={draft.until}
              min={draft.from || undefined}
              onChange={(event) => onChange({ ...draft, until: event.target.value })}
            />
          </Field>
        </div>
      )}
    </>
  )
}
