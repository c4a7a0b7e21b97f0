import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { KeyPairPaths } from '#api/platform/http/key-pair.ts'

/** Writes a key and a certificate of its own signature for this machine into the folder, under this name. */
export function writeKeyPair(folder: string, name: string): KeyPairPaths {
  const paths = { certPath: join(folder, `${name}.crt`), keyPath: join(folder, `${name}.key`) }
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(paths.keyPath, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
  const asked = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1']
  execFileSync('openssl', [
    'req',
    '-x509',
    '-new',
    '-key',
    paths.keyPath,
    '-out',
    paths.certPath,
    '-days',
    '2',
    ...asked,
  ])
  return paths
}
