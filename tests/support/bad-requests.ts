import fc from 'fast-check'
import type { Schema } from '#api/platform/http/api-page.ts'
import { hostileJson, hostileText } from './hostile-values.ts'

type Parameter = { name: string; in: string; required?: boolean; schema?: Schema }
export type Operation = {
  method: string
  /** As the description has it: `/api/areas/{code}`. */
  path: string
  parameters: Parameter[]
  /** By content type. */
  bodies: Record<string, Schema>
}

/** A request as it goes over the wire. */
export type BadRequest = {
  operation: Operation
  path: string
  headers: Record<string, string>
  body: Buffer | undefined
}

type Description = {
  paths: Record<
    string,
    Record<string, { parameters?: Parameter[]; requestBody?: { content?: Record<string, { schema?: Schema }> } }>
  >
  components?: { schemas?: Record<string, Schema> }
}
type Route = { method: string; path: string }

/** What an application answers to: what it describes, and the routes it has beside that. A new one is in here by itself. */
export function listOperations(description: Description, routes: readonly Route[]): Operation[] {
  const operations = new Map<string, Operation>()
  for (const [path, methods] of Object.entries(description.paths))
    for (const [method, { parameters = [], requestBody }] of Object.entries(methods)) {
      const bodies = Object.entries(requestBody?.content ?? {}).map(([type, { schema = {} }]) => [type, schema])
      operations.set(`${method.toUpperCase()} ${path}`, {
        method: method.toUpperCase(),
        path,
        parameters,
        bodies: Object.fromEntries(bodies) as Record<string, Schema>,
      })
    }
  for (const { method, path: pattern } of routes) {
    if (method === 'ALL') continue
    const path = pattern.replaceAll(/:(\w+)(\{[^}]*\})?\??/g, '{$1}').replace('*', '{file}')
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
    const key = `${method} ${path}`
    if (!operations.has(key))
      operations.set(key, {
        method,
        path,
        parameters: names.map((name) => ({ name, in: 'path', required: true })),
        bodies: {},
      })
  }
  return [...operations.values()]
}

/** Values under which there is something, by the name of a parameter or field, and whole bodies by their operation
 *  (`POST /api/things`): what is otherwise refused at the door never gets to a handler. */
export type KnownValues = Record<string, readonly unknown[]>

/** One in so many parts of a request is as it should be, so that what is wrong is not always the first thing looked at. */
const oneOf = <Value>(...choices: [weight: number, arbitrary: fc.Arbitrary<Value>][]) =>
  fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })))

function goodValue(
  schema: Schema | undefined,
  known: KnownValues,
  schemas: Record<string, Schema>,
  name = '',
): fc.Arbitrary<unknown> {
  const values = known[name]
  // A parameter and an object of a body may have the same name.
  if (values && !schema?.properties && !schema?.anyOf && !schema?.oneOf) return fc.constantFrom(...values)
  if (!schema) return fc.constant('1')
  if (schema.$ref) return goodValue(schemas[schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)], known, schemas, name)
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return fc.oneof(...choices.map((choice) => goodValue(choice, known, schemas)))
  if (schema.prefixItems) return fc.tuple(...schema.prefixItems.map((item) => goodValue(item, known, schemas)))
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type
  const [least, most] = [Math.max(schema.minimum ?? 0, -1e6), Math.min(schema.maximum ?? 100, 1e6)]
  if (type === 'integer')
    return fc.integer({ min: Math.ceil(least), max: Math.max(Math.ceil(least), Math.floor(most)) })
  if (type === 'number') return fc.double({ min: least, max: Math.max(least, most), noNaN: true })
  if (type === 'boolean') return fc.boolean()
  if (type === 'array') return fc.array(goodValue(schema.items, known, schemas), { minLength: 1, maxLength: 4 })
  if (type === 'object' || schema.properties) {
    const properties = Object.entries(schema.properties ?? {}).map(
      ([key, value]) => [key, goodValue(value, known, schemas, key)] as const,
    )
    return fc.record(Object.fromEntries(properties), { requiredKeys: (schema.required ?? []) as never[] })
  }
  return fc.constantFrom('1', 'text', '530326')
}

