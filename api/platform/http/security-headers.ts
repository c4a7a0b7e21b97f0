import { createHash } from 'node:crypto'

/** Half a year. Without `includeSubDomains`: other names of the county are not ours to bind. */
export const strictTransport = 'max-age=15552000'

const policyOf = (directives: Record<string, string>) =>
  Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ')

/** Of whatever is no page: nothing it holds is loaded, run or framed, should a browser ever show it as one. */
const noPolicy = { 'default-src': "'none'", 'frame-ancestors': "'none'" }

/** Of every answer of the API, an error of any other route, and a file that is no page. Tiles have none of them: a header
 *  costs them as much as finding the tile does, and they come with a type that no browser runs. */
export const answerHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy': policyOf(noPolicy),
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** What a page of ours may load: itself and nothing else. MapLibre's worker is a blob. antd writes style elements, so
 *  these are allowed, and only they: `style` attributes in markup are not. A nonce for them would have to be in the page,
 *  whose bytes are packed once and known by an ETag, and a style element runs nothing. */
const pagePolicy = {
  'default-src': "'self'",
  'script-src': "'self'",
  'img-src': "'self' data: blob:",
  'style-src-elem': "'self' 'unsafe-inline'",
  'style-src-attr': "'none'",
  // For browsers that do not know the two above.
  'style-src': "'self' 'unsafe-inline'",
  'worker-src': "'self' blob:",
  'child-src': "'self' blob:",
  'connect-src': "'self'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'self'",
  'frame-ancestors': "'none'",
}

const pageOnly = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy':
    'geolocation=(self), camera=(), microphone=(), payment=(), usb=(), serial=(), display-capture=()',
}

export const pageHeaders: Readonly<Record<string, string>> = {
  ...answerHeaders,
  ...pageOnly,
  'Content-Security-Policy': policyOf(pagePolicy),
}

/** Of a page without script whose one style element is this. */
export const styledPageHeaders = (style: string): Readonly<Record<string, string>> => ({
  ...answerHeaders,
  ...pageOnly,
  'Content-Security-Policy': policyOf({
    ...noPolicy,
    'style-src': `'sha256-${createHash('sha256').update(style).digest('base64')}'`,
    'base-uri': "'none'",
    'form-action': "'none'",
  }),
})
