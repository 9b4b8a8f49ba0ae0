"""Opens each visit: who is here, which screen they want, whether they may see it."""

from collections.abc import Callable
from dataclasses import replace

from bot.actions.amending import spoken_as
from bot.actions.broadcast_answers import note_votes
from bot.actions.broadcast_replies import broadcast_at, broadcast_lately
from bot.actions.conversations import conversation_to_go_on
from bot.actions.log import note
from bot.actions.nps import survey_for
from bot.actions.people import mark_reachable, mark_unreachable, meet, stop_awaiting
from bot.actions.said import told_of
from bot.rules.refusals import Refusal
from bot.rules.roles import Action, allowed
from bot.rules.stopping import ends_messages
from bot.shop import Shop, Work
from bot.words import common, groups, refusals
from bot.words.catalogs import Words, words_for
from bot.words.message import Go, Message, Toast
from handlers.buttons import read_button, write_button
from handlers.group_news import hear
from handlers.menus import Menus
from handlers.typed import whole
from handlers.visit import Incoming, Kind, Reply, Route, Routes, Visit


class Door:
    """Leads whoever comes to the right screen and brings back what it says."""

    def __init__(self, shop: Shop, routes: Routes, menus: Menus, bot_id: int, bot_username: str) -> None:
        self._shop = shop
        self._routes = routes
        self._menus = menus
        self._bot_id = bot_id
        self._bot_username = bot_username

    def words_for(self, chosen: str | None, client_language: str | None) -> Words:
        """The words of somebody who chose a language, or whose client speaks one."""
        return words_for(chosen, client_language, self._shop.store)

    def button(self, go: Go) -> Callable[[int], str]:
        """The callback data for a button, given a chat; it is good for as long as its route says."""
        route = self._routes.buttons[go.route]
        return write_button(self._shop.vault, self._bot_id, go, self._shop.clock.now() + route.lives)

    async def receive(self, work: Work, incoming: Incoming, *, late: bool) -> Reply:
        """Let somebody in and answer them, in an open transaction.

        Args:
            late: the update comes after a silence, so that a press in it may be old.
        """
        if incoming.kind in (Kind.BLOCKED, Kind.UNBLOCKED):
            mark = mark_unreachable if incoming.kind is Kind.BLOCKED else mark_reachable
            await mark(work, incoming.person_id)
            return Reply()
        if incoming.kind is Kind.GROUP:
            await hear(work, incoming)
            return Reply()
        if incoming.votes is not None:
            await note_votes(work, incoming.votes)
            return Reply()
        if not incoming.private and incoming.kind is not Kind.COMMAND:
            return Reply()
        known = await meet(work, incoming.person_id, incoming.name, incoming.client_language)
        words = self.words_for(known.language, known.client_language)
        visit = Visit(work, words, known.actor, known, incoming, self._bot_username, incoming.text)
        if not incoming.private:
            return await self._in_group(visit)
        reply = await self._answer(visit, late=late)
        return reply if self._menus.fits(known) else replace(reply, menus=(*reply.menus, incoming.person_id))

    async def _answer(self, visit: Visit, *, late: bool) -> Reply:
        route = await self._route(visit, late=late)
        if isinstance(route, Reply):
            return route
        if not allowed(visit.actor, route.action):
            return await self._turn_away(visit, route.action)
        if not visit.has_room(route.action):
            return _no_room(visit)
        reply = _as_reply(await route.screen(visit))
        return replace(reply, fresh=True) if route.beside else reply

    async def _in_group(self, visit: Visit) -> Reply:
        route = self._routes.commands.get(visit.incoming.command)
        if route is None:
            return Reply()
        if route.in_groups:
            return _as_reply(await route.screen(visit))
        link = f"https://t.me/{self._bot_username}?start={visit.incoming.command}"
        return Reply((groups.in_private(visit.words, route.action, link),))

    async def _route(self, visit: Visit, *, late: bool) -> Route | Reply:
        match visit.incoming.kind:
            case Kind.COMMAND:
                return await self._commanded(visit)
            case Kind.PRESS:
                return await self._pressed(visit, late=late)
        return await self._answered(visit)

    async def _commanded(self, visit: Visit) -> Route | Reply:
        if visit.known.step is not None and visit.incoming.command != "cancel":
            # A command is a new beginning: an answer typed later must not fall into a question from before it.
            await stop_awaiting(visit.work, visit.incoming.person_id)
        command = visit.incoming.command
        if command == "start" and visit.text:
            prefix, _, rest = visit.text.partition("_")
            if rest and prefix in self._routes.links:
                visit.text = rest
                return self._routes.links[prefix]
            if visit.text in self._routes.commands:
                command, visit.text = visit.text, ""
        return self._routes.commands.get(command) or Reply((common.not_understood(visit.words),))

    async def _pressed(self, visit: Visit, *, late: bool) -> Route | Reply:
        go = read_button(
            self._shop.vault, self._bot_id, visit.incoming.chat_id, visit.incoming.text, self._shop.clock.now()
        )
        route = self._routes.buttons.get(go.route) if go else None
        if go is None or route is None or (late and route.spends):
            return Reply((common.stale_message(visit.words),), common.stale(visit.words), fresh=True)
        visit.args = go.args
        return route

    async def _answered(self, visit: Visit) -> Route | Reply:
        if visit.incoming.edited:
            return await self._edited(visit)
        if _ends_messages(visit):
            return self._routes.answers["nudge.stop"]
        if (spoken := await self._spoken(visit)) is not None:
            return spoken
        step = visit.known.step
        route = self._routes.answers.get(step) if step else None
        if route is None:
            if visit.incoming.kind is Kind.CONTACT:
                return self._routes.answers["welcome.phone"]
            if visit.incoming.kind is Kind.LOCATION:
                return self._routes.answers["when.zone"]
            return await self._about_broadcast(visit) or Reply((common.not_understood(visit.words),))
        if visit.known.step_expires_at is not None and visit.known.step_expires_at < visit.now:
            await visit.asked()
            return Reply((common.expired(visit.words),))
        if not route.hears(visit.incoming):
            return Reply((common.not_text(visit.words),))
        return route

    async def _about_broadcast(self, visit: Visit) -> Route | None:
        """Where words lead that nobody understands: soon after a broadcast they may be about it."""
        if visit.actor.member_id is None:
            return None
        number = await broadcast_lately(visit.work, visit.incoming.chat_id)
        if number is None:
            return None
        visit.args = (str(number),)
        return self._routes.answers["broadcast.wonder"]

    async def _spoken(self, visit: Visit) -> Route | None:
        """Where words of a conversation go: staff's reply to a member's, and a member's that nobody else awaits."""
        incoming, lapses = visit.incoming, visit.known.step_expires_at
        if incoming.replies_to is not None and allowed(visit.actor, Action.ANSWER_MEMBERS):
            number = await told_of(visit.work, incoming.chat_id, incoming.replies_to)
            if number is not None:
                visit.args = (str(number),)
                return self._routes.answers["conversations.reply"]
        if incoming.replies_to is not None and visit.actor.member_id is not None:
            number = await broadcast_at(visit.work, incoming.chat_id, incoming.replies_to)
            if number is not None:
                visit.args = (str(number),)
                return self._routes.answers["broadcast.reply"]
        awaited = visit.known.step is not None and (lapses is None or lapses >= visit.now)
        if awaited or visit.actor.member_id is None:
            return None
        talking = await conversation_to_go_on(visit.work, visit.actor.member_id)
        score = whole(visit.text) if incoming.kind is Kind.TEXT and not (talking and talking.is_open) else None
        if score is not None:
            survey = await survey_for(visit.work, visit.actor.member_id, score)
            if survey is not None:
                visit.args = (str(survey), str(score))
                return self._routes.answers["nps.typed"]
        return self._routes.answers["conversations.hear"] if talking is not None else None

    async def _edited(self, visit: Visit) -> Route | Reply:
        """Where an edited message leads: only what was said in a conversation is another for somebody else too."""
        incoming = visit.incoming
        spoken = await spoken_as(visit.work, incoming.chat_id, incoming.message_id or 0)
        if spoken is None:
            return Reply()
        return self._routes.answers["conversations.edit" if spoken.staff_id is None else "conversations.edit_answer"]

    async def _turn_away(self, visit: Visit, action: Action) -> Reply:
        await note(visit.work, visit.actor, action, refused=True)
        toast = common.stale(visit.words) if visit.incoming.kind is Kind.PRESS else None
        refused = refusals.not_allowed(visit.words, action, at_work=visit.actor.staff_id is not None)
        return Reply((refused,), toast, fresh=True)


def _ends_messages(visit: Visit) -> bool:
    """Whether a member says, whatever else was asked of them, that they want nothing any more.

    Staff's reply to a member's words is said to that member.
    """
    incoming, known = visit.incoming, visit.known
    if incoming.kind is not Kind.TEXT or visit.actor.member_id is None:
        return False
    if visit.actor.staff_id is not None and incoming.replies_to is not None:
        return False
    return ends_messages(visit.text, asked=known.step is not None)


def _no_room(visit: Visit) -> Reply:
    """What was pressed stays where it is, and a question stays open: both are good again when there is room."""
    why = Refusal("no_room")
    if visit.incoming.kind is Kind.PRESS:
        return Reply(toast=refusals.refused_toast(visit.words, why, visit.now))
    return Reply((refusals.refused(visit.words, why, visit.now),))


def _as_reply(said: Reply | Message | Toast) -> Reply:
    match said:
        case Reply():
            return said
        case Message():
            return Reply((said,))
        case Toast():
            return Reply(toast=said)
