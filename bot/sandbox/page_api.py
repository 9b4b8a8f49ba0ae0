"""What the page asks for and does, over HTTP; PAGE_API.md is its description."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox import views
from bot.sandbox.courier import carrying
from bot.sandbox.errors import ActError, Refusal
from bot.sandbox.messenger import Messenger
from bot.sandbox.page_acts import ACTS, GROUP_ACTS, Act
from bot.sandbox.params import Params, Upload
from bot.sandbox.shapes import Json, MovableClock

PAGE = Path(__file__).parent / "page"
PAGE_SIZE = 50
FRAME_SECONDS = 0.2
FRESH = {"Cache-Control": "no-cache"}
BROKEN_REQUESTS = (ActError, Refusal, ValueError, KeyError, TypeError)


def page_app(telegram: Messenger) -> Starlette:
    """The page's part of the server."""
    pages = Pages(telegram)

    def route(path: str, act: Callable[[Request], Awaitable[Json]], *methods: str) -> Route:
        async def endpoint(request: Request) -> Response:
            if _foreign(request):
                return JSONResponse({"ok": False, "error": "this page is not ours"}, status_code=403)
            try:
                return JSONResponse(await act(request), headers=FRESH)
            except BROKEN_REQUESTS as error:
                sentence = error.description if isinstance(error, Refusal) else str(error)
                return JSONResponse({"ok": False, "error": sentence}, status_code=400)

        return Route(path, endpoint, methods=list(methods))

    return Starlette(
        routes=[
            Route("/", pages.index),
            Route("/sandbox/events", pages.events),
            Route("/sandbox/file/{file_id}", pages.file),
            route("/sandbox/state", pages.state, "GET"),
            route("/sandbox/chats/{chat_id:int}/messages", pages.messages, "GET"),
            route("/sandbox/chats/-{chat_id:int}/messages", pages.group_messages, "GET"),
            route("/sandbox/act", pages.act, "POST"),
            route("/sandbox/people", pages.add_person, "POST"),
            route("/sandbox/groups", pages.create_group, "POST"),
            route("/sandbox/groups/-{chat_id:int}", pages.change_group, "POST"),
            route("/sandbox/clock", pages.move_clock, "POST"),
            route("/sandbox/faults", pages.faults, "GET"),
            route("/sandbox/faults", pages.add_fault, "POST"),
            route("/sandbox/faults", pages.clear_faults, "DELETE"),
            route("/sandbox/faults/{fault_id:int}", pages.remove_fault, "DELETE"),
            route("/sandbox/log", pages.log, "GET"),
            Mount("/page", StaticFiles(directory=PAGE, check_dir=False)),
        ],
        lifespan=lambda _: carrying(telegram),
    )


def _foreign(request: Request) -> bool:
    """Whether some other site's page sends this: a browser says where a request comes from."""
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


