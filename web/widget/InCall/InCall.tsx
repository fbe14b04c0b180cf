import { useEffect, useState } from 'preact/hooks';
import type { Escalation } from '../../session/escalation/escalation';
import type { Journey } from '../../session/journey/journey';
import type { VideoCall } from '../../session/journey/videocall';
import { Button } from '../../ui/Button/Button';
import { Call, Cover } from '../../ui/Call/Call';
import { Countdown } from '../../ui/Countdown/Countdown';
import { Heading } from '../../ui/Heading/Heading';
import { Words } from '../../ui/Words/Words';
import { ChatThread } from '../Chat/Chat';
import { useWords } from '../words';
import './InCall.css';

/** The call as a customer meets it: the face, the chat beside it, and what happens when either side drops. */
export function InCall({ journey, video, escalation }: { journey: Journey; video: VideoCall; escalation: Escalation }) {
  const words = useWords();
  const [chat, setChat] = useState(false);
  const now = useNow();
  const { conference, devices } = video;
  const camera = devices.camera.value;
  const stage = conference.stage.value;
  const started = escalation.meeting?.started_at ? Date.parse(escalation.meeting.started_at) : null;
  const cover = () => {
    if (escalation.interrupted) return <Lost name={escalation.interrupted.adviser.name} until={Date.parse(escalation.interrupted.until)} now={now} />;
    if (stage.at === 'over' && (stage.why === 'unreachable' || stage.why === 'refused')) {
      return (
        <Cover urgent title={words.text('incall.unreachable')} note={words.text('incall.unreachableNote')}>
          <Button wide onClick={() => journey.tryCallAgain()}>{words.text('incall.again')}</Button>
        </Cover>
      );
    }
    if (stage.at === 'over' && stage.why === 'removed') {
      return (
        <Cover urgent title={words.text('incall.removed')} note={words.text('incall.removedNote')}>
          <Button wide onClick={() => journey.tryCallAgain()}>{words.text('incall.comeBack')}</Button>
        </Cover>
      );
    }
    return undefined;
  };
  return (
    <div class="panel-call">
      <div class="unseen"><Heading>{words.text('incall.title')}</Heading></div>
      <Call
        conference={conference}
        onEnd={() => void journey.endCall()}
        chat={{
          open: chat,
          unread: journey.unread.value,
          onToggle: () => setChat(!chat),
          panel: <ChatThread journey={journey} offersVideo={false} />,
        }}
        under={(person) => !person.isSelf && person.role === 'host' && (
          <>{words.text('incall.adviser')}{started && <> · <bdi dir="ltr" class="num" role="timer">{words.span((now - started) / 1_000)}</bdi></>}</>
        )}
        advice={camera.at === 'failed'
          ? { text: words.text('incall.cameraOff'), action: words.text('check.tryCamera'), onAction: () => void journey.tryCamera() }
          : undefined}
        cover={cover()}
      />
    </div>
  );
}

const PATIENCE_S = 20;

function Lost({ name, until, now }: { name: string; until: number; now: number }) {
  const words = useWords();
  const seconds = Math.max(0, Math.ceil((until - now) / 1_000));
  return (
    <div class="cover">
      <Countdown seconds={seconds} of={PATIENCE_S} label={words.number(seconds)} />
      <div class="cover-words">
        <h3 class="title">{words.text('incall.lost', { name })}</h3>
        <p aria-hidden="true"><Words of={words.pieces('incall.lostNote', { seconds })} /></p>
        <p class="unseen" role="alert">{words.text('incall.lostSpoken', { name })}</p>
      </div>
    </div>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
