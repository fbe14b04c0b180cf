import type { ComponentChildren } from 'preact';
import type { Piece } from '../../ui/catalogue/message';
import { Words } from '../../ui/Words/Words';
import './Notice.css';

export interface NoticeProps {
  heading: string | readonly Piece[];
  more: string;
  /** Something failed: it is said at once. */
  urgent?: boolean;
  /** The one way on. */
  children?: ComponentChildren;
}

/** In the middle of a place that has nothing to show: what is so, what is kept, the way on. */
export function Notice({ heading, more, urgent, children }: NoticeProps) {
  return (
    <div class="desk-notice-place">
      <div role={urgent ? 'alert' : undefined}>
        <h2 class="title">{typeof heading === 'string' ? heading : <Words of={heading} />}</h2>
        <p class="body">{more}</p>
      </div>
      {children}
    </div>
  );
}
