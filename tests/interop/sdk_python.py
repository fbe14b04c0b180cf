"""Plays an agent with the vendor's Python SDK; prints what it saw as one JSON line."""

import json
import sys

import PureCloudPlatformClientV2 as sdk
import websocket

setting = json.loads(sys.argv[1])
sdk.configuration.host = setting["base_url"]
client, _ = sdk.api_client.ApiClient().get_pkce_token(
    setting["clientId"], setting["verifier"], setting["code"], setting["redirect"]
)
user = sdk.UsersApi(client).get_users_me(expand=["presence", "routingStatus"])

notifications = sdk.NotificationsApi(client)
channel = notifications.post_notifications_channels()
topic = f"v2.users.{user.id}.conversations"
subscription = sdk.ChannelTopic()
subscription.id = topic
notifications.post_notifications_channel_subscriptions(channel.id, [subscription])
socket = websocket.create_connection(channel.connect_uri, timeout=20)

presence = sdk.PresenceApi(client)
on_queue = next(
    definition
    for definition in presence.get_presence_definitions().entities
    if definition.system_presence in ("OnQueue", "On Queue")
)
wish = sdk.UserPresence()
wish.presence_definition = sdk.PresenceDefinition()
wish.presence_definition.id = on_queue.id
now_present = presence.patch_user_presence(user.id, "PURECLOUD", wish)

command = sdk.CreateCallbackCommand()
command.queue_id = setting["queue_id"]
command.callback_user_name = "Layla Haddad"
command.callback_numbers = ["+971505550142"]
command.data = {"reason": "home loan"}
created = sdk.ConversationsApi(client).post_conversations_callbacks(command)


def alert_of_our_callback():
    """The first event in which our own session of the new conversation alerts."""
    while True:
        event = json.loads(socket.recv())
        if event["topicName"] != topic:
            continue
        for participant in event["eventBody"]["participants"]:
            for callback in participant.get("callbacks", []):
                if participant.get("userId") == user.id or participant.get("user", {}).get("id") == user.id:
                    return event["eventBody"]["id"], callback["state"]


conversation, state = alert_of_our_callback()
print(
    json.dumps(
        {
            "me": user.email,
            "presence": now_present.presence_definition.system_presence,
            "callback_conversation": created.conversation.id,
            "event_conversation": conversation,
            "event_state": state,
        }
    )
)