/** A value with one or two things in it put in another's place, taken out, or added. */
const spoil = (value: unknown, choices: readonly number[], hostile: unknown): unknown => {
  const [choice = 0, ...rest] = choices
  if (rest.length === 0 || typeof value !== 'object' || value === null) return hostile
  if (Array.isArray(value)) {
    const at = choice % (value.length + 1)
    return at === value.length
      ? [...value, hostile]
      : value.map((item, i) => (i === at ? spoil(item, rest, hostile) : item))
  }
  const entries = Object.entries(value)
  const at = choice % (entries.length + 2)
  if (at === entries.length)
    return { ...value, [typeof hostile === 'string' ? hostile.slice(0, 200) : 'more']: hostile }
  if (at === entries.length + 1) return Object.fromEntries(entries.slice(1))
  return Object.fromEntries(entries.map(([key, item], i) => [key, i === at ? spoil(item, rest, hostile) : item]))
}

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '', 'utf8')
const brokenUtf8 = Buffer.from([0xc3, 0x28, 0xff, 0xfe, 0xed, 0xa0, 0x80])
const spliced = (bytes: Buffer, at: number, more: Buffer) =>
  Buffer.concat([bytes.subarray(0, at % (bytes.length + 1)), more, bytes.subarray(at % (bytes.length + 1))])

