import type { ReactNode } from 'react'
import { Icon } from '#web/ui/icon.tsx'
import styles from './access.module.css'

/** Why a form was not taken; nothing where it may be. */
export const FormFault = ({ children }: { children: ReactNode }) => (
  <div role="alert" className={styles.faultPlace}>
    {children && (
      <p className={styles.fault}>
        <Icon name="warning" size={16} />
        <span>{children}</span>
      </p>
    )}
  </div>
)
