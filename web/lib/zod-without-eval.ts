import { config } from 'zod'

// zod tries Function('') to see whether it may compile its checks; our Content-Security-Policy refuses that and each
// browser reports it as an error. Imported before anything that makes a schema.
config({ jitless: true })
