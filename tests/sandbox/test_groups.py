"""Groups: members, rights, tags, invite links, join requests, topics, and the move to a supergroup."""

from typing import Any

import pytest

from bot.sandbox.chats import Chat
from bot.sandbox.errors import ActError
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import Api, Refused
from tests.sandbox.conftest import StillClock
from tests.sandbox.test_messages import refused


async def test_who_asks_to_join_can_be_written_to_for_five_minutes(
    api: Api, telegram: PocketTelegram, clock: StillClock, group: Chat, ivan: Person
) -> None:
    # given a link that asks
    link = await api("createChatInviteLink", chat_id=group.id, name="For gold members", creates_join_request=True)
    # when somebody who never started the bot follows it
    assert telegram.join(ivan, link["invite_link"]).waiting
    # then the bot may write to them until the request is settled or five minutes are over
    asked = await api.update("chat_join_request")
    assert asked["invite_link"]["name"] == "For gold members"
    await api("sendMessage", chat_id=asked["user_chat_id"], text="Who are you?")
    clock.pass_by(minutes=5, seconds=1)
    late = await refused(api, "sendMessage", chat_id=asked["user_chat_id"], text="Hello?")
    assert late == "403 Forbidden: bot can't initiate conversation with a user"

    await api.updates(allowed_updates=["chat_member", "message"])
    assert await api("approveChatJoinRequest", chat_id=group.id, user_id=ivan.id)
    updates = await api.updates()
    assert "via_join_request" not in updates[0]["chat_member"]  # which is of requests without a link
    assert updates[1]["message"]["new_chat_members"][0]["id"] == ivan.id
    again = await refused(api, "approveChatJoinRequest", chat_id=group.id, user_id=ivan.id)
    assert again == "400 Bad Request: USER_ALREADY_PARTICIPANT"


async def test_a_declined_request_is_over(api: Api, telegram: PocketTelegram, group: Chat, ivan: Person) -> None:
    link = await api("createChatInviteLink", chat_id=group.id, creates_join_request=True)
    telegram.join(ivan, link["invite_link"])
    assert await api("declineChatJoinRequest", chat_id=group.id, user_id=ivan.id)
    assert not group.holds(ivan.id)
    missing = await refused(api, "declineChatJoinRequest", chat_id=group.id, user_id=ivan.id)
    assert missing == "400 Bad Request: HIDE_REQUESTER_MISSING"


async def test_links_end_by_number_by_time_and_by_word(
    api: Api, telegram: PocketTelegram, clock: StillClock, group: Chat, ivan: Person
) -> None:
    once = await api("createChatInviteLink", chat_id=group.id, member_limit=1)
    telegram.join(ivan, once["invite_link"])
    telegram.leave(ivan, group)
    with pytest.raises(ActError, match="expired"):
        telegram.join(ivan, once["invite_link"])

    soon = int(clock.now().timestamp()) + 60
    timed = await api("createChatInviteLink", chat_id=group.id, expire_date=soon)
    clock.pass_by(minutes=2)
    with pytest.raises(ActError, match="expired"):
        telegram.join(ivan, timed["invite_link"])

    primary = await api("exportChatInviteLink", chat_id=group.id)
    assert (await api("getChat", chat_id=group.id))["invite_link"] == primary
    named = await api("createChatInviteLink", chat_id=group.id)
    edited = await api("editChatInviteLink", chat_id=group.id, invite_link=named["invite_link"], name="Mei's")
    revoked = await api("revokeChatInviteLink", chat_id=group.id, invite_link=named["invite_link"])
    assert (edited["name"], revoked["is_revoked"]) == ("Mei's", True)


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"name": "x" * 33}, "invite link name is too long"),
        (
            {"member_limit": 5, "creates_join_request": True},
            "member limit can't be specified for links requiring administrator approval",
        ),
        ({"expire_date": 5}, "EXPIRE_DATE_INVALID"),
    ],
)
async def test_a_wrong_link_is_refused(api: Api, group: Chat, params: dict[str, Any], sentence: str) -> None:
    assert await refused(api, "createChatInviteLink", chat_id=group.id, **params) == f"400 Bad Request: {sentence}"


async def test_tags_are_short_and_without_emoji(api: Api, telegram: PocketTelegram, group: Chat, ivan: Person) -> None:
    telegram.add_member(group, ivan)
    place = {"chat_id": group.id, "user_id": ivan.id}
    assert await api("setChatMemberTag", tag="Gold", **place)
    assert (await api("getChatMember", **place))["tag"] == "Gold"
    assert telegram.say(ivan, "hi", group)["sender_tag"] == "Gold"
    assert await refused(api, "setChatMemberTag", tag="x" * 17, **place) == "400 Bad Request: member tag is too long"
    assert (await refused(api, "setChatMemberTag", tag="🥇", **place)).startswith("400 Bad Request")
    assert await api("setChatMemberTag", **place)
    assert "tag" not in await api("getChatMember", **place)


async def test_a_bot_without_rights_changes_nothing(
    api: Api, telegram: PocketTelegram, mei: Person, ivan: Person
) -> None:
    group = telegram.create_group(mei, "Club", [ivan])
    place = {"chat_id": group.id, "user_id": ivan.id}
    assert await refused(api, "setChatMemberTag", tag="Gold", **place) == "400 Bad Request: not enough rights"
    assert await refused(api, "createChatInviteLink", chat_id=group.id) == (
        "400 Bad Request: not enough rights to manage chat invite link"
    )
    assert await refused(api, "banChatMember", **place) == (
        "400 Bad Request: not enough rights to restrict/unrestrict chat member"
    )


