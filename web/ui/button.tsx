import type { ButtonHTMLAttributes, ReactNode } from 'react'
import { joinClasses } from '#web/lib/join-classes.ts'
import styles from './button.module.css'
import { Icon, type IconName } from './icon.tsx'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: 'plain' | 'primary' | 'quiet'
  icon?: IconName
  isOn?: boolean
  children?: ReactNode
}

/** A button with a text. */
export function Button({ look = 'plain', icon, isOn, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      aria-pressed={isOn}
      {...rest}
      className={joinClasses(styles.button, styles[look], isOn && styles.on, className)}
    >
      {icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  )
}

type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  icon: IconName
  /** Said by screen readers and shown as the tooltip. */
  label: string
  /** The key that does the same, shown in the tooltip. */
  shortcut?: string
  isOn?: boolean
  size?: number
}

/** A button that is only an icon. */
export function IconButton({ icon, label, shortcut, isOn, size = 18, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isOn}
      aria-keyshortcuts={shortcut}
      title={shortcut ? `${label} (${shortcut})` : label}
      {...rest}
      className={joinClasses(styles.iconButton, isOn && styles.on, className)}
    >
      <Icon name={icon} size={size} />
    </button>
  )
}

/** A name in running text or in a row that opens what it names. */
export const LinkButton = ({ onClick, children }: { onClick: () => void; children: ReactNode }) => (
  <button type="button" className={styles.link} onClick={onClick}>
    {children}
  </button>
)
