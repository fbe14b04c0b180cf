import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface HeadingProps {
  children: ComponentChildren;
  look?: 'title' | 'huge';
  id?: string;
  /** 1 where the page is ours; 2 inside somebody else's. */
  level?: 1 | 2;
  /** A heading that is there from the page's first view leaves focus where it is. */
  quiet?: boolean;
}

/** The heading of a step: takes focus when the step arrives, so that a screen reader reads on from here. */
export function Heading({ children, look = 'title', id, level = 2, quiet }: HeadingProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!quiet) heading.current?.focus({ preventScroll: true });
  }, []);
  const Level = `h${level}` as const;
  return <Level ref={heading} id={id} class={look} tabIndex={-1}>{children}</Level>;
}
