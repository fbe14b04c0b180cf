import type { DeskConversation, TimelineEntry } from '../../session/desk-conversation';
import { addressOf } from '../../session/desk-place';
import { Words } from '../../ui/Words/Words';
import { Time } from '../Time/Time';
import { customerName, languageName, useDeskSpeaker, type DeskSpeaker } from '../words';
import './Facts.css';

/** Who the customer is, as far as they said, and what has happened. */
export function Facts({ conversation }: { conversation: DeskConversation }) {
  const speaker = useDeskSpeaker();
  const { language, reason, email, phone, others } = conversation.customer;
  const known = language || reason || email || phone || others.length > 0;
  return (
    <div class="desk-facts-panel">
      {known ? (
        <dl class="desk-facts">
          {language && <><dt>{speaker.text('customer.language')}</dt><dd>{languageName(language, speaker.locale)}</dd></>}
          {reason && <><dt>{speaker.text('customer.reason')}</dt><dd><bdi>{reason}</bdi></dd></>}
          {email && <><dt>{speaker.text('customer.email')}</dt><dd><bdi dir="ltr">{email}</bdi></dd></>}
          {phone && <><dt>{speaker.text('customer.phone')}</dt><dd><bdi dir="ltr" class="num">{phone}</bdi></dd></>}
          {others.map(({ name, value }) => <><dt><bdi>{readable(name)}</bdi></dt><dd><bdi>{value}</bdi></dd></>)}
        </dl>
      ) : (
        <p class="tiny">{speaker.text('customer.nothing')}</p>
      )}
      {conversation.timeline.length > 0 && <Timeline conversation={conversation} />}
    </div>
  );
}

/** Attribute names come from programs: "loan_type" is read as "Loan type". */
function readable(name: string): string {
  const words = name.replaceAll(/[_-]+/g, ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Timeline({ conversation }: { conversation: DeskConversation }) {
  const speaker = useDeskSpeaker();
  return (
    <section class="desk-timeline" aria-labelledby="desk-timeline">
      <div class="desk-timeline-head">
        <h2 id="desk-timeline">{speaker.text('timeline.heading')}</h2>
        <a href={addressOf({ at: 'why', conversation: conversation.id, from: 'desk' })}>{speaker.text('why.link')}</a>
      </div>
      <ol>
        {conversation.timeline.map((entry, index) => (
          <li key={`${entry.what}/${entry.medium}/${entry.at}`} class={index === 0 ? 'desk-timeline-now' : undefined}>
            <span>
              <Words of={entryWords(entry, customerName(conversation, speaker), speaker)} />
              <small><Words of={under(entry, speaker)} /></small>
            </span>
            <time dateTime={new Date(entry.at).toISOString()}><Time>{speaker.clock(new Date(entry.at))}</Time></time>
          </li>
        ))}
      </ol>
    </section>
  );
}

function entryWords(entry: TimelineEntry, customer: string, speaker: DeskSpeaker) {
  const { what, medium, mine, queue = '' } = entry;
  const name = entry.who ?? '';
  switch (what) {
    case 'started': return speaker.pieces(medium === 'callbacks' ? 'timeline.askedForVideo' : 'timeline.started', { name: customer });
    case 'waited': return speaker.pieces(entry.over ? 'timeline.waitedFor' : 'timeline.waitsFor', { queue });
    case 'ended': return speaker.pieces(medium === 'callbacks' ? 'timeline.endedCall' : 'timeline.endedChat');
    case 'offered': return mine ? speaker.pieces('timeline.offeredToYou') : speaker.pieces('timeline.offeredTo', { name });
    case 'declined': return mine ? speaker.pieces('timeline.declinedByYou') : speaker.pieces('timeline.declinedBy', { name });
    case 'unanswered': return mine ? speaker.pieces('timeline.unansweredByYou') : speaker.pieces('timeline.unansweredBy', { name });
    case 'accepted': return mine ? speaker.pieces('timeline.acceptedByYou') : speaker.pieces('timeline.acceptedBy', { name });
    case 'held': return mine ? speaker.pieces('timeline.heldByYou') : speaker.pieces('timeline.heldBy', { name });
    case 'wrapped-up': return mine ? speaker.pieces('timeline.wrappedUpByYou') : speaker.pieces('timeline.wrappedUpBy', { name });
  }
}

/** The medium, unless the entry named it, and how long it took. */
function under({ what, medium, lastedMs = 0 }: TimelineEntry, speaker: DeskSpeaker) {
  const lasted = lastedMs >= 1_000 ? [{ value: speaker.span(lastedMs / 1000), ltr: true }] : [];
  if (what === 'ended') return lasted;
  const word = speaker.text(medium === 'callbacks' ? 'timeline.video' : 'timeline.chat');
  return lasted.length > 0 ? [{ words: `${word} · ` }, ...lasted] : [{ words: word }];
}
