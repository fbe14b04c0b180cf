import type { Conference } from '../../session/conference/conference';
import { canShareScreen } from '../../session/screen';
import { camera, cameraOff, chat as chatIcon, hangUp, hold as holdIcon, microphone, microphoneOff, screen, turn, type Drawing } from '../Icon/drawings';
import { Icon } from '../Icon/Icon';
import { useSpeaker } from '../speech';
import './Controls.css';

export interface ControlsProps {
  conference: Conference;
  onEnd: () => void;
  chat?: { open: boolean; unread: number; onToggle: () => void } | undefined;
  hold?: { on: boolean; onToggle: () => void } | undefined;
}

/** The row under the picture. Toggles keep their names and say by aria-pressed whether they are on. */
export function Controls({ conference, onEnd, chat, hold }: ControlsProps) {
  const speaker = useSpeaker();
  const microphoneOn = conference.microphoneOn.value;
  const cameraOn = conference.cameraOn.value;
  const sharing = conference.sharing.value;
  return (
    <div class="controls" role="group" aria-label={speaker.text('call.controls')}>
      <Control label={speaker.text('call.microphone')} icon={microphoneOn ? microphone : microphoneOff} kind="device" pressed={microphoneOn} onClick={() => void conference.setMicrophone(!microphoneOn)} />
      <Control label={speaker.text('call.camera')} icon={cameraOn ? camera : cameraOff} kind="device" pressed={cameraOn} onClick={() => void conference.setCamera(!cameraOn)} />
      {canShareScreen() && (
        <Control label={speaker.text('call.shareScreen')} icon={screen} kind="share" pressed={sharing} onClick={() => void (sharing ? conference.stopSharing() : conference.shareScreen())} />
      )}
      {conference.devices.cameras.value.length > 1 && cameraOn && (
        <Control label={speaker.text('call.flip')} name={speaker.text('call.flipCamera')} icon={turn} kind="flip" onClick={() => void conference.devices.flipCamera()} />
      )}
      {hold && <Control label={speaker.text('call.hold')} icon={holdIcon} kind="active" pressed={hold.on} onClick={hold.onToggle} />}
      {chat && <Control label={speaker.text('call.chat')} icon={chatIcon} kind="active" expanded={chat.open} badge={chat.unread} onClick={chat.onToggle} />}
      <Control label={speaker.text('call.end')} icon={hangUp} kind="end" onClick={onEnd} />
    </div>
  );
}

interface ControlProps {
  label: string;
  /** The accessible name, where it says more than the label. */
  name?: string;
  icon: Drawing;
  kind: 'device' | 'share' | 'flip' | 'active' | 'end';
  pressed?: boolean;
  expanded?: boolean;
  badge?: number;
  onClick: () => void;
}

function Control({ label, name, icon, kind, pressed, expanded, badge, onClick }: ControlProps) {
  const speaker = useSpeaker();
  return (
    <button type="button" class={`control control-${kind}`} aria-label={name} aria-pressed={pressed} aria-expanded={expanded} onClick={onClick}>
      <span class="control-disc"><Icon of={icon} /></span>
      <span>{label}</span>
      {badge ? <span class="control-badge num" aria-hidden="true">{speaker.number(badge)}</span> : null}
    </button>
  );
}
