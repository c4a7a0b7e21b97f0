import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import styles from './inspector.module.css'
import { Awaited, type AwaitedProps } from './notice.tsx'

type InspectorHeadProps = {
  title: string
  /** A name is short and large; a sentence has less room to spare. */
  titleLook?: 'name' | 'sentence'
  /** Before the title. */
  mark?: ReactNode
  /** The line under the title. */
  subtitle?: ReactNode
  tags?: ReactNode
  actions?: ReactNode
  closeLabel: string
  onClose: () => void
}

/** The top of an inspector: what is shown, what kind of thing it is, what can be done with it. */
export function InspectorHead({ titleLook = 'name', mark, subtitle, tags, actions, ...head }: InspectorHeadProps) {
  return (
    <div className={styles.head}>
      <div className={styles.titleRow} data-look={titleLook}>
        {mark}
        <h2>{head.title}</h2>
        <IconButton icon="close" label={head.closeLabel} shortcut="Esc" onClick={head.onClose} />
      </div>
      {subtitle && <div className={styles.subtitle}>{subtitle}</div>}
      {tags && <div className={styles.tags}>{tags}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}

/** A word about the thing shown; `late` for what somebody should have done by now. */
export const Tag = ({ tone, children }: { tone?: 'late'; children: ReactNode }) => (
  <span className={styles.tag} data-tone={tone}>
    {children}
  </span>
)

type PendingInspectorProps = Pick<InspectorHeadProps, 'title' | 'titleLook' | 'closeLabel' | 'onClose'> & AwaitedProps

/** An inspector whose thing is still on its way, or could not be had. */
export function PendingInspector({ title, titleLook, closeLabel, onClose, ...awaited }: PendingInspectorProps) {
  return (
    <>
      <InspectorHead title={title} titleLook={titleLook} closeLabel={closeLabel} onClose={onClose} />
      <Awaited {...awaited} />
    </>
  )
}
