"""What the page may ask of the messenger: PAGE_API.md, kept."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.sandbox.courier import carrying
from bot.sandbox.people import Person
from bot.sandbox.telegram import PocketTelegram
from tests.sandbox.api import Api, until
from tests.sandbox.test_messages import BUTTONS, png


@pytest.fixture
async def page(telegram: PocketTelegram) -> AsyncIterator["Page"]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=telegram.app), base_url="http://testserver") as http:
        yield Page(http)


class Page:
    """The page's side."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http

    async def get(self, path: str) -> Any:
        answer = await self.http.get(f"/sandbox/{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self.http.post(f"/sandbox/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def act(self, person: Person, act: str, **body: Any) -> Any:
        return await self.post("act", person=person.id, act=act, **body)


async def test_the_state_shows_people_groups_and_what_each_sees(
    api: Api, telegram: PocketTelegram, page: Page, mei: Person, ivan: Person
) -> None:
    group = telegram.create_group(mei, "Tea club", [ivan], bot_admin=True)
    await api("setMyDescription", description="Кто мы", language_code="ru")
    await api("setMyCommands", commands=[{"command": "start", "description": "begin"}])
    await api("sendMessage", chat_id=mei.id, text="hello", reply_markup={"keyboard": [["Points"]]})

    state = await page.get("state")

    assert state["bot"]["link"] == "https://t.me/shop_bot"
    assert state["clock"] == {"movable": True}
    chinese, russian = state["people"]
    assert (chinese["name"], chinese["language"], russian["name"]) == ("美", "zh-hans", "Иван Петров")
    private, club = chinese["chats"]
    assert (private["chat_id"], private["started"], private["unread"]) == (mei.id, True, 1)
    assert private["last"]["text"] == "hello"
    assert private["keyboard"]["keyboard"] == [[{"text": "Points"}]]
    assert private["commands"] == [{"command": "start", "description": "begin"}]
    assert (club["chat_id"], club["status"]) == (group.id, "creator")
    assert (russian["chats"][0]["started"], russian["chats"][0]["description"]) == (False, "Кто мы")
    assert state["groups"][0]["bot"] == "administrator"
    assert {kind["kind"] for kind in state["fault_kinds"]} > {"too_many_requests", "late"}


async def test_people_act_through_the_page(api: Api, telegram: PocketTelegram, page: Page, mei: Person) -> None:
    sent = await api("sendMessage", chat_id=mei.id, text="Join?", reply_markup=BUTTONS)
    said = await page.act(mei, "say", text="hello @shop_bot", reply_to=sent["message_id"])
    await page.act(mei, "edit", message_id=said["message"]["message_id"], text="hello!")
    tapped = await page.act(mei, "tap", message_id=sent["message_id"], row=0, column=0)
    opened = await page.act(mei, "tap", message_id=sent["message_id"], row=0, column=1)
    await page.act(mei, "contact")
    await page.act(mei, "location", latitude=31.2, longitude=121.5)
    await page.act(mei, "react", message_id=sent["message_id"], emoji="👍")
    await page.act(mei, "language", language="ru")
    await page.act(mei, "read")

    assert tapped["callback_query_id"] in telegram.queries
    assert opened["url"] == "https://example.com"
    shown = await page.get(f"chats/{mei.id}/messages?person={mei.id}&limit=3")
    assert shown["more"] is True
    assert len(shown["messages"]) == 3
    rest = await page.get(f"chats/{mei.id}/messages?person={mei.id}&before={shown['messages'][0]['message_id']}")
    assert rest["messages"][-1]["message_id"] == shown["messages"][0]["message_id"] - 1
    assert rest["reactions"][str(sent["message_id"])][0]["user_id"] == mei.id
    kinds = [next(iter(set(update) - {"update_id"})) for update in await api.updates()]
    assert kinds == ["message", "edited_message", "callback_query", "message", "message"]


async def test_files_come_and_go(api: Api, page: Page, telegram: PocketTelegram, mei: Person) -> None:
    fields = {"person": str(mei.id), "act": "photo", "caption": "tea"}
    answer = await page.http.post("/sandbox/act", data=fields, files={"file": ("tea.png", png(), "image/png")})
    photo = answer.json()["message"]["photo"][-1]
    stored = await page.http.get(f"/sandbox/file/{photo['file_id']}")
    assert (stored.content, stored.headers["content-type"]) == (png(), "image/png")

    pictures = [("file", ("a.png", png(), "image/png")), ("file", ("b.png", png(), "image/png"))]
    album = await page.http.post("/sandbox/act", data={"person": str(mei.id), "act": "album"}, files=pictures)
    assert len({one["media_group_id"] for one in album.json()["messages"]}) == 1
    await api.updates()


async def test_links_are_followed_as_a_client_follows_them(
    api: Api, page: Page, telegram: PocketTelegram, mei: Person, ivan: Person
) -> None:
    group = telegram.create_group(mei, "Tea club", bot_admin=True)
    link = (await api("createChatInviteLink", chat_id=group.id, creates_join_request=True))["invite_link"]

    assert (await page.act(ivan, "open", url=link)) == {"ok": True, "kind": "asked", "chat_id": group.id}
    await page.act(mei, "approve", chat=group.id, user=ivan.id)
    assert group.holds(ivan.id)
    started = await page.act(ivan, "open", url="https://t.me/shop_bot?start=card_7")
    assert (started["kind"], started["message"]["text"]) == ("start", "/start card_7")
    assert (await page.act(ivan, "open", url="https://t.me/mei_tea"))["person"] == mei.id
    assert (await page.act(ivan, "open", url=f"tg://user?id={mei.id}"))["person"] == mei.id
    assert (await page.act(ivan, "open", url="https://example.com/a"))["kind"] == "url"
    shown = await page.get(f"chats/{group.id}/messages?person={ivan.id}")
    assert "new_chat_members" in shown["messages"][-1]


async def test_what_cannot_be_done_is_said_in_a_sentence(page: Page, mei: Person) -> None:
    for body in ({"person": mei.id, "act": "fly"}, {"person": 5, "act": "say"}, {"person": mei.id, "act": "say"}):
        answer = await page.http.post("/sandbox/act", json=body)
        assert answer.status_code == 400
        assert answer.json()["ok"] is False
        assert answer.json()["error"]


async def test_a_foreign_page_can_do_nothing(page: Page, mei: Person) -> None:
    body = {"person": mei.id, "act": "say", "text": "x"}
    foreign = await page.http.post("/sandbox/act", json=body, headers={"Origin": "https://evil.example"})
    own = await page.http.post("/sandbox/act", json=body, headers={"Origin": "http://testserver"})
    assert (foreign.status_code, own.status_code) == (403, 200)


async def test_people_groups_faults_and_the_clock(api: Api, page: Page, telegram: PocketTelegram, mei: Person) -> None:
    li = (await page.post("people", name="李", language="zh-hant", note="cashier"))["person"]
    made = await page.post("groups", title="Staff", owner=mei.id, members=[li["id"]], forum=True, bot_admin=True)
    assert made["group"]["bot"] == "administrator"
    path = f"groups/{made['group']['id']}"
    promoted = await page.post(path, act="promote", user=li["id"])
    assert {one["name"]: one["status"] for one in promoted["group"]["members"]}["李"] == "administrator"
    topic = await page.post(path, act="topic", name="Questions")
    assert topic["group"]["topics"][0]["name"] == "Questions"

    fault = (await page.post("faults", kind="hang", times=1))["fault"]
    assert (await page.get("faults"))["faults"] == [fault]
    await page.http.delete(f"/sandbox/faults/{fault['id']}")
    assert (await page.http.delete("/sandbox/faults")).json()["faults"] == []

    assert (await page.post("clock", by=3600))["now"] == "2026-11-21T10:00:00+00:00"
    assert (await page.post("clock", to="2026-11-22T00:00:00Z"))["now"] == "2026-11-22T00:00:00+00:00"
    back = await page.http.post("/sandbox/clock", json={"by": -5})
    assert back.json()["error"] == "the clock only moves forward"
    await api("sendMessage", chat_id=mei.id, text="logged")
    assert (await page.get("log?after=0"))["log"][-1]["params"]["text"] == "logged"


async def test_every_change_is_told_to_whoever_listens(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    heard: list[tuple[str, Any]] = []

    async def listen() -> None:
        async for line in telegram.bulletin.listen():
            fields = dict(part.split(": ", 1) for part in line.decode().strip().splitlines())
            if "event" in fields:
                heard.append((fields["event"], json.loads(fields["data"])))

    listening = asyncio.create_task(listen())
    await until(lambda: telegram.bulletin.listeners)
    await api("sendChatAction", chat_id=mei.id, action="typing")
    sent = await api("sendMessage", chat_id=mei.id, text="Join?", reply_markup=BUTTONS)
    number = telegram.tap(mei, sent["message_id"], "Yes")
    await api("answerCallbackQuery", callback_query_id=number, text="Done")
    await api("editMessageText", chat_id=mei.id, message_id=sent["message_id"], text="Joined")
    await api("pinChatMessage", chat_id=mei.id, message_id=sent["message_id"])
    await api("setMessageReaction", chat_id=mei.id, message_id=sent["message_id"], reaction=[])
    await api("deleteMessage", chat_id=mei.id, message_id=sent["message_id"])
    telegram.add_person("New")
    telegram.close()
    await listening

    events = [
        "typing",
        "message",
        "unread",
        "answer",
        "edited",
        "message",
        "unread",
        "pinned",
        "reaction",
        "deleted",
        "people",
    ]
    assert [event for event, _ in heard] == events
    assert heard[3][1]["text"] == "Done"
    assert heard[4][1]["message"]["text"] == "Joined"


async def test_while_served_updates_are_carried_to_the_webhook(api: Api, telegram: PocketTelegram, mei: Person) -> None:
    got = asyncio.Event()
    bodies: list[bytes] = []

    async def shop(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        bodies.append(head + await reader.readexactly(length))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()
        got.set()

    async with await asyncio.start_server(shop, "127.0.0.1", 0) as server, carrying(telegram):
        port = server.sockets[0].getsockname()[1]
        await api("setWebhook", url=f"http://127.0.0.1:{port}/hook", secret_token="s3cret")
        telegram.say(mei, "pushed")
        await asyncio.wait_for(got.wait(), 5)
        await until(lambda: not telegram.pending_updates())
    assert b"X-Telegram-Bot-Api-Secret-Token: s3cret" in bodies[0]
    assert b"pushed" in bodies[0]
