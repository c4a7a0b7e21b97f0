import { resolver } from 'hono-openapi'

/** An answer in JSON, as `describeRoute` takes it. Pure. */
export const jsonAnswer = (description: string, schema: Parameters<typeof resolver>[0]) => ({
  description,
  content: { 'application/json': { schema: resolver(schema) } },
})
