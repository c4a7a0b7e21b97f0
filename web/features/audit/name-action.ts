import type { Translated } from '#web/lib/define-text.ts'
import type { auditText } from './audit.text.ts'

type Words = Pick<Translated<typeof auditText>, 'groups' | 'verbs'>

/** An action in words; a part that has none stays as it is recorded. Pure. */
export function nameAction(action: string, { groups, verbs }: Words): string {
  const [group = '', ...rest] = action.split('.')
  const verb = rest.join('.')
  const groupName = (groups as Record<string, string>)[group] ?? group
  const verbName = (verbs as Record<string, string>)[verb] ?? verb
  return verb === '' ? groupName : `${groupName} · ${verbName}`
}
