/** Whether the fields of a form hold something else than before anybody touched them. */
export type FieldWatch<Field extends object> = {
  /** Right before somebody does something: what they hold now is theirs, however late it came. */
  note(fields: Iterable<Field>): void
  /** Right after it, with what was done something to: whether any field has been changed. One that is gone stays as it was
   *  last; what only follows from another is no change of its own. */
  check(acted: Iterable<Field>): boolean
}

/** `read`: what a field holds. */
export function createFieldWatch<Field extends object>(read: (field: Field) => string): FieldWatch<Field> {
  const before = new WeakMap<Field, string>()
  const changed = new Set<Field>()
  return {
    note(fields) {
      // while something is changed others may follow from it, and have to come back to what they were
      for (const field of fields) if (changed.size === 0 || !before.has(field)) before.set(field, read(field))
    },
    check(acted) {
      for (const field of new Set([...changed, ...acted])) {
        const first = before.get(field)
        if (first !== undefined && first !== read(field)) changed.add(field)
        else changed.delete(field)
      }
      return changed.size > 0
    },
  }
}
