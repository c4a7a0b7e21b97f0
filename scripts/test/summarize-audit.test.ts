import { expect, it } from 'vitest'
import { summarizeAudit } from './summarize-audit.ts'

it('says what was found, the worst first, each with its number', () => {
  const answer = {
    vulnerabilities: {
      parent: { severity: 'low', via: ['bad'] },
      mild: {
        severity: 'low',
        via: [{ title: 'Slow', severity: 'low', range: '<2', url: 'https://x/GHSA-aaaa-bbbb-cccc' }],
      },
      bad: { severity: 'high', via: [{ title: 'Runs code', severity: 'high', range: '<1.2' }] },
    },
    metadata: { vulnerabilities: { info: 0, low: 2, moderate: 0, high: 1, critical: 0 }, dependencies: { total: 400 } },
  }
  expect(summarizeAudit(JSON.stringify(answer))).toEqual([
    'Dependency audit of 400 packages: 1 high, 2 low.',
    '  high bad <1.2: Runs code',
    '  low mild <2: Slow GHSA-aaaa-bbbb-cccc',
  ])
})

it('says that nothing was found', () => {
  const answer = { vulnerabilities: {}, metadata: { vulnerabilities: { high: 0 }, dependencies: { total: 400 } } }
  expect(summarizeAudit(JSON.stringify(answer))).toEqual(['Dependency audit of 400 packages: no advisory.'])
})

it.each([
  ['{"statusCode":405,"uri":"https://registry.example/-/npm","message":"405 registry.example"}', ' (405)'],
  ['{"error":{"code":"ENOTFOUND","summary":"getaddrinfo registry.example"}}', ' (ENOTFOUND)'],
  ['', ''],
  ['<html>registry.example</html>', ''],
])('says that nobody answered, and not who: %s', (output, reason) => {
  expect(summarizeAudit(output)).toEqual([`Dependency audit: no registry answered${reason}, so nothing was audited.`])
})
