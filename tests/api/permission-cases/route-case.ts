import { expect } from 'vitest'
import type { Role } from '#api/platform/access/access.contract.ts'
import { levelOfCode } from '#api/platform/http/shared.contract.ts'

/** Something of every kind in one area. */
export type Target = {
  area: string
  incidentId: string
  /** The grid it is in. */
  incidentGrid: string
  photoId: string
  /** Called of the incident, to the matrix's department. */
  whistleId: string
  /** Signed by somebody else. */
  handoverId: string
  patrolId: string
  unitId: string
  importId: string
  accountId: string
  keyId: string
  wallId: string
}

export type RouteCase = {
  /** `common`: the same for all who may; `list`: cut by the area, and says so; `record`: not there for who may not see it;
   *  `write`: refused beyond the area. */
  kind: 'common' | 'list' | 'record' | 'write'
  /** What it answers to who may. */
  ok: number[]
  make(target: Target): { path: string; init?: RequestInit }
  /** Looks at a 200. */
  check?(body: unknown, seen: { own: string; area: string; isWithin: boolean }): void
}

export const alwaysOk = [200]
export const get = (path: string, ok = alwaysOk): RouteCase => ({ kind: 'common', ok, make: () => ({ path }) })
export const json = (body: unknown): RequestInit => ({
  body: JSON.stringify(body),
  headers: { 'Content-Type': 'application/json' },
})

/** A role that somebody, or a key, can hold at the level of an area. */
export const aRoleFor = (area: string): Role =>
  (({ village: 'village-clerk', grid: 'grid-worker' }) as const)[levelOfCode(area) as 'village'] ?? 'planner'
export const noId = '00000000-0000-4000-8000-000000000000'

/** Nothing from beyond the own area is in a list that knows no "partial". */
export const ownOnly =
  (codesOf: (item: Record<string, unknown>) => string[]): RouteCase['check'] =>
  (body, { own }) => {
    for (const item of (body as { items: Record<string, unknown>[] }).items)
      for (const code of codesOf(item)) expect(code.startsWith(own)).toBe(true)
  }

/** Nothing from beyond the own area is in a list, and it says whether it is cut. */
export const listCheck =
  (codesOf: (item: Record<string, unknown>) => string[]): RouteCase['check'] =>
  (body, { own, isWithin }) => {
    const { items, partial } = body as { items: Record<string, unknown>[]; partial: boolean }
    expect(partial).toBe(!isWithin)
    for (const item of items) expect(codesOf(item).some((code) => code.startsWith(own))).toBe(true)
  }

/** Figures that say whether they are cut. */
export const partialCase = (path: string): RouteCase => ({
  kind: 'list',
  ok: [200],
  make: ({ area }) => ({ path: `${path}${path.includes('?') ? '&' : '?'}area=${area}` }),
  check: (body, { isWithin }) => expect((body as { partial: boolean }).partial).toBe(!isWithin),
})

/** Whom the officer of the matrix answers for. */
export const matrixDepartment = 'judicial-office'
