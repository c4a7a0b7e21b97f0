import { expect, it } from 'vitest'
import { describeAccess } from './describe-access.ts'

it('says of a route who may call it, and that an open one asks for nothing', () => {
  const document: Parameters<typeof describeAccess>[0] = {
    paths: {
      '/api/audit': { get: {} },
      '/api/accounts/{id}/grants/{grantId}': { delete: {} },
      '/api/session': { get: {}, post: {} },
    },
  }
  describeAccess(document)
  expect(document.paths['/api/audit']?.get).toEqual({
    security: [{ key: [] }, { session: [] }],
    'x-access': 'audit.read: auditor',
  })
  expect(document.paths['/api/accounts/{id}/grants/{grantId}']?.delete?.['x-access']).toBe(
    'accounts.write: administrator',
  )
  expect(document.paths['/api/session']?.get?.['x-access']).toMatch(/signed in/)
  expect(document.paths['/api/session']?.post?.security).toEqual([])
})