async def test_ban_unban_restrict_and_promote(
    api: Api, telegram: PocketTelegram, group: Chat, mei: Person, ivan: Person
) -> None:
    telegram.promote_bot(group, mei, rights={"can_restrict_members", "can_promote_members", "can_pin_messages"})
    telegram.add_member(group, ivan)
    place = {"chat_id": group.id, "user_id": ivan.id}

    await api("restrictChatMember", permissions={"can_send_messages": False}, **place)
    assert (await api("getChatMember", **place))["status"] == "restricted"
    await api("promoteChatMember", can_pin_messages=True, **place)
    await api("setChatAdministratorCustomTitle", custom_title="Helper", **place)
    admins = await api("getChatAdministrators", chat_id=group.id)
    assert {one["user"]["id"]: one["status"] for one in admins} == {
        mei.id: "creator",
        telegram.bot.id: "administrator",
        ivan.id: "administrator",
    }
    await api("promoteChatMember", **place)
    await api("banChatMember", **place)
    assert (await api("getChatMember", **place))["status"] == "kicked"
    await api("unbanChatMember", only_if_banned=True, **place)
    assert (await api("getChatMember", **place))["status"] == "left"
    assert await api("getChatMemberCount", chat_id=group.id) == 2
    owner = await refused(api, "banChatMember", chat_id=group.id, user_id=mei.id)
    assert owner == "400 Bad Request: can't remove chat owner"


async def test_a_small_group_knows_no_ban(api: Api, telegram: PocketTelegram, mei: Person, ivan: Person) -> None:
    small = telegram.create_group(mei, "Club", [ivan], supergroup=False, bot_admin=True)
    place = {"chat_id": small.id, "user_id": ivan.id}
    link = (await api("createChatInviteLink", chat_id=small.id))["invite_link"]

    await api("banChatMember", **place)

    assert (await api("getChatMember", **place))["status"] == "left"
    refusal = await refused(api, "unbanChatMember", **place)
    assert refusal == "400 Bad Request: method is available for supergroup and channel chats only"
    telegram.join(ivan, link)
    assert small.holds(ivan.id)


async def test_a_removed_bot_is_told_and_shut_out(api: Api, telegram: PocketTelegram, group: Chat, mei: Person) -> None:
    telegram.remove_bot(group, mei)
    change = await api.update("my_chat_member")
    assert change["new_chat_member"]["status"] == "kicked"
    out = await refused(api, "sendMessage", chat_id=group.id, text="x")
    assert out == "403 Forbidden: bot was kicked from the supergroup chat"
    telegram.add_bot(group, mei)
    assert await api("leaveChat", chat_id=group.id)
    left = await refused(api, "sendMessage", chat_id=group.id, text="x")
    assert left == "403 Forbidden: bot is not a member of the supergroup chat"


async def test_a_group_that_moved_says_where(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    small = telegram.create_group(mei, "Small", supergroup=False)
    await api("sendMessage", chat_id=small.id, text="x")
    large = telegram.upgrade_group(small)
    with pytest.raises(Refused) as moved:
        await api("sendMessage", chat_id=small.id, text="x")
    assert moved.value.description == "Bad Request: group chat was upgraded to a supergroup chat"
    assert moved.value.parameters == {"migrate_to_chat_id": large.id}
    await api("sendMessage", chat_id=large.id, text="x")
    kinds = [
        next(iter(set(update["message"]) & {"migrate_to_chat_id", "migrate_from_chat_id"}), "")
        for update in [one for one in await api.updates() if "message" in one]
    ]
    assert kinds[-2:] == ["migrate_to_chat_id", "migrate_from_chat_id"]


async def test_topics_of_a_staff_forum(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    forum = telegram.create_group(mei, "Staff", forum=True, bot_admin=True)
    await api.updates()
    topic = await api("createForumTopic", chat_id=forum.id, name="Ivan")
    thread = {"chat_id": forum.id, "message_thread_id": topic["message_thread_id"]}

    sent = await api("sendMessage", text="asks something", **thread)
    telegram.say(mei, "I answer", forum, reply_to=sent["message_id"])
    answer = await api.update("message")
    assert answer["message_thread_id"] == topic["message_thread_id"]

    await api("editForumTopic", name="Ivan P.", **thread)
    await api("closeForumTopic", **thread)
    await api("reopenForumTopic", **thread)
    own = telegram.open_topic(forum, mei, "General talk")
    assert await api("unpinAllForumTopicMessages", **thread)
    assert await api("deleteForumTopic", **thread)
    assert await refused(api, "sendMessage", text="x", **thread) == "400 Bad Request: message thread not found"
    assert list(forum.topics) == [own.id]
    assert (await api("getChat", chat_id=forum.id))["is_forum"] is True


async def test_title_description_and_permissions(api: Api, group: Chat) -> None:
    assert await api("setChatTitle", chat_id=group.id, title="Tea friends")
    assert await api("setChatDescription", chat_id=group.id, description="All about tea")
    assert await api("setChatPermissions", chat_id=group.id, permissions={"can_send_messages": True})
    told = await api("getChat", chat_id=group.id)
    assert (told["title"], told["description"]) == ("Tea friends", "All about tea")
    assert told["permissions"]["can_send_polls"] is False
    same = await refused(api, "setChatDescription", chat_id=group.id, description="All about tea")
    assert same == "400 Bad Request: chat description is not modified"
