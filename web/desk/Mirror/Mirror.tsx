import { useEffect } from 'preact/hooks';
import type { Source } from '../../session/devices';
import { Button } from '../../ui/Button/Button';
import { Icon } from '../../ui/Icon/Icon';
import { camera, microphone } from '../../ui/Icon/drawings';
import { Meter } from '../../ui/Meter/Meter';
import { Pick } from '../../ui/Pick/Pick';
import { Quality } from '../../ui/Quality/Quality';
import { Video } from '../../ui/Video/Video';
import { State } from '../../ui/State/State';
import { useDesk, useDeskSpeaker, type DeskSpeaker } from '../words';
import './Mirror.css';

/** Own picture, microphone and network, on request. Leaving it switches the camera off. */
export function Mirror() {
  const desk = useDesk();
  const speaker = useDeskSpeaker();
  const { devices } = desk;
  const checking = devices.camera.value.at !== 'off' || devices.microphone.value.at !== 'off';
  useEffect(() => () => desk.stopChecking(), [desk]);
  return (
    <aside class="desk-mirror" aria-label={speaker.text('mirror.label')}>
      <div class="desk-mirror-picture">
        {devices.picture.value
          ? <Video stream={devices.picture.value} name={speaker.text('call.selfName')} mirrored />
          : <div class="desk-mirror-dark"><Icon of={camera} size="l" /><p>{checking ? speaker.text('mirror.asking') : speaker.text('mirror.more')}</p></div>}
      </div>
      {checking && (
        <>
          <div class="desk-mirror-level"><Icon of={microphone} size="s" /><Meter level={devices.level} /></div>
          <dl>
            <dt>{speaker.text('mirror.camera')}</dt><dd>{verdict(devices.camera.value, speaker)}</dd>
            <dt>{speaker.text('mirror.microphone')}</dt>
            <dd>
              {devices.microphone.value.at === 'on'
                ? <State look="ok">{speaker.text(devices.heard.value ? 'mirror.heard' : 'mirror.speak')}</State>
                : verdict(devices.microphone.value, speaker)}
            </dd>
            {desk.network.value && <><dt>{speaker.text('mirror.network')}</dt><dd><Quality of={desk.network.value} /></dd></>}
          </dl>
          {devices.camera.value.at === 'on' && devices.cameras.value.length > 1 && (
            <Pick label={speaker.text('mirror.camera')} icon={camera} value={devices.camera.value.deviceId} options={devices.cameras.value} onPick={(id) => void devices.openCamera(id)} />
          )}
          {devices.microphone.value.at === 'on' && devices.microphones.value.length > 1 && (
            <Pick label={speaker.text('mirror.microphone')} icon={microphone} value={devices.microphone.value.deviceId} options={devices.microphones.value} onPick={(id) => void devices.openMicrophone(id)} />
          )}
        </>
      )}
      <Button small look="second" wide onClick={() => (checking ? desk.stopChecking() : void desk.checkDevices())}>
        {speaker.text(checking ? 'mirror.stop' : 'mirror.check')}
      </Button>
    </aside>
  );
}

function verdict(source: Source, speaker: DeskSpeaker) {
  switch (source.at) {
    case 'on': return <State look="ok">{speaker.text('mirror.ready')}</State>;
    case 'failed': return <State look="warn">{speaker.text(`mirror.${source.why}`)}</State>;
    case 'asking':
    case 'off': return <State look="off">{speaker.text('mirror.asking')}</State>;
  }
}
