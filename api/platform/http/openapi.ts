import type { Schema } from './api-page.ts'

type Answers = Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>
type Described = {
  components?: { schemas?: Record<string, Schema> }
  paths: Record<string, Record<string, { responses?: Answers }>>
}

/** `Problem` of problem.ts. */
const problemSchema: Schema = {
  type: 'object',
  description: 'RFC 9457. `code` is for programs, `detail` for people, `requestId` is in the log.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          path: { type: 'string' },
          message: { type: 'string' },
          lngLat: { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }] },
        },
        required: ['path', 'message'],
      },
    },
    current: {},
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'requestId'],
}

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }

/** Says of every route that its errors are problems; the generator itself announces the validator's own shape, which
 *  nobody ever gets. Changes the document. */
export function describeProblems(document: Described): void {
  document.components = {
    ...document.components,
    schemas: { ...document.components?.schemas, Problem: problemSchema },
  }
  for (const operation of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    const responses: Answers = operation.responses ?? {}
    for (const [status, answer] of Object.entries(responses)) {
      if (Number(status) < 400) continue
      if (answer.description === 'Validation Error') answer.description = '输入有误 / invalid_input'
      answer.content = problemContent
    }
    responses.default = { description: '其他错误 / Any other error', content: problemContent }
    operation.responses = responses
  }
}
