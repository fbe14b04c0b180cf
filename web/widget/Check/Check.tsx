import type { Journey } from '../../session/journey/journey';
import type { VideoCall } from '../../session/journey/videocall';
import { Button } from '../../ui/Button/Button';
import { Heading } from '../../ui/Heading/Heading';
import { alert, camera as cameraIcon, check, globe, microphone as microphoneIcon, phone, turn } from '../../ui/Icon/drawings';
import { Icon } from '../../ui/Icon/Icon';
import { IconButton } from '../../ui/IconButton/IconButton';
import { Meter } from '../../ui/Meter/Meter';
import { Pick } from '../../ui/Pick/Pick';
import { Quality } from '../../ui/Quality/Quality';
import { Video } from '../../ui/Video/Video';
import { PanelBody } from '../Panel/Panel';
import { useWords } from '../words';
import './Check.css';

/** See and hear oneself before anybody else does. A camera that will not open costs the picture, never the call. */
export function Check({ journey, video }: { journey: Journey; video: VideoCall }) {
  const words = useWords();
  const { devices } = video;
  const camera = devices.camera.value;
  const cameraFailed = camera.at === 'failed' ? camera.why : null;
  const title = cameraFailed
    ? words.text(`check.cameraFailed.${cameraFailed}`)
    : words.text(camera.at === 'on' ? 'check.ready' : 'check.asking');
  const problem = journey.problem.value === 'line';
  return (
    <PanelBody
      foot={
        <>
          <Button wide {...(cameraFailed ? { icon: phone } : {})} onClick={() => void journey.join(words.text('check.opening'))}>
            {words.text(cameraFailed ? 'check.voice' : 'check.join')}
          </Button>
          {cameraFailed
            ? <p class="small check-later">{words.text('check.laterNote')}</p>
            : <Button wide look="quiet" onClick={() => journey.stayInChat()}>{words.text('chat.stayInChat')}</Button>}
        </>
      }
    >
      {problem && <p class="problem" role="alert"><Icon of={alert} size="s" />{words.text('check.problem')}</p>}
      <div role="status"><Heading>{title}</Heading></div>
      {cameraFailed
        ? (
          <>
            <p class="lead check-lead">{words.text(`check.cameraFailedNote.${cameraFailed}`)}</p>
            <Ears video={video} />
            {cameraFailed === 'denied' && (
              <div class="check-how">
                <h3>{words.text('check.howTo')}</h3>
                <ol class="small"><li>{words.text('check.howTo1')}</li><li>{words.text('check.howTo2')}</li></ol>
              </div>
            )}
            <div class="check-again"><Button look="quiet" icon={turn} onClick={() => void devices.openCamera()}>{words.text('check.tryCamera')}</Button></div>
          </>
        )
        : (
          <>
            <div class="mirror">
              {devices.picture.value
                ? (
                  <>
                    <Video stream={devices.picture.value} name={words.text('call.selfName')} mirrored />
                    <span class="mirror-words"><Icon of={check} size="s" />{words.text('check.mirror')}</span>
                  </>
                )
                : <p class="mirror-wait">{words.text('check.askingNote')}</p>}
              {devices.cameras.value.length > 1 && <IconButton class="mirror-flip" label={words.text('call.flipCamera')} icon={turn} onClick={() => void devices.flipCamera()} />}
            </div>
            <Ears video={video} />
            <div class="check-row">
              <Icon of={globe} />
              <span class="small check-words">{words.text(video.network.value ? `check.network.${video.network.value}` : 'check.network.trying')}</span>
              {video.network.value && <Quality of={video.network.value} />}
            </div>
          </>
        )}
      <Choices video={video} />
    </PanelBody>
  );
}

/** The microphone: a meter and a verdict in words. */
function Ears({ video }: { video: VideoCall }) {
  const words = useWords();
  const { devices } = video;
  const microphone = devices.microphone.value;
  if (microphone.at === 'failed') {
    return (
      <div class="check-deaf">
        <p class="problem" role="alert"><Icon of={alert} size="s" />{words.text(`check.microphoneFailed.${microphone.why}`)}</p>
        <Button look="quiet" icon={turn} onClick={() => void devices.openMicrophone()}>{words.text('check.tryMicrophone')}</Button>
      </div>
    );
  }
  return (
    <div class="check-row">
      <Icon of={microphoneIcon} />
      <Meter level={devices.level} />
      <span class={`check-verdict${devices.heard.value ? ' check-heard' : ''}`} role="status">
        {devices.heard.value && <Icon of={check} size="xs" />}
        {words.text(devices.heard.value ? 'check.heard' : 'check.saySomething')}
      </span>
    </div>
  );
}

function Choices({ video }: { video: VideoCall }) {
  const words = useWords();
  const { devices } = video;
  const camera = devices.camera.value;
  const microphone = devices.microphone.value;
  return (
    <div class="check-choices">
      {camera.at === 'on' && (
        <Pick label={words.text('check.camera')} icon={cameraIcon} value={camera.deviceId} options={devices.cameras.value} onPick={(id) => void devices.openCamera(id)} />
      )}
      {microphone.at === 'on' && (
        <Pick label={words.text('check.microphone')} icon={microphoneIcon} value={microphone.deviceId} options={devices.microphones.value} onPick={(id) => void devices.openMicrophone(id)} />
      )}
    </div>
  );
}
