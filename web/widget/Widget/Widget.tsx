import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Journey } from '../../session/journey/journey';
import { loadPart } from '../../session/patience';
import { LiveRegion } from '../../ui/LiveRegion/LiveRegion';
import { Sounds } from '../../ui/Sounds/Sounds';
import { Chat, StartVideo } from '../Chat/Chat';
import { Form } from '../Form/Form';
import { Launcher } from '../Launcher/Launcher';
import { Panel } from '../Panel/Panel';
import { useWords } from '../words';

export interface WidgetProps {
  journey: Journey;
  company: string;
  greeting: string | null;
}

/** The launcher, or the panel with the step the customer stands at. */
export function Widget({ journey, company, greeting }: WidgetProps) {
  const step = journey.step.value;
  const open = journey.open.value;
  const place = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(open);
  useEffect(() => {
    if (wasOpen.current && !open) place.current?.querySelector<HTMLElement>('.launcher')?.focus();
    wasOpen.current = open;
  }, [open]);
  return (
    <div ref={place}>
      {open
        ? (
          <Panel
            company={company}
            adviser={journey.adviser.value ?? journey.guest.partner.value}
            stage={step === 'call'}
            action={step === 'chat' && <StartVideo journey={journey} />}
            onMinimise={() => journey.closePanel()}
          >
            {step === 'form' ? <Form journey={journey} /> : step === 'chat' ? <Chat journey={journey} /> : <Later key={step} journey={journey} />}
          </Panel>
        )
        : <Minimised journey={journey} greeting={greeting} />}
    </div>
  );
}

/** The way back in. A call goes on being heard, and what is said in the chat is announced. */
function Minimised({ journey, greeting }: { journey: Journey; greeting: string | null }) {
  const words = useWords();
  const sounds = journey.video.value?.conference.sounds.value ?? [];
  const unread = journey.unread.value;
  return (
    <>
      <Launcher journey={journey} greeting={greeting} />
      <Sounds of={sounds} />
      <LiveRegion says={unread > 0 ? words.text('launcher.unread', { count: unread }) : ''} />
    </>
  );
}

/** The steps that come with the video part, once that has been loaded. */
function Later({ journey }: { journey: Journey }) {
  const words = useWords();
  const [Steps, setSteps] = useState<ComponentType<{ journey: Journey }> | null>(null);
  useEffect(() => {
    void loadPart(() => import('../video')).then(({ VideoSteps }) => setSteps(() => VideoSteps));
  }, []);
  return Steps ? <Steps journey={journey} /> : <p class="panel-body lead" role="status">{words.text('later.loading')}</p>;
}
