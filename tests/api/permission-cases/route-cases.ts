import { administrationCases } from './administration-cases.ts'
import { incidentCases } from './incident-cases.ts'
import { intakeCases } from './intake-cases.ts'
import { mapCases } from './map-cases.ts'
import { productCases } from './product-cases.ts'
import type { RouteCase } from './route-case.ts'
import { sessionCases } from './session-cases.ts'
import { workCases } from './work-cases.ts'

/** One request of each route. */
export const routeCases: Readonly<Record<string, RouteCase>> = {
  ...productCases,
  ...sessionCases,
  ...mapCases,
  ...incidentCases,
  ...intakeCases,
  ...workCases,
  ...administrationCases,
}
