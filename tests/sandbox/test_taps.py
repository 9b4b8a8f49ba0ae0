"""People tap, share, start and edit; the bot answers each tap once."""

import pytest

from bot.sandbox.errors import ActError
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import Api, Refused
from tests.sandbox.conftest import StillClock
from tests.sandbox.test_messages import BUTTONS, png

TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_tap_is_answered_once(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    sent = await api("sendMessage", chat_id=mei.id, text="Join?", reply_markup=BUTTONS)
    number = telegram.tap(mei, sent["message_id"], "Yes")
    query = await api.update("callback_query")
    assert (query["id"], query["data"], query["message"]) == (number, "yes", sent)

    await api("answerCallbackQuery", callback_query_id=number, text="Done", show_alert=True)
    assert (telegram.answers[-1].text, telegram.answers[-1].alert) == ("Done", True)
    with pytest.raises(Refused, match=TOO_OLD):
        await api("answerCallbackQuery", callback_query_id=number)


async def test_a_late_answer_is_refused(api: Api, telegram: PocketTelegram, clock: StillClock, mei: Person) -> None:
    sent = await api("sendMessage", chat_id=mei.id, text="Join?", reply_markup=BUTTONS)
    number = telegram.tap(mei, sent["message_id"], "Yes")
    clock.pass_by(seconds=151)
    with pytest.raises(Refused, match=TOO_OLD):
        await api("answerCallbackQuery", callback_query_id=number)


async def test_a_button_that_is_not_there_can_not_be_tapped(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    sent = await api("sendMessage", chat_id=mei.id, text="Join?", reply_markup=BUTTONS)
    with pytest.raises(ActError, match=r"no button 'No'.*Yes, Site"):
        telegram.tap(mei, sent["message_id"], "No")
    with pytest.raises(ActError, match="opens something"):
        telegram.tap(mei, sent["message_id"], "Site")
    assert telegram.press(mei, sent["message_id"], 0, 1) == {"url": "https://example.com"}


async def test_start_carries_its_payload_and_unblocks(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    telegram.block(mei)
    with pytest.raises(ActError, match="has blocked the bot"):
        telegram.say(mei, "hello")
    telegram.start(mei, "own_Ab-9")
    kinds = [set(update) - {"update_id"} for update in await api.updates()]
    assert kinds == [{"my_chat_member"}, {"my_chat_member"}, {"message"}]
    assert telegram.messages(mei.id)[-1]["text"] == "/start own_Ab-9"
    with pytest.raises(ActError, match="at most 64"):
        telegram.start(mei, "with space")


async def test_people_share_and_send_what_telegram_would_tell(
    api: Api, telegram: PocketTelegram, mei: Person, ivan: Person
) -> None:
    own = telegram.send_contact(mei)
    other = telegram.send_contact(mei, ivan)
    telegram.send_location(mei, 31.2, 121.5)
    telegram.send_photo(mei, png(), "a /picture")
    telegram.send_file(mei, b"a,b", "list.csv", mime="text/csv")
    telegram.send_file(mei, b"ogg", "voice.ogg", kind="voice", mime="audio/ogg")
    await api.updates()
    assert own["contact"] == {"phone_number": "8613800000001", "first_name": "美", "user_id": mei.id}
    assert other["contact"]["user_id"] == ivan.id
    assert telegram.messages(mei.id)[-2]["document"]["mime_type"] == "text/csv"


async def test_reply_keyboards_are_shown_and_taken_away(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    keyboard = {"keyboard": [["Points", {"text": "My number", "request_contact": True}]], "resize_keyboard": True}
    await api("sendMessage", chat_id=mei.id, text="Menu", reply_markup=keyboard)
    shown = telegram.private_chat(mei).keyboards[mei.id]
    assert shown["keyboard"][0][0] == {"text": "Points"}
    await api("sendMessage", chat_id=mei.id, text="Bye", reply_markup={"remove_keyboard": True})
    assert telegram.private_chat(mei).keyboards == {}
    await api("sendMessage", chat_id=mei.id, text="Name?", reply_markup={"force_reply": True})
    telegram.say(mei, "Mei")
    assert telegram.private_chat(mei).keyboards == {}
