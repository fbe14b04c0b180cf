import type { Conference } from '../../session/conference/conference';
import { Composer } from '../../ui/Composer/Composer';
import { Conversation, type Line } from '../../ui/Conversation/Conversation';

/** What is said in the room; gone with it. */
export function RoomChat({ conference }: { conference: Conference }) {
  const lines = conference.messages.value.map(({ from, text, mine, at }, index): Line => ({
    key: String(index),
    text: mine ? text : `${from}: ${text}`,
    at: at.getTime(),
    by: mine ? 'me' : 'them',
    state: 'delivered',
  }));
  return (
    <>
      <Conversation lines={lines} />
      <Composer onSend={(text) => conference.say(text)} />
    </>
  );
}
