import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitFeatures } from './split-features.ts'

const split = (text: string) => {
  const bytes = Buffer.from(text)
  const found = splitFeatures(bytes)
  return (
    found && {
      members: found.members.map(([start, end]) => bytes.toString('utf8', start, end).trim()),
      rest: found.rest,
    }
  )
}
const parseRest = (rest: string | undefined) => JSON.parse(rest ?? '')

describe('splitting a document into its features', () => {
  it('gives what JSON.parse of the whole gives, for any document and spacing', () => {
    const document = fc.record({
      type: fc.constant('FeatureCollection'),
      name: fc.string({ unit: 'grapheme' }),
      bbox: fc.json(),
      features: fc.array(fc.jsonValue()),
      crs: fc.jsonValue(),
    })
    fc.assert(
      fc.property(document, fc.constantFrom(undefined, 1, 3, '\t'), (value, space) => {
        const whole = JSON.parse(JSON.stringify(value))
        const found = split(JSON.stringify(value, null, space))
        expect(
          found && { ...parseRest(found.rest), features: found.members.map((member) => JSON.parse(member)) },
        ).toEqual(whole)
      }),
      { seed: 530326, numRuns: 500 },
    )
  })

  it('looks for the list in the outermost object alone', () => {
    expect(
      split('{"a": {"features": [1]}, "b": "\\"features\\": [", "features": [2, {"features": [3]}]}')?.members,
    ).toEqual(['2', '{"features": [3]}'])
    expect(split('{"type": "Topology", "objects": {"features": [1]}}')).toBeUndefined()
    expect(split('{"features": {"0": 1}}')).toBeUndefined()
    expect(split('["features", [1]]')).toBeUndefined()
  })

  it('leaves a document with two such lists whole: JSON takes the last', () => {
    expect(split('{"features": [1], "features": [2]}')).toBeUndefined()
  })

  it('gives what is left as the last member where the list does not end, and no rest', () => {
    const [head, first, second, tail] = ['{"features": [', '{"a": "]"}', ' {"b": [1, 2]}', ']}']
    const text = `${head}${first},${second}${tail}`
    for (let length = 0; length < head.length; length++) expect(split(text.slice(0, length))).toBeUndefined()
    for (let length = head.length; length < text.length - 1; length++) {
      const cut = text.slice(head.length, length)
      const members = cut.startsWith(`${first},`) ? [first, cut.slice(first.length + 1).trim()] : [cut.trim()]
      expect(split(text.slice(0, length))).toEqual({ members, rest: undefined })
    }
  })

  it('leaves what is between commas to be refused', () => {
    expect(split('{"features": [1,,2]}')?.members).toEqual(['1', '', '2'])
    expect(split('{"features": [1,]}')?.members).toEqual(['1', ''])
  })
})
