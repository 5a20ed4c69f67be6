import { Component, type ReactNode } from 'react';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Text } from './i18n/text.tsx';

interface ErrorBoundaryState {
  readonly hasFailed: boolean;
}

/** Last resort for a fault of ours: says that drafts are safe and starts the page again. Shows no raw text. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, ErrorBoundaryState> {
  override readonly state: ErrorBoundaryState = { hasFailed: false };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main className="screen screen-centred" data-screen="crashed">
        <h1 className="screen-title">
          <Text id="crashed.title" />
        </h1>
        <Banner tone="danger" isAlert>
          <Text id="crashed.text" />
        </Banner>
        <Button variant="primary" size="large" onPress={() => window.location.reload()}>
          <Text id="crashed.reload" />
        </Button>
      </main>
    );
  }
}
