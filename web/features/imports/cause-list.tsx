import { useEffect, useMemo } from 'react'
import type { ImportAnswer, ImportCauseAnswer } from '#api/ground/imports/imports.contract.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { ButtonRows } from '#web/ui/button-rows.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { FindingHead, FindingLimit, useKindName } from './finding-list.tsx'
import { listFindings } from './findings.ts'
import { setImportStore } from './import-store.ts'
import styles from './imports.module.css'
import { importsText } from './imports.text.ts'

type CauseListProps = { answer: ImportAnswer; hasMap: boolean; onOpen: (cause: ImportCauseAnswer) => void }

/** What the faults come from, the most frequent first: each opens the list of its faults. The map marks them all. */
export function CauseList({ answer, hasMap, onOpen }: CauseListProps) {
  const text = useText(importsText)
  const language = useLanguage()
  const kindName = useKindName()
  const findings = useMemo(() => listFindings(answer, 'faults'), [answer])
  useEffect(() => setImportStore({ findings, selectedKey: null }), [findings])
  // What helps against several is said with the first.
  const hints = answer.causes.map(({ hint }) => hint?.[language])
  return (
    <div className={styles.causes}>
      <FindingHead id={answer.id} hint={text.causeHint} />
      <FindingLimit findings={findings} total={answer.faultCount} hasMap={hasMap} />
      <ButtonRows label={text.causeList} className={styles.causeRows}>
        {answer.causes.map((cause, index) => (
          <li key={`${cause.kind} ${cause.field}`}>
            <button type="button" onClick={() => onOpen(cause)}>
              <span className={styles.causeHead}>
                <strong>{kindName(cause.kind)}</strong>
                {cause.field && <span>{cause.field}</span>}
              </span>
              <span className={styles.causeCount}>
                {text.places(formatNumber(cause.count))}
                <Icon name="chevronRight" size={16} />
              </span>
              <span className={styles.causeReason}>
                {cause.count > 1 && cause.code && text.forExample(cause.code)}
                {cause.reason[language]}
              </span>
            </button>
            {cause.hint && hints.indexOf(hints[index]) === index && <p className={styles.hint}>{hints[index]}</p>}
          </li>
        ))}
      </ButtonRows>
    </div>
  )
}
