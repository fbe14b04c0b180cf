import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import './Tabs.css';

export interface Tab { id: string; label: string; panel: ComponentChildren }

/** Places that share one spot. Arrows move between them. */
export function Tabs({ tabs }: { tabs: Tab[] }) {
  const id = useId();
  const [chosen, setChosen] = useState(tabs[0]?.id);
  const shown = tabs.find((tab) => tab.id === chosen) ?? tabs[0];
  const keys = (event: KeyboardEvent) => {
    const forward = getComputedStyle(event.currentTarget as HTMLElement).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const step = event.key === forward ? 1 : event.key === 'ArrowLeft' || event.key === 'ArrowRight' ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const next = tabs[(tabs.findIndex((tab) => tab.id === shown?.id) + step + tabs.length) % tabs.length];
    setChosen(next?.id);
    document.getElementById(`${id}-${next?.id}`)?.focus();
  };
  return (
    <>
      <div class="tabs" role="tablist" onKeyDown={keys}>
        {tabs.map((tab) => (
          <button
            key={tab.id} type="button" role="tab" id={`${id}-${tab.id}`} aria-selected={tab === shown} aria-controls={`${id}-panel`}
            tabIndex={tab === shown ? 0 : -1} onClick={() => setChosen(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div class="tab-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${shown?.id}`}>{shown?.panel}</div>
    </>
  );
}
