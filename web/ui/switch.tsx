import styles from './switch.module.css'

type SwitchProps = {
  label: string
  isOn: boolean
  /** Beside other controls, and no wider than it has to be. */
  isInline?: boolean
  onToggle: () => void
}

/** A whole line that switches something on or off. */
export function Switch({ label, isOn, isInline, onToggle }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      className={styles.line}
      data-inline={isInline}
      onClick={onToggle}
    >
      <span>{label}</span>
      <span className={styles.track} aria-hidden="true" />
    </button>
  )
}

type ChoiceProps = { name: string; label: string; aside?: string; isChosen: boolean; onChoose: () => void }

/** A whole line that is one of several. */
export function Choice({ name, label, aside, isChosen, onChoose }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <input type="radio" name={name} checked={isChosen} onChange={onChoose} />
      <span className={styles.choiceLabel}>{label}</span>
      {aside && <span className={styles.aside}>{aside}</span>}
    </label>
  )
}
