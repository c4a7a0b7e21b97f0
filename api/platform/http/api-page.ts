export type Schema = {
  $ref?: string
  type?: string | string[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  enum?: unknown[]
  const?: unknown
  anyOf?: Schema[]
  oneOf?: Schema[]
  prefixItems?: Schema[]
  additionalProperties?: Schema | boolean
  description?: string
  default?: unknown
  minimum?: number
  maximum?: number
  pattern?: string
}
type Operation = {
  summary?: string
  description?: string
  tags?: string[]
  security?: Record<string, string[]>[]
  'x-access'?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[]
  requestBody?: { content?: Record<string, { schema?: Schema }> }
  responses?: Record<string, { description?: string; content?: Record<string, { schema?: Schema }> }>
}
export type OpenApiDocument = {
  info: { title: string; version: string; description?: string }
  components?: object
  paths: Record<string, Record<string, Operation>>
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escapeHtml = (value: unknown) => String(value ?? '').replace(/[&<>"']/g, (character) => escapes[character] ?? '')

/** A schema as one would write it in TypeScript, which is what readers of this page know. */
function writeType(schema: Schema | undefined, indent = ''): string {
  if (!schema) return 'unknown'
  if (schema.$ref) return schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.map((choice) => writeType(choice, indent)).join(' | ')
  if (schema.prefixItems) return `[${schema.prefixItems.map((item) => writeType(item, indent)).join(', ')}]`
  if (schema.type === 'array') return `${writeType(schema.items, indent)}[]`
  if (schema.properties) {
    const inner = `${indent}  `
    const lines = Object.entries(schema.properties).map(([name, property]) => {
      const mark = schema.required?.includes(name) ? '' : '?'
      const note = property.description ? `  // ${property.description.replace(/\s+/g, ' ')}` : ''
      return `${inner}${name}${mark}: ${writeType(property, inner)}${note}`
    })
    return `{\n${lines.join('\n')}\n${indent}}`
  }
  if (typeof schema.additionalProperties === 'object')
    return `{ [key: string]: ${writeType(schema.additionalProperties, indent)} }`
  return Array.isArray(schema.type) ? schema.type.join(' | ') : (schema.type ?? 'unknown')
}

const bounds = (schema: Schema | undefined) =>
  [
    schema?.minimum !== undefined && schema.minimum > -9e15 ? `≥ ${schema.minimum}` : '',
    schema?.maximum !== undefined && schema.maximum < 9e15 ? `≤ ${schema.maximum}` : '',
    schema?.default === undefined ? '' : `= ${JSON.stringify(schema.default)}`,
  ]
    .filter(Boolean)
    .join(' ')

function renderOperation(path: string, method: string, operation: Operation): string {
  const parameters = (operation.parameters ?? [])
    .map(
      (parameter) =>
        `<tr><td><code>${escapeHtml(parameter.name)}</code>${parameter.required ? ' *' : ''}</td><td>${escapeHtml(parameter.in)}</td><td><code>${escapeHtml(writeType(parameter.schema))}</code> ${escapeHtml(bounds(parameter.schema))}</td><td>${escapeHtml(parameter.description ?? parameter.schema?.description ?? '')}</td></tr>`,
    )
    .join('')
  const body = Object.entries(operation.requestBody?.content ?? {})
    .map(([type, { schema }]) => `<h4>body · ${escapeHtml(type)}</h4><pre>${escapeHtml(writeType(schema))}</pre>`)
    .join('')
  const responses = Object.entries(operation.responses ?? {})
    .map(([status, response]) => {
      const contents = Object.entries(response.content ?? {})
        .map(
          ([type, { schema }]) =>
            `<div class="type">${escapeHtml(type)}</div><pre>${escapeHtml(writeType(schema))}</pre>`,
        )
        .join('')
      return `<h4>${escapeHtml(status)} <span>${escapeHtml(response.description ?? '')}</span></h4>${contents}`
    })
    .join('')
  return `<details><summary><b class="${escapeHtml(method)}">${escapeHtml(method.toUpperCase())}</b> <code>${escapeHtml(path)}</code> <span>${escapeHtml(operation.summary ?? '')}</span></summary>
<p>${escapeHtml(operation.description ?? '')}</p><p class="type">${escapeHtml(operation['x-access'] ?? '')}</p>${parameters ? `<table>${parameters}</table>` : ''}${body}${responses}</details>`
}

/** The page's one style element, as its policy names it. */
export const apiPageStyle = `:root{color-scheme:light dark;--line:#8884;--muted:#7a8797;--action:#0e7c70}body{font:14px/1.6 system-ui,"Noto Sans SC","Microsoft YaHei","PingFang SC",sans-serif;max-width:1040px;margin:32px auto;padding:0 24px}
h1{font-size:28px;margin:0}h4{margin:16px 0 4px}h4 span,summary span,.type{color:var(--muted);font-weight:400}details{border-bottom:1px solid var(--line);padding:8px 0}summary{cursor:pointer;padding:4px 0}
summary b{display:inline-block;min-width:56px;color:var(--action)}pre{overflow:auto;background:#8881;padding:12px;border-radius:6px;margin:4px 0}table{border-collapse:collapse;width:100%}td{border-top:1px solid var(--line);padding:6px 8px;vertical-align:top}`

/** The OpenAPI document as one plain page: no script, so it reads in any browser of a county network. The ready-made
 *  viewers were looked at: one brings telemetry at install, one fetches fonts, one weighs 3 MB. */
export function renderApiPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => renderOperation(path, method, operation)),
    )
    .join('\n')
  return `<!doctype html><html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(document.info.title)}</title>
<style>${apiPageStyle}</style></head>
<body><h1>${escapeHtml(document.info.title)}</h1><p>${escapeHtml(document.info.description ?? '')} <a href="/api/openapi.json">openapi.json</a></p>${operations}</body></html>`
}
