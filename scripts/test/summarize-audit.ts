type Advisory = { title?: string; url?: string; severity?: string; range?: string }
type AuditAnswer = {
  vulnerabilities?: Record<string, { severity?: string; isDirect?: boolean; via?: (string | Advisory)[] }>
  metadata?: { vulnerabilities?: Record<string, number>; dependencies?: { total?: number } }
  statusCode?: number
  error?: { code?: string }
}

const severities = ['critical', 'high', 'moderate', 'low', 'info']

/** What `npm audit --json` found, for people to read; without the name of any registry. Where none has answered the
 *  question it says so: nothing was audited then. Pure. */
export function summarizeAudit(output: string): string[] {
  const answer = parseAnswer(output)
  const counts = answer?.metadata?.vulnerabilities
  if (!answer?.vulnerabilities || !counts) {
    const reason = answer?.statusCode ?? answer?.error?.code
    return [
      `Dependency audit: no registry answered${reason === undefined ? '' : ` (${reason})`}, so nothing was audited.`,
    ]
  }
  const found = severities.flatMap((severity) => (counts[severity] ? [`${counts[severity]} ${severity}`] : []))
  const total = answer.metadata?.dependencies?.total
  return [
    `Dependency audit${total === undefined ? '' : ` of ${total} packages`}: ${found.length > 0 ? found.join(', ') : 'no advisory'}.`,
    ...Object.entries(answer.vulnerabilities)
      .toSorted(([, a], [, b]) => severities.indexOf(a.severity ?? '') - severities.indexOf(b.severity ?? ''))
      .flatMap(([name, { via = [] }]) =>
        // A text is another package of the list, through which this one comes in.
        via.flatMap((advisory) =>
          typeof advisory === 'string'
            ? []
            : [
                `  ${advisory.severity ?? ''} ${name} ${advisory.range ?? ''}: ${advisory.title ?? ''} ${idOf(advisory)}`.trimEnd(),
              ],
        ),
      ),
  ]
}

const idOf = ({ url = '' }: Advisory) => /GHSA(-\w{4}){3}/.exec(url)?.[0] ?? ''

function parseAnswer(output: string): AuditAnswer | undefined {
  try {
    return JSON.parse(output) as AuditAnswer
  } catch {
    return undefined
  }
}
