import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Face } from '../../ui/Face/Face';
import { minus } from '../../ui/Icon/drawings';
import { IconButton } from '../../ui/IconButton/IconButton';
import { useWords } from '../words';
import './Panel.css';

export interface PanelProps {
  children: ComponentChildren;
  /** Whose house this is. */
  company: string;
  /** Who one is talking to, once that is known. */
  adviser: string | null;
  /** The call takes the whole screen and brings its own controls. */
  stage?: boolean;
  /** A step's main action, in the head because the foot is for writing. */
  action?: ComponentChildren;
  onMinimise: () => void;
}

/** The widget's window: a panel on a desktop, the whole page on a phone. */
export function Panel({ children, company, adviser, stage, action, onMinimise }: PanelProps) {
  const words = useWords();
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = panel.current;
    const onKey = (event: KeyboardEvent) => { if (event.key === 'Escape') onMinimise(); };
    element?.addEventListener('keydown', onKey);
    return () => element?.removeEventListener('keydown', onKey);
  }, [onMinimise]);
  return (
    <section class={`panel${stage ? ' panel-stage' : ''}`} ref={panel} role="dialog" aria-label={words.text('panel.label')}>
      <div class="panel-head">
        {adviser && <Face name={adviser} />}
        <div class="panel-who">
          <b><bdi>{adviser ?? company}</bdi></b>
          {adviser && <span class="small">{company || words.text('panel.adviser')}</span>}
        </div>
        {action}
        <IconButton label={words.text('panel.minimise')} icon={minus} onClick={onMinimise} />
      </div>
      {children}
    </section>
  );
}

/** What one reads, and under it what one does: the main button never moves. */
export function PanelBody({ children, foot }: { children: ComponentChildren; foot?: ComponentChildren }) {
  return (
    <>
      <div class="panel-body">{children}</div>
      {foot && <div class="panel-foot">{foot}</div>}
    </>
  );
}