class Pages:
    """The page's requests, each a method that answers JSON; what can't be done raises, and becomes a 400."""

    def __init__(self, telegram: Messenger) -> None:
        """Answer for this messenger."""
        self.telegram = telegram

    async def index(self, _: Request) -> Response:
        """The page itself."""
        return FileResponse(PAGE / "index.html", headers=FRESH)

    async def events(self, _: Request) -> Response:
        """The stream of changes."""
        return StreamingResponse(self.telegram.bulletin.listen(), media_type="text/event-stream", headers=FRESH)

    async def file(self, request: Request) -> Response:
        """A stored file by its id."""
        stored = self.telegram.files.by_id.get(request.path_params["file_id"])
        if stored is None:
            return Response(status_code=404)
        safe = {"Content-Security-Policy": "sandbox", "X-Content-Type-Options": "nosniff"}
        return Response(stored.content, media_type=stored.mime, headers=safe)

    async def state(self, _: Request) -> Json:
        """Everything at once."""
        return views.state(self.telegram)

    async def messages(self, request: Request) -> Json:
        """A page of a private chat."""
        return self._messages(request, request.path_params["chat_id"])

    async def group_messages(self, request: Request) -> Json:
        """A page of a group."""
        return self._messages(request, -request.path_params["chat_id"])

    def _messages(self, request: Request, chat_id: int) -> Json:
        chat = self.telegram.chats.get(chat_id)
        person = int(request.query_params.get("person", 0))
        if chat is None or not chat.holds(person):
            raise ActError("this chat can't be seen")
        before = int(request.query_params.get("before", 0)) or None
        limit = int(request.query_params.get("limit", PAGE_SIZE))
        earlier = [message for number, message in chat.messages.items() if before is None or number < before]
        shown = earlier[-limit:]
        reactions = {str(one["message_id"]): views.reactions(chat, one["message_id"]) for one in shown}
        return {"messages": shown, "more": len(earlier) > limit, "reactions": {k: v for k, v in reactions.items() if v}}

    async def act(self, request: Request) -> Json:
        """Somebody does something."""
        fields, uploads = await _fields(request)
        doing = ACTS.get(fields.text("act"))
        person = self.telegram.people.get(fields.integer("person"))
        if doing is None or person is None:
            raise ActError("there is no such act" if doing is None else "nobody has this id")
        return {"ok": True, **doing(Act(self.telegram, person, fields, uploads))}

    async def add_person(self, request: Request) -> Json:
        """Somebody new."""
        fields, _ = await _fields(request)
        name = fields.text("name").strip()
        if not name:
            raise ActError("a person has a name")
        optional = {key: fields.text(key).strip() or None for key in ("username", "phone", "last_name")}
        person = self.telegram.add_person(name, fields.text("language", "en"), note=fields.text("note"), **optional)
        return {"ok": True, "person": views.person(self.telegram, person)}

    async def create_group(self, request: Request) -> Json:
        """A new group."""
        fields, _ = await _fields(request)
        people = self.telegram.people
        chat = self.telegram.create_group(
            people[fields.integer("owner")],
            fields.text("title").strip() or "Group",
            [people[number] for number in fields.integers("members")],
            supergroup=not fields.flag("small"),
            forum=fields.flag("forum"),
            bot=fields.flag("bot", default=True),
            bot_admin=fields.flag("bot_admin"),
        )
        return {"ok": True, "group": views.group(self.telegram, chat)}

    async def change_group(self, request: Request) -> Json:
        """Members, rights and topics of a group."""
        fields, _ = await _fields(request)
        chat = self.telegram.group_of(-request.path_params["chat_id"])
        owner = next(number for number, member in chat.members.items() if member.status == "creator")
        by = self.telegram.people[fields.integer("by") or owner]
        doing = GROUP_ACTS.get(fields.text("act"))
        if doing is None:
            raise ActError("there is no such act")
        doing(Act(self.telegram, by, Params({**fields.values, "chat": chat.id}), []))
        chat = self.telegram.chats[chat.moved_to or chat.id]
        return {"ok": True, "group": views.group(self.telegram, chat)}

    async def move_clock(self, request: Request) -> Json:
        """The time machine: forward only; answers when everything due on the way has happened."""
        fields, _ = await _fields(request)
        clock = self.telegram.clock
        if not isinstance(clock, MovableClock):
            raise ActError("this clock can't be moved")
        if fields.values.get("to"):
            to = datetime.fromisoformat(fields.text("to"))
            to = to if to.tzinfo is not None else to.replace(tzinfo=UTC)
        else:
            to = clock.now() + timedelta(seconds=fields.number("by"))
        if to < clock.now():
            raise ActError("the clock only moves forward")
        tell = self.telegram.bulletin.tell
        running = asyncio.create_task(self._show_it_running(clock))
        try:
            await clock.move_to(to)
        finally:
            running.cancel()
            tell("clock", lambda: {"now": clock.now().isoformat(), "moving": False})
        return {"ok": True, "now": clock.now().isoformat()}

    async def _show_it_running(self, clock: MovableClock) -> None:
        """Tell the hour several times a second, so that the page's clock is seen to run."""
        while True:
            self.telegram.bulletin.tell("clock", lambda: {"now": clock.now().isoformat(), "moving": True})
            await asyncio.sleep(FRAME_SECONDS)

    async def faults(self, _: Request) -> Json:
        """The faults switched on, and those there are."""
        return {**views.faults(self.telegram), "kinds": views.fault_kinds()}

    async def add_fault(self, request: Request) -> Json:
        """Switch one on."""
        fields, _ = await _fields(request)
        asked = fields.values
        fault = self.telegram.faults.add(
            fields.text("kind"),
            method=fields.text("method") or None,
            chat=fields.integer("chat") or None,
            times=fields.integer("times") or None,
            every=fields.integer("every") or None,
            chance=fields.number("chance") if asked.get("chance") else None,
            retry_after=fields.integer("retry_after", 5),
            accepted=fields.flag("accepted") if asked.get("accepted") is not None else None,
        )
        return {"ok": True, "fault": fault.told(), **self._faults_told()}

    async def clear_faults(self, _: Request) -> Json:
        """Switch all off."""
        self.telegram.faults.clear()
        return {"ok": True, **self._faults_told()}

    async def remove_fault(self, request: Request) -> Json:
        """Switch one off."""
        self.telegram.faults.remove(request.path_params["fault_id"])
        return {"ok": True, **self._faults_told()}

    def _faults_told(self) -> Json:
        self.telegram.bulletin.tell("faults", lambda: views.faults(self.telegram))
        return views.faults(self.telegram)

    async def log(self, request: Request) -> Json:
        """The accepted sends after a sequence number."""
        after = int(request.query_params.get("after", 0))
        limit = int(request.query_params.get("limit", 100))
        return {"log": [accepted.told() for accepted in self.telegram.log[after : after + limit]]}


async def _fields(request: Request) -> tuple[Params, list[Upload]]:
    """The values of a request, and the files that came with it."""
    if not request.headers.get("content-type", "").startswith("multipart/"):
        asked = json.loads(await request.body() or b"{}")
        if not isinstance(asked, dict):
            raise ActError("a JSON object is expected")
        return Params(asked), []
    values: Json = {}
    uploads: list[Upload] = []
    async with request.form() as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                mime = value.content_type or "application/octet-stream"
                uploads.append(Upload(value.filename or "file", mime, await value.read()))
            else:
                values[name] = value
    return Params(values), uploads
