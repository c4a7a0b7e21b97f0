import { useState } from 'react'
import { importSteps } from '#api/ground/editions/editions.contract.ts'
import type { ImportAnswer } from '#api/ground/imports/imports.contract.ts'
import { cancelImport } from '#web/api-client/client.ts'
import { formatNumber } from '#web/lib/format-number.ts'
import { useFallenFocus } from '#web/shared/use-fallen-focus.ts'
import { useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { PanelBlock, PanelScroll } from '#web/ui/panel.tsx'
import styles from './imports.module.css'
import { importsText } from './imports.text.ts'

type Step = (typeof importSteps)[number]

/** The steps this import goes through. Nobody waits for a dead import unless there is one. */
function listSteps({ settings, step }: Pick<ImportAnswer, 'settings' | 'step'>): Step[] {
  return importSteps.filter((each) => {
    if (each === 'wait') return step === 'wait'
    if (each === 'snap') return (settings.snapMeters ?? 0) > 0
    return !settings.dryRun || importSteps.indexOf(each) <= importSteps.indexOf('check')
  })
}

type ImportProgressProps = {
  /** Null while the files are being sent. */
  answer: ImportAnswer | null
  /** Nothing will be written. */
  isCheck: boolean
  onCancel?: () => void
  /** It had ended before it could be cancelled. */
  onEnded?: () => void
}

/** How far an import is, step by step. */
export function ImportProgress({ answer, isCheck, onCancel, onEnded }: ImportProgressProps) {
  const text = useText(importsText)
  const headline = useFallenFocus<HTMLHeadingElement>()
  const [isCancelling, setIsCancelling] = useState(false)
  const words = text[isCheck ? 'ofCheck' : 'ofImport']
  const isSending = answer === null || answer.state === 'waiting'
  const cancel = () => {
    if (!answer) return onCancel?.()
    setIsCancelling(true)
    cancelImport(answer.id).catch(() => {
      setIsCancelling(false)
      onEnded?.()
    })
  }
  return (
    <PanelScroll>
      <PanelBlock>
        <h3 ref={headline} tabIndex={-1} className={styles.headline} role="status">
          {isCancelling ? words.cancelling : isSending ? text.uploading : words.atWork}
        </h3>
        {answer && answer.files.length > 0 && (
          <p className={styles.muted}>{answer.files.map(({ name }) => name).join(', ')}</p>
        )}
        {isSending ? <progress className={styles.bar} /> : <StepList answer={answer} />}
        <p className={styles.muted}>{!isSending && words.mayClose}</p>
        <div className={styles.actions}>
          <Button icon="close" disabled={isCancelling} onClick={cancel}>
            {words.cancel}
          </Button>
        </div>
      </PanelBlock>
    </PanelScroll>
  )
}

function StepList({ answer }: { answer: ImportAnswer }) {
  const text = useText(importsText)
  const { step, done, total } = answer
  const steps = listSteps(answer)
  const current = step === null ? 0 : steps.indexOf(step)
  return (
    <ol className={styles.steps}>
      {steps.map((each, index) => (
        <li
          key={each}
          data-state={index < current ? 'done' : index === current ? 'current' : 'coming'}
          aria-current={index === current ? 'step' : undefined}
        >
          <span className={styles.stepMark}>{index < current && <Icon name="check" size={14} />}</span>
          <span>{text.step[each]}</span>
          {index === current && total > 1 && (
            <>
              <span className={styles.stepCount}>{text.ofTotal(formatNumber(done), formatNumber(total))}</span>
              <progress className={styles.bar} value={done} max={total} aria-label={text.step[each]} />
            </>
          )}
        </li>
      ))}
    </ol>
  )
}
