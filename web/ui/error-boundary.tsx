import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Notice } from './notice.tsx'

type ErrorBoundaryProps = { sentence: string; retry: string; children: ReactNode }

/** Keeps a fault in one panel from taking the map away. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo) {
    console.error(error, info.componentStack)
  }

  override render() {
    if (!this.state.hasFailed) return this.props.children
    return (
      <Notice
        icon="warning"
        tone="warning"
        action={{ text: this.props.retry, onClick: () => this.setState({ hasFailed: false }) }}
      >
        {this.props.sentence}
      </Notice>
    )
  }
}