/** What no value is: cut off, in another encoding, deeper and longer than anybody means it. */
const spoiledBytes = (good: fc.Arbitrary<unknown>): fc.Arbitrary<Buffer> =>
  fc.oneof(
    fc.tuple(good, fc.nat(400)).map(([value, at]) => bytesOf(value).subarray(0, at)),
    fc.tuple(good, fc.nat(400)).map(([value, at]) => spliced(bytesOf(value), at, brokenUtf8)),
    fc.tuple(good, fc.nat(400)).map(([value, at]) => spliced(bytesOf(value), at, Buffer.from('\0'))),
    good.map((value) => Buffer.from(`\ufeff${JSON.stringify(value)}`, 'utf16le')),
    good.map((value) => Buffer.from(JSON.stringify(value).replaceAll(/\d+(\.\d+)?/g, '1e999'))),
    fc.constantFrom('[', '{"a":', '[{"":').map((opening) => Buffer.from(opening.repeat(100_000))),
    fc.constantFrom('[', '{"a":').map((opening) => Buffer.from(`{"area":${opening.repeat(2_000)}`)),
    fc.constantFrom(1_900_000, 2_100_000).map((length) => Buffer.from(`{"a":"${'x'.repeat(length)}"}`)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('', '{}', '[]', 'null', '""', '{"__proto__":{"a":1}}', '{"a":1,"a":2}', '// {}')
      .map((text) => Buffer.from(text)),
  )

const boundary = 'onegrid-boundary'
/** A form with parts of wrong names, files and endings. */
const aForm = (fields: fc.Arbitrary<Record<string, unknown>>): fc.Arbitrary<Buffer> =>
  fc
    .record({
      fields,
      fileName: hostileText.map((text) => text.replaceAll(/["\r\n]/g, '')),
      content: fc.oneof(
        hostileJson.map(bytesOf),
        fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      ),
      ending: fc.constantFrom(`\r\n--${boundary}--\r\n`, `\r\n--${boundary}\r\n`, '', '--'),
    })
    .map(({ fields: values, fileName, content, ending }) =>
      Buffer.concat([
        ...Object.entries(values).map(([name, value]) =>
          Buffer.from(
            `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${typeof value === 'string' ? value : JSON.stringify(value)}\r\n`,
          ),
        ),
        Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${fileName}"\r\n\r\n`),
        content,
        Buffer.from(ending),
      ]),
    )

/** As a browser escapes it, or not at all where no URL can be made of it. */
const escapePart = (text: string): string => {
  try {
    return encodeURIComponent(text)
  } catch {
    // Half a character.
    return '%ED%A0%80'
  }
}
const brokenEscapes = fc.constantFrom(
  '%',
  '%zz',
  '%C3%28',
  '%ff%fe',
  '%00',
  '%2e%2e%2f',
  '..',
  '%u0041',
  '+',
  ';',
  '//',
)
const urlPart = (good: fc.Arbitrary<unknown>, goodWeight: number) =>
  oneOf<string>(
    [goodWeight, good.map((value) => escapePart(String(value)))],
    [4, hostileText.map(escapePart)],
    [1, brokenEscapes],
  )

const acceptable = [
  '*/*',
  'application/json',
  'application/geo+json',
  'text/html;q=0.1',
  'application/geo+json;q=nan',
  ',;,q=,',
  'x'.repeat(3_000),
]
const strangeHeaders = fc.record(
  {
    accept: fc.constantFrom(...acceptable),
    'accept-language': fc.constantFrom('en', 'zh', 'zh-'.repeat(500), '*', 'en;q=zz'),
    'accept-encoding': fc.constantFrom('gzip', 'br;q=0', '*;q=0', 'identity;q=0, *;q=0', ';;;'),
    'if-none-match': fc.constantFrom('*', 'W/"', '"'.repeat(2_000), 'W/"x", "y"'),
    'x-request-id': fc.constantFrom('a b', '<img>', 'x'.repeat(500), "'; --"),
    range: fc.constantFrom('bytes=0-', 'bytes=9-1', 'lines=1'),
    'x-forwarded-for': fc.constantFrom('127.0.0.1', "'; --", ','.repeat(1_000), '::ffff:1.2.3.4'),
    'x-forwarded-proto': fc.constantFrom('https', 'gopher', ',,'),
    'x-http-method-override': fc.constantFrom('DELETE', 'PUT'),
    cookie: fc.constantFrom('a=b', '=; =;;', `x=${'y'.repeat(3_000)}`, '__Host-a="\\"'),
  },
  { requiredKeys: [] },
)

function requestOf(
  operation: Operation,
  known: KnownValues,
  schemas: Record<string, Schema>,
): fc.Arbitrary<BadRequest> {
  const inPath = operation.parameters.filter((parameter) => parameter.in === 'path')
  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query')
  const path = fc
    .tuple(...inPath.map(({ name, schema }) => urlPart(goodValue(schema, known, schemas, name), 10)))
    .map((values) =>
      inPath.reduce((text, { name }, i) => text.replace(`{${name}}`, () => values[i] ?? ''), operation.path),
    )
  const query = fc
    .tuple(
      ...inQuery.map(({ name, schema, required }) =>
        fc.option(
          urlPart(goodValue(schema, known, schemas, name), 3).map((value) => `${name}=${value}`),
          {
            nil: '',
            freq: required ? 20 : 2,
          },
        ),
      ),
      // One that no route has is refused whatever else is asked.
      oneOf<string>(
        [9, fc.constant('')],
        [1, fc.tuple(hostileText, hostileText).map((pair) => pair.map(escapePart).join('='))],
      ),
      fc.constantFrom('', '', '', 'lang=en', 'lang=%00', '&&=&'),
    )
    .map((parts) => parts.filter(Boolean).join('&'))
  const bodies = Object.entries(operation.bodies).map(([type, schema]) => {
    const whole = known[`${operation.method} ${operation.path}`]
    const good = whole ? fc.constantFrom(...whole) : goodValue(schema, known, schemas)
    const spoiled = fc
      .tuple(good, fc.array(fc.nat(30), { minLength: 2, maxLength: 7 }), hostileJson)
      .map(([value, choices, hostile]) => spoil(value, choices, hostile))
    const isForm = type.startsWith('multipart/')
    const bytes = isForm
      ? oneOf<Buffer>(
          [3, aForm(spoiled.map((value) => Object(value ?? {}) as Record<string, unknown>))],
          [1, spoiledBytes(good)],
        )
      : oneOf<Buffer>([2, good.map(bytesOf)], [6, spoiled.map(bytesOf)], [3, spoiledBytes(good)])
    const says = isForm ? `${type}; boundary=${boundary}` : type
    return fc.tuple(
      oneOf<string>(
        [9, fc.constant(says)],
        [
          1,
          fc.constantFrom(
            'text/plain',
            'application/json',
            'multipart/form-data',
            'application/x-www-form-urlencoded',
            `${says};charset=utf-16`,
            ';',
            'a/b/c',
          ),
        ],
      ),
      bytes,
    )
  })
  // Also where none is expected.
  const body: fc.Arbitrary<[string, Buffer] | undefined> =
    bodies.length > 0
      ? oneOf<[string, Buffer] | undefined>([20, fc.oneof(...bodies)], [1, fc.constant(undefined)])
      : oneOf<[string, Buffer] | undefined>(
          [12, fc.constant(undefined)],
          [1, fc.tuple(fc.constantFrom('application/json', 'text/plain'), spoiledBytes(fc.constant({ a: 1 })))],
        )
  return fc.record({ path, query, body, headers: strangeHeaders }).map((parts) => ({
    operation,
    path: parts.query === '' ? parts.path : `${parts.path}?${parts.query}`,
    headers: { ...parts.headers, ...(parts.body && { 'content-type': parts.body[0] }) } as Record<string, string>,
    body: parts.body?.[1],
  }))
}

/** Characters that no database stores: a zero byte and half of one. */
const brokenTexts = ['a\0b', 'a\ud800b']

/** Every text in `value`, one after the other, with `broken` in its place. */
function* breakTexts(value: unknown, broken: string): Generator<unknown> {
  if (typeof value === 'string') yield broken
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value))
    for (const changed of breakTexts(item, broken))
      yield Array.isArray(value)
        ? value.map((other, i) => (i === Number(key) ? changed : other))
        : { ...value, [key]: changed }
}

/** Each operation once for each text it takes, in path, query and body, with the rest as it should be: what only chance finds
 *  otherwise, once in ten thousand. */
export function listBrokenTexts(options: {
  operations: readonly Operation[]
  schemas: Record<string, Schema>
  known: KnownValues
  seed: number
}): BadRequest[] {
  const { operations, schemas, known, seed } = options
  const sample = <Value>(good: fc.Arbitrary<Value>) => fc.sample(good, { numRuns: 1, seed })[0] as Value
  return operations.flatMap((operation) => {
    const { method, path, parameters, bodies } = operation
    const good = parameters
      .filter((parameter) => parameter.in === 'path' || parameter.required)
      .map((parameter) => ({
        ...parameter,
        value: String(sample(goodValue(parameter.schema, known, schemas, parameter.name))),
      }))
    const addressOf = (values: readonly { name: string; in: string; value: string }[]) => {
      const inPath = values.filter((value) => value.in === 'path')
      const query = values
        .filter((value) => value.in === 'query')
        .map(({ name, value }) => `${name}=${escapePart(value)}`)
      const address = inPath.reduce((text, { name, value }) => text.replace(`{${name}}`, () => escapePart(value)), path)
      return query.length > 0 ? `${address}?${query.join('&')}` : address
    }
    const [json] = Object.entries(bodies).filter(([type]) => type === 'application/json')
    const whole = known[`${method} ${path}`]
    const body = json && (whole ? whole[0] : sample(goodValue(json[1], known, schemas)))
    const request = (address: string, sent: unknown): BadRequest => ({
      operation,
      path: address,
      headers: sent === undefined ? {} : { 'content-type': 'application/json' },
      body: sent === undefined ? undefined : bytesOf(sent),
    })
    // What only reads also as it should be: a request of that kind reaches its handler, whatever chance makes of the others.
    const asItShouldBe = method === 'GET' ? [request(addressOf(good), undefined)] : []
    const spoiled = brokenTexts.flatMap((broken) => [
      ...parameters.map((parameter) =>
        request(
          addressOf([...good.filter(({ name }) => name !== parameter.name), { ...parameter, value: broken }]),
          body,
        ),
      ),
      ...[...breakTexts(body, broken)].map((sent) => request(addressOf(good), sent)),
    ])
    return [...asItShouldBe, ...spoiled]
  })
}

/** So many requests over all operations in turn, some at a time, the same for the same seed. */
export function* listBadRequests(options: {
  operations: readonly Operation[]
  schemas: Record<string, Schema>
  known: KnownValues
  count: number
  seed: number
}): Generator<BadRequest[]> {
  const { operations, schemas, known, count, seed } = options
  // A request may hold two megabytes.
  const portion = 20
  for (let done = 0, round = 0; done < count; round++)
    for (const operation of operations) {
      const numRuns = Math.min(portion, count - done)
      if (numRuns <= 0) return
      yield fc.sample(requestOf(operation, known, schemas), { numRuns, seed: seed + round })
      done += numRuns
    }
}
