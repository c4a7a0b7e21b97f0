import fc from 'fast-check'

/** Texts that broke somebody's server. */
const knownTexts = [
  '',
  ' ',
  '\0',
  'a\0b',
  "'; DROP TABLE grids; --",
  "' OR '1'='1",
  '1; SELECT pg_sleep(5)',
  '$$; DELETE FROM areas; $$',
  '\\',
  '%',
  '_%_%_',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '"><svg onload=alert(1)>',
  'javascript:alert(1)',
  '../../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  '{{7*7}}',
  '#{7*7}',
  '%s%n%x',
  '\ud800',
  '\ufeff',
  '\u202e翻转',
  '\r\nSet-Cookie: a=b',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '=1+1',
  '人'.repeat(400),
  'a'.repeat(5_000),
  '9'.repeat(400),
  '1e309',
  '-1e309',
  '1e-400',
  '-0',
  '0x10',
  '0b1',
  '1_000',
  '１２',
  '١٢',
  'NaN',
  'Infinity',
  '-Infinity',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '9223372036854775808',
  '0.1e1',
  ' 50 ',
  '5,5',
  ',,,',
  '0,0,0,0',
  '-1e308,-1e308,1e308,1e308',
  '2026-02-30T00:00:00Z',
  '9999-12-31T23:59:60Z',
  '+275760-09-13T00:00:00.001Z',
  '-000001-01-01T00:00:00Z',
  '0000-01-01T00:00:00Z',
  '2026-01-01T00:00:00+23:59',
  '2026-01-01',
  'eyJhIjoxfQ==',
  'e30',
  'bnVsbA',
]

export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...knownTexts) },
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.double().map(String),
  fc.bigInt().map(String),
)

const position = fc.oneof(
  fc.tuple(fc.double({ min: 103, max: 104, noNaN: true }), fc.double({ min: 25, max: 27, noNaN: true })),
  fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })),
  fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 5 }),
)
const ring = fc.oneof(
  fc.array(position, { maxLength: 30 }).map((positions) => [...positions, ...positions.slice(0, 1)]),
  fc.array(position, { maxLength: 5 }),
  // Absurd in number, and the same place over and over.
  fc.integer({ min: 1, max: 20_000 }).map((count) => Array.from({ length: count }, () => [103.4, 26.4])),
)
/** From almost an area to nothing like one. */
export const absurdGeometry: fc.Arbitrary<unknown> = fc.oneof(
  fc.record({ type: fc.constant('Polygon'), coordinates: fc.array(ring, { maxLength: 4 }) }),
  fc.record({
    type: fc.constant('MultiPolygon'),
    coordinates: fc.array(fc.array(ring, { maxLength: 3 }), { maxLength: 3 }),
  }),
  fc.record({ type: fc.constantFrom('Point', 'GeometryCollection', '', null), coordinates: fc.anything() }),
  fc.constant({
    type: 'Polygon',
    coordinates: [
      [
        [-180, -90],
        [180, -90],
        [180, 90],
        [-180, 90],
        [-180, -90],
      ],
    ],
  }),
  fc
    .integer({ min: 1, max: 9_000 })
    .map((parts) => ({ type: 'MultiPolygon', coordinates: Array.from({ length: parts }, () => [[]]) })),
)

/** What JSON can hold where something else was expected. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  fc.constantFrom<unknown>(null, true, false, 0, -1, 0.5, 1e308, -1e308, 2 ** 53, [], {}, [[]], [null]),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  { weight: 2, arbitrary: absurdGeometry },
  fc.jsonValue({ maxDepth: 4 }),
  fc.integer({ min: 2, max: 60 }).map((depth) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown),
)
