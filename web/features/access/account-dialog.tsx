import { useState } from 'react'
import type { SessionAnswer } from '#api/platform/access/access.contract.ts'
import { describeError } from '#web/api-client/problem.ts'
import { useLanguage, useText } from '#web/shared/use-text.ts'
import { useUnsent } from '#web/shared/use-unsent.ts'
import { Button } from '#web/ui/button.tsx'
import { Dialog } from '#web/ui/dialog.tsx'
import styles from './access.module.css'
import { accessText } from './access.text.ts'
import type { AccountTopic } from './account-topic.ts'
import { ChangePassword } from './change-password.tsx'
import { Enrol } from './enrol.tsx'
import { FormFault } from './form-fault.tsx'
import { OwnSessions } from './own-sessions.tsx'
import { OwnWays } from './own-ways.tsx'
import { RemoveFactor } from './remove-factor.tsx'
import { askSession, signOut } from './session-actions.ts'
import type { BindOutcome } from './way-outcome.ts'

type AccountDialogProps = {
  topic: AccountTopic
  session: SessionAnswer
  /** What came of binding the own account. */
  outcome: BindOutcome | null
  onClose: () => void
}

/** What somebody does about the own account. */
export function AccountDialog({ topic, session, outcome, onClose }: AccountDialogProps) {
  const text = useText(accessText)
  const unsent = useUnsent()
  const title = {
    password: text.changeTitle,
    'second-factor': session.hasSecondFactor ? text.removeTitle : text.enrolTitle,
    own: text.ownTitle,
    'sign-out-all': text.signOutAll,
    'sign-out-failed': text.signOut,
  }[topic]
  return (
    <Dialog
      title={title}
      closeLabel={text.close}
      onClose={onClose}
      isNarrow
      hasField={topic !== 'own'}
      unsent={unsent}
      isHeldInside
    >
      <div className={styles.dialog}>
        {topic === 'password' && <PasswordTopic session={session} onClose={onClose} />}
        {topic === 'second-factor' && <FactorTopic session={session} onClose={onClose} />}
        {topic === 'own' && (
          <>
            <OwnWays session={session} outcome={outcome} />
            <OwnSessions />
          </>
        )}
        {(topic === 'sign-out-all' || topic === 'sign-out-failed') && (
          <SignOutTopic isEverywhere={topic === 'sign-out-all'} onClose={onClose} />
        )}
      </div>
    </Dialog>
  )
}

type TopicProps = { session: SessionAnswer; onClose: () => void }

const Done = ({ sentence, onClose }: { sentence: string; onClose: () => void }) => {
  const text = useText(accessText)
  return (
    <div className={styles.form} role="status">
      <p className={styles.hint}>{sentence}</p>
      <Button look="primary" onClick={onClose} data-first-focus>
        {text.close}
      </Button>
    </div>
  )
}

function PasswordTopic({ session, onClose }: TopicProps) {
  const text = useText(accessText)
  const [isDone, setIsDone] = useState(false)
  if (isDone) return <Done sentence={text.changed} onClose={onClose} />
  return (
    <ChangePassword
      username={session.username}
      isFirst={false}
      onChanged={() => {
        setIsDone(true)
        void askSession().catch(() => {})
      }}
    />
  )
}

function FactorTopic({ session, onClose }: TopicProps) {
  const text = useText(accessText)
  const [step, setStep] = useState<'remove' | 'removed' | 'enrol' | 'done'>(
    session.hasSecondFactor ? 'remove' : 'enrol',
  )
  if (step === 'done') return <Done sentence={text.enrolled} onClose={onClose} />
  if (step === 'removed')
    return (
      <div className={styles.form} role="status">
        <p className={styles.hint}>{text.removed}</p>
        <Button look="primary" onClick={() => setStep('enrol')} data-first-focus>
          {text.enrolNew}
        </Button>
        <Button look="quiet" onClick={onClose}>
          {text.close}
        </Button>
      </div>
    )
  if (step === 'remove')
    return (
      <RemoveFactor
        username={session.username}
        onRemoved={() => {
          setStep('removed')
          void askSession().catch(() => {})
        }}
      />
    )
  return (
    <Enrol
      username={session.username}
      isWanted={false}
      onCancel={onClose}
      onDone={() => {
        setStep('done')
        void askSession().catch(() => {})
      }}
    />
  )
}

function SignOutTopic({ isEverywhere, onClose }: { isEverywhere: boolean; onClose: () => void }) {
  const text = useText(accessText)
  const language = useLanguage()
  const [fault, setFault] = useState<string | null>(null)
  const leave = () => void signOut(isEverywhere).catch((error: unknown) => setFault(describeError(error, language)))
  return (
    <div className={styles.form}>
      {isEverywhere && <p>{text.signOutAllSure}</p>}
      <FormFault>{fault}</FormFault>
      <Button look="primary" onClick={leave}>
        {isEverywhere ? text.signOutAll : text.signOut}
      </Button>
      <Button look="quiet" onClick={onClose} data-first-focus>
        {text.cancel}
      </Button>
    </div>
  )
}
