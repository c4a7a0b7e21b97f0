import type { z } from 'zod'

type Issue = z.core.$ZodIssue

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input
  for (const key of path) value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return value
}

const strangersIn = (issues: readonly Issue[]): number =>
  issues.reduce(
    (sum, issue) => sum + (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys.length : 0),
    0,
  )
const costOf = (issues: readonly Issue[]): number => issues.length + Math.max(0, strangersIn(issues) - 1)

/** The form of a union that was meant: that which knows a field of what was given, and has the least against it. */
function findMeant(forms: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const given = Object.keys(value).length
  const [meant] = forms.filter((issues) => strangersIn(issues) < given).sort((a, b) => costOf(a) - costOf(b))
  return meant
}

/** What is wrong, where an object may have one of several forms: what the form that was meant says, in place of that none fits.
 *  Pure. */
export function openUnions(issues: readonly Issue[], input: unknown, above: readonly PropertyKey[] = []): Issue[] {
  return issues.flatMap((issue) => {
    const path = [...above, ...issue.path]
    const meant = issue.code === 'invalid_union' ? findMeant(issue.errors, valueAt(input, path)) : undefined
    return meant ? openUnions(meant, input, path) : [{ ...issue, path } as Issue]
  })
}
