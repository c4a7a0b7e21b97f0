import { expect, it } from 'vitest'
import { isTooLarge, placeOfHit } from './place-of-hit.ts'

const aHit = (kind: string, code: string | null = null) => ({ kind, code, center: [103.6, 26.5] as [number, number] })

it('takes a grid for somewhere in it, a hamlet for itself, and a village for its middle only', () => {
  expect(placeOfHit(aHit('grid', '530326105001001'))).toEqual({
    lngLat: [103.6, 26.5],
    given: null,
    gridCode: '530326105001001',
  })
  expect(placeOfHit(aHit('hamlet', '530326105001001'))).toEqual({ lngLat: [103.6, 26.5], given: null, gridCode: null })
  expect(placeOfHit(aHit('village', '530326105001'))).toMatchObject({ gridCode: null, rough: 'village' })
  expect(placeOfHit(aHit('river'))).toMatchObject({ rough: 'water' })
})

it('takes no township and no county for a place', () => {
  expect(['county', 'township', 'village', 'grid', 'peak'].filter((kind) => isTooLarge({ kind }))).toEqual([
    'county',
    'township',
  ])
})
