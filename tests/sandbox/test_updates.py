"""Updates wait until they are confirmed, reach one poller at a time, or are pushed."""

import asyncio
import json
from collections.abc import Mapping

import pytest

from bot.sandbox.chats import Chat
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import Api, Refused, until
from tests.sandbox.conftest import StillClock


def texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_updates_come_again_until_they_are_confirmed(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    for text in ("one", "two", "three"):
        telegram.say(mei, text)

    first = await api("getUpdates", limit=2)
    again = await api("getUpdates")
    rest = await api("getUpdates", offset=again[1]["update_id"] + 1)
    last = await api("getUpdates", offset=-1)

    assert texts(first) == ["one", "two"]
    assert texts(again) == ["one", "two", "three"]
    assert texts(rest) == texts(last) == ["three"]
    assert await api("getUpdates", offset=last[0]["update_id"] + 1) == []


async def test_a_long_poll_ends_when_something_happens(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    await until(lambda: telegram.updates.poller)
    telegram.say(mei, "hello")
    assert texts(await poll) == ["hello"]


async def test_a_second_poller_sends_the_first_away(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    older = asyncio.create_task(api("getUpdates", timeout=30))
    await until(lambda: telegram.updates.poller)
    await api("getUpdates")
    with pytest.raises(Refused, match="409 Conflict: terminated by other getUpdates request; make sure that only one"):
        await older


async def test_only_allowed_kinds_are_kept(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    sent = await api("sendMessage", chat_id=mei.id, text="hi")
    telegram.react(mei, sent["message_id"], "👍")
    assert await api.updates(allowed_updates=["message_reaction"]) == []
    telegram.say(mei, "not wanted")
    telegram.react(mei, sent["message_id"], "🔥")
    changed = await api.update("message_reaction")
    assert (changed["old_reaction"][0]["emoji"], changed["new_reaction"][0]["emoji"]) == ("👍", "🔥")


async def test_taps_wait_two_and_a_half_minutes_and_messages_a_day(
    api: Api, telegram: PocketTelegram, clock: StillClock, mei: Person
) -> None:
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    sent = await api("sendMessage", chat_id=mei.id, text="hi", reply_markup=markup)
    telegram.tap(mei, sent["message_id"], "Yes")
    telegram.say(mei, "hello")
    clock.pass_by(minutes=3)
    assert texts(await api("getUpdates")) == ["hello"]
    clock.pass_by(hours=24)
    assert await api("getUpdates") == []


async def test_a_webhook_is_pushed_to_in_order_with_its_secret(
    api: Api, telegram: PocketTelegram, clock: StillClock, mei: Person
) -> None:
    # given a bot that is down at first
    await api("setWebhook", url="https://shop.example/hook", secret_token="s3cret", allowed_updates=["message"])
    telegram.say(mei, "one")
    telegram.say(mei, "two")
    pushed: list[tuple[str, str]] = []
    status = 503

    async def post(url: str, headers: Mapping[str, str], body: bytes) -> int:
        pushed.append((headers["X-Telegram-Bot-Api-Secret-Token"], json.loads(body)["message"]["text"]))
        return status

    # when it fails, and again before the second is over, and then answers
    assert await telegram.webhook.push(post) == 0
    assert await telegram.webhook.push(post) == 0
    info = await api("getWebhookInfo")
    status = 200
    clock.pass_by(seconds=1)
    taken = await telegram.webhook.push(post)

    # then the first was tried twice in all, and nothing is lost or out of order
    assert pushed == [("s3cret", "one"), ("s3cret", "one"), ("s3cret", "two")]
    assert taken == 2
    assert info["last_error_message"] == "Wrong response from the webhook: 503"
    assert info["pending_update_count"] == 2
    with pytest.raises(Refused, match="409 Conflict: can't use getUpdates method while webhook is active"):
        await api("getUpdates")
    await api("deleteWebhook")
    assert (await api("getWebhookInfo"))["url"] == ""


async def test_a_webhook_address_is_checked(api: Api) -> None:
    with pytest.raises(Refused, match="400 Bad Request: bad webhook: An HTTPS URL must be provided for webhook"):
        await api("setWebhook", url="http://shop.example/hook")
    with pytest.raises(Refused, match="400 Bad Request: secret token contains unallowed characters"):
        await api("setWebhook", url="https://shop.example/hook", secret_token="a b")


async def test_a_wrong_token_is_unauthorized_and_a_wrong_method_not_found(api: Api, telegram: PocketTelegram) -> None:
    other = telegram.bot.token[:-1] + "x"
    assert (await api.http.get(f"/bot{other}/getMe")).json() == {
        "ok": False,
        "error_code": 401,
        "description": "Unauthorized",
    }
    for path in ("/botnonsense/getMe", f"/bot{telegram.bot.token}/getNothing"):
        assert (await api.http.get(path)).json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_updates_can_be_repeated_late_and_shuffled(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    telegram.faults.add("repeated", times=1)
    telegram.say(mei, "one")
    assert texts(await api.updates()) == ["one"]
    assert texts(await api.updates()) == ["one"]
    assert await api.updates() == []

    telegram.faults.add("late", chat=5)
    telegram.faults.add("late", times=1, chat=mei.id)
    telegram.say(mei, "late")
    telegram.say(mei, "prompt")
    assert texts(await api.updates()) == ["prompt"]
    assert texts(await api.updates()) == ["late"]
    assert await api.updates() == []

    telegram.faults.add("shuffled", times=1)
    said = [telegram.say(mei, str(number))["text"] for number in range(8)]
    got = texts(await api.updates())
    assert got != said
    assert sorted(got) == said


async def test_an_update_keeps_the_text_it_was_made_with(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    said = telegram.say(mei, "first")
    telegram.edit(mei, said["message_id"], "second")
    updates = await api.updates()
    assert updates[0]["message"]["text"] == "first"
    assert updates[1]["edited_message"]["text"] == "second"


async def test_a_group_tells_a_bot_without_rights_only_what_is_meant_for_it(
    api: Api, telegram: PocketTelegram, mei: Person, ivan: Person
) -> None:
    group = telegram.create_group(mei, "Tea club", [ivan])
    await api.updates()
    asked = await api("sendMessage", chat_id=group.id, text="hello all")

    telegram.say(ivan, "just talking", group)
    telegram.say(ivan, "/help", group)
    telegram.say(ivan, "/help@other_bot", group)
    telegram.say(ivan, "hey @shop_bot", group)
    telegram.say(ivan, "to you", group, reply_to=asked["message_id"])
    assert texts(await api.updates()) == ["/help", "hey @shop_bot", "to you"]

    telegram.promote_bot(group, mei)
    telegram.say(ivan, "just talking", group)
    updates = await api.updates()
    assert updates[0]["my_chat_member"]["new_chat_member"]["status"] == "administrator"
    assert updates[1]["message"]["text"] == "just talking"


async def test_other_members_changes_are_told_on_request_to_an_administrator(
    api: Api, telegram: PocketTelegram, group: Chat, ivan: Person
) -> None:
    telegram.add_member(group, ivan)
    assert [set(update) for update in await api.updates()] == [{"update_id", "message"}]
    await api.updates(allowed_updates=["chat_member"])
    telegram.leave(ivan, group)
    change = await api.update("chat_member")
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "left")
