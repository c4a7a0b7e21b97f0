import { type ReactNode, useState } from 'react'
import { isAtRung } from '#api/operations/incidents/lifecycle.contract.ts'
import type { Whistle, WhistleResponse, WhistleStep } from '#api/operations/whistles/whistles.contract.ts'
import { isWithin, usePermission, useSession } from '#web/api-client/session.ts'
import { answerWhistle, cancelWhistle, closeWhistle } from '#web/api-client/whistle-calls.ts'
import { formatDateTime, formatRelative } from '#web/lib/format-time.ts'
import { useNow } from '#web/shared/use-now.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { Button } from '#web/ui/button.tsx'
import { Icon } from '#web/ui/icon.tsx'
import { describeClock } from './describe-clock.ts'
import { WordDialog, type WordDialogProps } from './whistle-sheet.tsx'
import styles from './whistles.module.css'
import { useDepartments } from './whistles.queries.ts'
import { whistlesText } from './whistles.text.ts'

type Asked = Omit<WordDialogProps, 'incidentId' | 'onClose'>
type Text = ReturnType<typeof useText<typeof whistlesText>>

/** One whistle: why, by whom, and the clock of each department, with what may be done about it. */
export function WhistleCard({ whistle, head }: { whistle: Whistle; head?: ReactNode }) {
  const text = useText(whistlesText)
  const language = useLanguage()
  const nowMs = useNow()
  const { session } = useSession()
  const { incident, state, responses, assessment, version, id } = whistle
  const isCaller = isAtRung(usePermission('whistles.write') ?? [], incident) === true
  const canAnswer = isWithin(usePermission('whistles.answer'), incident.gridCode)
  const [asked, setAsked] = useState<Asked | null>(null)
  const isOpen = state === 'open'
  // one's own department first
  const shown = [...responses].sort(
    (one, other) => Number(other.department === session?.department) - Number(one.department === session?.department),
  )
  return (
    <article
      className={styles.card}
      data-state={state}
      aria-label={`${incident.number} ${text.reason[whistle.reason]}`}
    >
      {head}
      <p className={styles.line}>
        <strong>{text.reason[whistle.reason]}</strong>
        <span className={styles.muted}>
          {text.calledBy(whistle.calledBy, formatRelative(whistle.calledAt, nowMs, language))}
        </span>
        {!isOpen && <span className={styles.ended}>{text.state[state]}</span>}
      </p>
      {whistle.note && <p className={styles.word}>{whistle.note}</p>}
      <ul className={styles.responses}>
        {shown.map((response) => {
          const isOwn = response.department === session?.department
          return (
            <Response
              key={response.department}
              whistle={whistle}
              response={response}
              isOwn={isOwn}
              canStep={isOpen && canAnswer && (isOwn || isCaller)}
              onAsk={setAsked}
            />
          )
        })}
      </ul>
      {assessment && (
        <p className={styles.word}>
          <span className={styles.muted}>{state === 'cancelled' ? text.whyCancelled : text.process}</span> {assessment}
        </p>
      )}
      {isOpen && isCaller && (
        <div className={styles.buttons}>
          <Button
            onClick={() =>
              setAsked({
                title: text.close,
                submitText: text.close,
                label: text.closeAssessment,
                isNeeded: true,
                isOfProcess: true,
                field: 'assessment',
                onSubmit: (word) => closeWhistle(id, version, word),
              })
            }
          >
            {text.close}
          </Button>
          <Button
            look="quiet"
            onClick={() =>
              setAsked({
                title: text.cancel,
                submitText: text.cancel,
                label: text.cancelReason,
                isNeeded: true,
                isOfProcess: false,
                field: 'reason',
                onSubmit: (word) => cancelWhistle(id, version, word),
              })
            }
          >
            {text.cancel}
          </Button>
        </div>
      )}
      {asked && <WordDialog {...asked} incidentId={incident.id} onClose={() => setAsked(null)} />}
    </article>
  )
}

/** A step of a department as the sheet asks for it. */
function stepOf(
  text: Text,
  { whistle, response, isOwn, name }: { whistle: Whistle; response: WhistleResponse; isOwn: boolean; name: string },
  step: WhistleStep,
): Asked {
  const isDone = step === 'done'
  const title = isDone ? (isOwn ? text.beDone : text.beDoneFor) : isOwn ? text.reportIn : text.reportInFor
  const field = isDone ? 'assessment' : 'note'
  return {
    title: text.of(title, name),
    submitText: title,
    label: isDone ? text.doneAssessment : text.reportNote,
    isNeeded: false,
    isOfProcess: isDone,
    field,
    onSubmit: (word) =>
      answerWhistle(whistle.id, response.department, {
        step,
        version: response.version,
        ...(word !== '' && { [field]: word }),
      }),
  }
}

type ResponseProps = {
  whistle: Whistle
  response: WhistleResponse
  isOwn: boolean
  canStep: boolean
  onAsk: (asked: Asked) => void
}

function Response({ whistle, response, isOwn, canStep, onAsk }: ResponseProps) {
  const text = useText(whistlesText)
  const language = useLanguage()
  const nowMs = useNow()
  const { nameOf } = useDepartments()
  const { reportedAt, doneAt, reportDueAt, doneDueAt, onBehalf, note, assessment } = response
  const clock = describeClock(whistle, response, { nowMs, language, words: text })
  const say = (instant: string) => formatDateTime(instant, language)
  const name = nameOf(response.department)
  const behalf = (step: WhistleStep) => (onBehalf.includes(step) ? text.onBehalf : '')
  const times = [
    reportedAt !== null && `${text.reportedAt(say(reportedAt))}${behalf('report-in')}`,
    doneAt !== null && `${text.doneAt(say(doneAt))}${behalf('done')}`,
    doneAt === null && whistle.state === 'open' && text.dueAt(say(reportedAt === null ? reportDueAt : doneDueAt)),
  ].filter((part) => part !== false)
  const step: WhistleStep = reportedAt === null ? 'report-in' : 'done'
  const asked = stepOf(text, { whistle, response, isOwn, name }, step)
  return (
    <li data-look={clock.look}>
      <div className={styles.department}>
        <strong>{name}</strong>
        <span className={styles.clock}>
          <Icon name={clock.icon} size={14} />
          {clock.text}
        </span>
        <span className={styles.muted}>{times.join(' · ')}</span>
        {[note, assessment]
          .filter((word) => word !== '')
          .map((word) => (
            <span key={word} className={styles.word}>
              {word}
            </span>
          ))}
      </div>
      {canStep && doneAt === null && (
        <Button look={isOwn ? 'primary' : 'plain'} aria-label={asked.title} onClick={() => onAsk(asked)}>
          {asked.submitText}
        </Button>
      )}
    </li>
  )
}
