"""The bot sends, edits and deletes; what Telegram would refuse is refused in its words."""

import json
import struct
import zlib
from typing import Any

import pytest

from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import Api, Refused
from tests.sandbox.conftest import StillClock

BUTTONS = {
    "inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}, {"text": "Site", "url": "https://example.com"}]]
}


def png(width: int = 400, height: int = 100) -> bytes:
    """A picture."""
    head = struct.pack(">II5B", width, height, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


async def refused(api: Api, method: str, **params: Any) -> str:
    """Telegram's sentence for a call it does not take."""
    with pytest.raises(Refused) as refusal:
        await api(method, **params)
    return f"{refusal.value.code} {refusal.value.description}"


async def test_a_message_arrives_with_entities_and_buttons(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    text = "<b>美</b> you have 5 &lt;points&gt;, see /points"
    sent = await api("sendMessage", chat_id=mei.id, text=text, parse_mode="HTML", reply_markup=BUTTONS)

    assert sent["text"] == "美 you have 5 <points>, see /points"
    assert [one["type"] for one in sent["entities"]] == ["bold", "bot_command"]
    assert sent["reply_markup"] == BUTTONS
    assert telegram.messages(mei.id)[-1] == sent
    assert telegram.log[-1].method == "sendMessage"
    assert telegram.log[-1].chat_id == mei.id
    assert telegram.log[-1].message_id == sent["message_id"]


async def test_form_json_query_and_multipart_are_the_same(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    url = f"/bot{telegram.bot.token}/SENDmessage"
    values = {"chat_id": mei.id, "text": "x", "reply_markup": BUTTONS}
    flat = {"chat_id": str(mei.id), "text": "x", "reply_markup": json.dumps(BUTTONS)}
    answers = [
        await api.http.post(url, json=values),
        await api.http.post(url, data=flat),
        await api.http.get(url, params=flat),
        await api.http.post(url, data=flat, files={"ignored": b"x"}),
    ]
    results = [api.judged("sendMessage", answer) for answer in answers]
    assert {json.dumps(one["reply_markup"]) for one in results} == {json.dumps(BUTTONS)}


@pytest.mark.parametrize(
    ("params", "sentence"),
    [
        ({"text": ""}, "400 Bad Request: message text is empty"),
        ({"text": " \n "}, "400 Bad Request: text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "400 Bad Request: text must be non-empty"),
        ({"text": "x" * 4097}, "400 Bad Request: message is too long"),
        ({"text": "x", "parse_mode": "BBCode"}, "400 Bad Request: unsupported parse_mode"),
        ({"text": "x", "reply_markup": "{"}, "400 Bad Request: can't parse reply markup JSON object"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "400 Bad Request: message to be replied not found"),
        ({"text": "x", "message_thread_id": 5}, "400 Bad Request: message thread not found"),
        ({"text": "x", "chat_id": 5}, "400 Bad Request: chat not found"),
        ({"text": "x", "chat_id": ""}, "400 Bad Request: chat_id is empty"),
    ],
)
async def test_what_telegram_refuses_is_refused_in_its_words(
    api: Api, mei: Person, params: dict[str, Any], sentence: str
) -> None:
    assert await refused(api, "sendMessage", **({"chat_id": mei.id} | params)) == sentence


async def test_lengths_count_after_parsing(api: Api, mei: Person) -> None:
    text = f"<b>{'x' * 4090}</b>&lt;&gt;"
    assert len((await api("sendMessage", chat_id=mei.id, text=text, parse_mode="HTML"))["text"]) == 4092
    photo = {"photo": ("a.png", png(), "image/png")}
    sentence = "400 Bad Request: message caption is too long"
    assert await refused(api, "sendPhoto", chat_id=mei.id, caption="x" * 1025, files=photo) == sentence


@pytest.mark.parametrize(
    ("button", "sentence"),
    [
        ({"text": "x", "callback_data": "x" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "美" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "x"}, "keyboard button text must be non-empty"),
        (
            {"text": "x", "url": "ftp://a.com"},
            "inline keyboard button URL 'ftp://a.com' is invalid: Unsupported URL protocol",
        ),
        ({"text": "x", "url": "http://here"}, "inline keyboard button URL 'http://here' is invalid: Wrong HTTP URL"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
async def test_a_wrong_button_is_refused(api: Api, mei: Person, button: dict[str, Any], sentence: str) -> None:
    markup = {"inline_keyboard": [[button]]}
    assert (
        await refused(api, "sendMessage", chat_id=mei.id, text="x", reply_markup=markup)
        == f"400 Bad Request: {sentence}"
    )


async def test_nobody_is_written_to_who_does_not_want_it(
    api: Api, telegram: PocketTelegram, mei: Person, ivan: Person
) -> None:
    never = "403 Forbidden: bot can't initiate conversation with a user"
    assert await refused(api, "sendMessage", chat_id=ivan.id, text="x") == never

    telegram.block(mei)
    assert await refused(api, "sendMessage", chat_id=mei.id, text="x") == "403 Forbidden: bot was blocked by the user"
    change = await api.update("my_chat_member")
    assert (change["old_chat_member"]["status"], change["new_chat_member"]["status"]) == ("member", "kicked")

    telegram.unblock(mei)
    await api("sendMessage", chat_id=mei.id, text="x")
    telegram.deactivate(mei)
    assert await refused(api, "sendMessage", chat_id=mei.id, text="x") == "403 Forbidden: user is deactivated"


async def test_an_edit_must_change_something(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    sent = await api("sendMessage", chat_id=mei.id, text="one", reply_markup=BUTTONS)
    place = {"chat_id": mei.id, "message_id": sent["message_id"]}

    same = await refused(api, "editMessageText", text="one", reply_markup=BUTTONS, **place)
    edited = await api("editMessageText", text="<i>two</i>", parse_mode="HTML", **place)
    bare = await api("editMessageReplyMarkup", reply_markup=BUTTONS, **place)

    assert same.startswith("400 Bad Request: message is not modified: specified new message content and reply markup")
    assert edited["text"] == "two"
    assert edited["edit_date"] == edited["date"]
    assert "reply_markup" not in edited
    assert bare["reply_markup"] == BUTTONS
    assert telegram.messages(mei.id)[-1] == bare
    missing = await refused(api, "editMessageText", chat_id=mei.id, message_id=999, text="x")
    assert missing == "400 Bad Request: message to edit not found"


async def test_only_the_bots_own_messages_without_reply_keyboards_can_be_edited(
    api: Api, telegram: PocketTelegram, mei: Person
) -> None:
    said = telegram.say(mei, "hello")
    keyboard = {"keyboard": [[{"text": "Points"}]]}
    shown = await api("sendMessage", chat_id=mei.id, text="x", reply_markup=keyboard)
    for message in (said, shown):
        sentence = await refused(api, "editMessageText", chat_id=mei.id, message_id=message["message_id"], text="y")
        assert sentence == "400 Bad Request: message can't be edited"
    assert telegram.private_chat(mei).keyboards[mei.id] == keyboard


async def test_a_message_can_be_deleted_for_two_days(
    api: Api, telegram: PocketTelegram, clock: StillClock, mei: Person
) -> None:
    old = await api("sendMessage", chat_id=mei.id, text="old")
    clock.pass_by(hours=48)
    new = await api("sendMessage", chat_id=mei.id, text="new")

    assert await api("deleteMessage", chat_id=mei.id, message_id=new["message_id"]) is True
    late = await refused(api, "deleteMessage", chat_id=mei.id, message_id=old["message_id"])
    gone = await refused(api, "deleteMessage", chat_id=mei.id, message_id=new["message_id"])
    assert late == "400 Bad Request: message can't be deleted for everyone"
    assert gone == "400 Bad Request: message to delete not found"
    assert telegram.messages(mei.id)[-1] == old


async def test_pictures_and_files_come_back_as_they_went(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    photo = await api(
        "sendPhoto", chat_id=mei.id, caption="<b>QR</b>", parse_mode="HTML", files={"photo": ("qr.png", png())}
    )
    assert [(size["width"], size["height"]) for size in photo["photo"]] == [(90, 22), (320, 80), (400, 100)]
    assert photo["caption_entities"][0]["type"] == "bold"

    found = await api("getFile", file_id=photo["photo"][-1]["file_id"])
    path = f"/file/bot{telegram.bot.token}/{found['file_path']}"
    assert (await api.http.get(path)).content == png()

    again = await api("sendPhoto", chat_id=mei.id, photo=photo["photo"][-1]["file_id"])
    assert again["photo"] == photo["photo"]

    attached = {"f1": ("list.csv", b"a,b", "text/csv")}
    document = await api("sendDocument", chat_id=mei.id, document="attach://f1", files=attached)
    assert document["document"]["file_name"] == "list.csv"


@pytest.mark.parametrize(
    ("method", "name", "content"),
    [
        ("sendVoice", "voice", b"OggS"),
        ("sendVideo", "video", b"mp4"),
        ("sendAudio", "audio", b"mp3"),
        ("sendAnimation", "animation", b"gif"),
        ("sendVideoNote", "video_note", b"mp4"),
        ("sendSticker", "sticker", b"webp"),
    ],
)
async def test_every_medium_is_what_telegram_would_answer(
    api: Api, mei: Person, method: str, name: str, content: bytes
) -> None:
    sent = await api(method, chat_id=mei.id, duration=3, files={name: ("a.bin", content)})
    copied = await api("copyMessage", chat_id=mei.id, from_chat_id=mei.id, message_id=sent["message_id"])
    forwarded = await api("forwardMessage", chat_id=mei.id, from_chat_id=mei.id, message_id=sent["message_id"])
    assert copied["message_id"] == sent["message_id"] + 1
    assert forwarded[name] == sent[name]
    assert forwarded["forward_origin"]["sender_user"]["is_bot"]


@pytest.mark.parametrize(
    ("method", "params", "sentence"),
    [
        ("sendPhoto", {"files": {"photo": ("x.png", b"no picture")}}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"files": {"photo": ("x.png", png(9000, 2000))}}, "PHOTO_INVALID_DIMENSIONS"),
        ("sendPhoto", {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "attach://none"}, "there is no photo in the request"),
        ("sendDocument", {"files": {"document": ("x", b"")}}, "file must be non-empty"),
        (
            "sendPhoto",
            {"photo": "AgACnonsense"},
            "wrong remote file identifier specified: can't unserialize it. Wrong last symbol",
        ),
        ("getFile", {"file_id": "none"}, "invalid file_id"),
    ],
)
async def test_a_wrong_file_is_refused(
    api: Api, mei: Person, method: str, params: dict[str, Any], sentence: str
) -> None:
    assert await refused(api, method, chat_id=mei.id, **params) == f"400 Bad Request: {sentence}"


async def test_a_file_is_no_photo_by_its_id_nor_a_photo_a_file(api: Api, mei: Person) -> None:
    file = await api("sendDocument", chat_id=mei.id, files={"document": ("x.png", png())})
    photo = await api("sendPhoto", chat_id=mei.id, files={"photo": ("x.png", png())})
    file_id, photo_id = file["document"]["file_id"], photo["photo"][-1]["file_id"]

    said = await refused(api, "sendPhoto", chat_id=mei.id, photo=file_id)
    assert said == "400 Bad Request: can't use file of type Document as Photo"
    said = await refused(api, "sendDocument", chat_id=mei.id, document=photo_id)
    assert said == "400 Bad Request: can't use file of type Photo as Document"
    again = await api("sendPhoto", chat_id=mei.id, photo=photo_id)
    assert again["photo"] == photo["photo"]


async def test_an_album_belongs_together(api: Api, mei: Person) -> None:
    files = {"a": ("a.png", png()), "b": ("b.png", png(20, 20))}
    media = [{"type": "photo", "media": "attach://a", "caption": "two"}, {"type": "photo", "media": "attach://b"}]
    album = await api("sendMediaGroup", chat_id=mei.id, media=media, files=files)
    assert len({one["media_group_id"] for one in album}) == 1
    assert album[0]["caption"] == "two"
    copies = await api(
        "copyMessages", chat_id=mei.id, from_chat_id=mei.id, message_ids=[one["message_id"] for one in album]
    )
    assert len(copies) == 2
    alone = await refused(api, "sendMediaGroup", chat_id=mei.id, media=media[:1], files=files)
    assert alone == "400 Bad Request: media group must include 2-10 items"


async def test_a_medium_is_exchanged_for_another(api: Api, mei: Person) -> None:
    sent = await api("sendPhoto", chat_id=mei.id, caption="one", files={"photo": ("a.png", png())})
    place = {"chat_id": mei.id, "message_id": sent["message_id"]}
    captioned = await api("editMessageCaption", caption="two", **place)
    media = {"type": "document", "media": "attach://d", "caption": "three"}
    exchanged = await api("editMessageMedia", media=media, files={"d": ("d.csv", b"a")}, **place)
    assert captioned["caption"] == "two"
    assert exchanged["caption"] == "three"
    assert "photo" not in exchanged
    assert (
        await refused(api, "editMessageText", text="x", **place)
        == "400 Bad Request: there is no text in the message to edit"
    )


async def test_places_contacts_dice_and_polls(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    await api("sendLocation", chat_id=mei.id, latitude=31.2, longitude=121.5)
    await api("sendVenue", chat_id=mei.id, latitude=31.2, longitude=121.5, title="Shop", address="1 Road")
    await api("sendContact", chat_id=mei.id, phone_number="+861", first_name="Li")
    dice = await api("sendDice", chat_id=mei.id)
    assert 1 <= dice["dice"]["value"] <= 6

    poll = await api(
        "sendPoll", chat_id=mei.id, question="Tea?", options=[{"text": "Yes"}, {"text": "No"}], is_anonymous=False
    )
    telegram.vote(mei, poll["message_id"], [0])
    kinds = [set(update) - {"update_id"} for update in await api.updates()]
    assert kinds == [{"poll"}, {"poll_answer"}]
    closed = await api("stopPoll", chat_id=mei.id, message_id=poll["message_id"])
    assert closed["options"][0]["voter_count"] == 1
    assert closed["is_closed"]


async def test_an_invoice_is_paid_when_the_bot_agrees(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    asked = {"title": "Box", "description": "Tea", "payload": "box-1", "currency": "XTR"}
    invoice = await api("sendInvoice", chat_id=mei.id, prices=[{"label": "Tea", "amount": 5}], **asked)
    telegram.pay(mei, invoice["message_id"])
    query = await api.update("pre_checkout_query")
    assert await api("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    paid = await api.update("message")
    assert paid["successful_payment"]["invoice_payload"] == "box-1"


async def test_reactions_pins_and_typing(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    said = telegram.say(mei, "hello")
    place = {"chat_id": mei.id, "message_id": said["message_id"]}
    assert await api("setMessageReaction", reaction=[{"type": "emoji", "emoji": "👍"}], **place)
    assert await refused(api, "setMessageReaction", reaction=[{"type": "emoji", "emoji": "🧋"}], **place) == (
        "400 Bad Request: REACTION_INVALID"
    )
    assert await api("pinChatMessage", **place)
    assert (await api("getChat", chat_id=mei.id))["pinned_message"]["text"] == "hello"
    assert await api("unpinAllChatMessages", chat_id=mei.id)
    assert await api("sendChatAction", chat_id=mei.id, action="typing")
    assert "sendChatAction" not in {accepted.method for accepted in telegram.log}


async def test_several_messages_travel_and_go_together(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    numbers = [telegram.say(mei, text)["message_id"] for text in ("one", "two")]
    place = {"chat_id": mei.id, "message_ids": [*numbers, 999]}
    forwarded = await api("forwardMessages", from_chat_id=mei.id, **place)
    assert len(forwarded) == 2
    assert await api("deleteMessages", **place)
    assert [message["text"] for message in telegram.messages(mei.id)] == ["/start", "one", "two"]
    assert [message["message_id"] for message in telegram.messages(mei.id)][1:] == [
        one["message_id"] for one in forwarded
    ]


async def test_the_small_answers_are_telegrams_too(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    invoice = {"title": "Box", "description": "Tea", "payload": "b", "currency": "XTR"}
    link = await api("createInvoiceLink", prices=[{"label": "Tea", "amount": 5}], **invoice)
    assert link.startswith("https://t.me/$")
    said = telegram.say(mei, "hello")
    await api("pinChatMessage", chat_id=mei.id, message_id=said["message_id"])
    assert await api("unpinChatMessage", chat_id=mei.id)
    assert await api("getForumTopicIconStickers") == []
    for method in ("answerShippingQuery", "refundStarPayment", "logOut", "close"):
        assert await api(method) is True
