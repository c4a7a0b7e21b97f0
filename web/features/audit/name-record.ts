import type { AuditItem } from '#api/platform/audit/audit.contract.ts'

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isUuid = (id: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(id)

/** What a line's record is called: its name as it was left, or was before, else an id that says something by itself. Null
 *  where only a number without meaning is left, which whoever opens the line finds there. Pure. */
export function nameRecord({
  record,
  before,
  after,
  details,
}: Pick<AuditItem, 'record' | 'before' | 'after' | 'details'>): string | null {
  for (const field of ['name', 'username'])
    for (const content of [after, before, details]) {
      const name = isObject(content) ? content[field] : undefined
      if (typeof name === 'string' && name !== '') return name
    }
  return record && record.id !== '' && !isUuid(record.id) ? record.id : null
}
