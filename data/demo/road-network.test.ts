import type { LineString } from 'geojson'
import { describe, expect, it } from 'vitest'
import type { LngLat } from '#api/platform/http/shared.contract.ts'
import { createRoadNetwork } from './road-network.ts'

const roads = (...lines: [roadClass: string, line: LngLat[]][]) =>
  createRoadNetwork({
    type: 'FeatureCollection',
    features: lines.map(([roadClass, line]) => ({
      type: 'Feature',
      properties: { class: roadClass },
      geometry: { type: 'LineString', coordinates: line } satisfies LineString,
    })),
  })
const corner: LngLat = [103.02, 26]
const eastThenNorth: LngLat[] = [[103, 26], [103.01, 26], corner, [103.02, 26.01], [103.02, 26.02]]

describe('the way between two stops', () => {
  it('follows the road round the corner', () => {
    const from: LngLat = [103.005, 26.001]
    const to: LngLat = [103.021, 26.015]
    expect(roads(['village', eastThenNorth]).findWay(from, to)).toEqual([
      from,
      [103.005, 26],
      [103.01, 26],
      corner,
      [103.02, 26.01],
      [103.02, 26.015],
      to,
    ])
  })

  it('changes roads where they share a vertex, and takes the shorter one', () => {
    const network = roads(
      [
        'village',
        [
          [103, 26],
          [103.01, 26],
        ],
      ],
      [
        'county',
        [
          [103.01, 26],
          [103.01, 26.03],
          [103.02, 26.03],
          [103.02, 26],
        ],
      ],
      [
        'village',
        [
          [103.01, 26],
          [103.015, 26.002],
          [103.02, 26],
        ],
      ],
    )
    expect(network.findWay([103, 26], [103.02, 26])).toEqual([
      [103, 26],
      [103.01, 26],
      [103.015, 26.002],
      [103.02, 26],
    ])
  })

  it('stays on one stretch of road without running to its end', () => {
    const way = roads([
      'village',
      [
        [103, 26],
        [103.1, 26],
      ],
    ]).findWay([103.04, 26.001], [103.06, 26.001])
    expect(way).toEqual([
      [103.04, 26.001],
      [103.04, 26],
      [103.06, 26],
      [103.06, 26.001],
    ])
  })

  it.each([
    ['where no road is near', roads(['village', eastThenNorth]), [103.2, 26.2], [103.22, 26.2]],
    ['where the only road is an expressway', roads(['expressway', eastThenNorth]), [103, 26], [103.02, 26.02]],
    ['without any road', roads(), [103, 26], [103.02, 26.02]],
    [
      'where the roads do not meet',
      roads(
        [
          'village',
          [
            [103, 26],
            [103.001, 26],
          ],
        ],
        [
          'village',
          [
            [103.02, 26],
            [103.021, 26],
          ],
        ],
      ),
      [103, 26],
      [103.021, 26],
    ],
    [
      'where the road is a long way round',
      roads([
        'village',
        [
          [103, 26],
          [103, 26.09],
          [103.02, 26.09],
          [103.02, 26],
        ],
      ]),
      [103, 26],
      [103.02, 26],
    ],
  ] as [string, ReturnType<typeof roads>, LngLat, LngLat][])('is straight %s', (_, network, from, to) => {
    expect(network.findWay(from, to)).toEqual([from, to])
  })
})
