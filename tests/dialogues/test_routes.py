"""Every way into the bot, and who may take it: the table that a new route has to be written into."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import bindparam, func, select

from bot.actions.people import await_answer
from bot.database import Query
from bot.rules.roles import MAY as MAY_ACT
from bot.rules.roles import Action, Actor, Role, allowed
from bot.tables.log import log_lines
from bot.words.catalogs import Language, words_in
from bot.words.commands import COMMANDS
from bot.words.message import Go, Message
from handlers.door import Door
from handlers.routes import ROUTES
from handlers.visit import Incoming, Kind, Reply, Route, Routes, Screen, Visit
from tests.words.gallery import screens
from tests.world import Guest, World

ROOT = Path(__file__).parents[2]

EVERYBODY = "guest member cashier agent manager owner"
MEMBERS = "member"
SEARCHERS = "cashier agent manager owner"
TILL = "cashier manager owner"
RUNNING = "manager owner"
KNOWN = "member cashier agent manager owner"
ANSWERERS = "agent manager owner"
OWNER = "owner"

WHO = {
    EVERYBODY: """
        /start /help /cancel /language /privacy
        cancel help.show welcome.show welcome.join privacy.show settings.languages settings.language
        /rewards rewards.list rewards.page rewards.show
        /events events.list events.show events.calendar events.join ?e
        ?c ?v ?t ?b ?g ?own ?st /rules
    """,
    MEMBERS: """
        /mydata /forget /points /card /settings
        welcome.phone points.show points.beside points.page points.why tiers.mine expiry.schedule expiry.keep card.show
        privacy.mydata privacy.forget privacy.forget_sure privacy.forget_now
        nps.score nps.change nps.right >nps.typed >nps.reason >conversations.hear >conversations.edit broadcast.unsure
        >broadcast.unsure
        >broadcast.reply >broadcast.wonder
        settings.show settings.topics settings.topic settings.drop_phone
        when.show when.caps when.cap when.hours when.opens when.closes when.pause when.pause_for when.resume
        when.ask_zone when.zone >when.zone >when.cap
        /stop nudge.why nudge.fewer nudge.less nudge.off nudge.pause nudge.stop >nudge.stop
        /vouchers vouchers.ask vouchers.redeem vouchers.list vouchers.beside vouchers.page vouchers.show
        vouchers.give_back vouchers.give_back_now presents.take broadcast.press
        /reminders refills.list refills.agree refills.show refills.about refills.say refills.order refills.order_now
        refills.say_beside refills.order_beside refills.every refills.reckon refills.choose
        >refills.order >refills.every
        >welcome.phone
        spending.pay spending.use spending.yes spending.no spending.not_me
        /birthday birthday.show birthday.tell birthday.months birthday.days birthday.keep birthday.agree birthday.drop
        >birthday.date
        groups.link events.come events.away
    """,
    KNOWN: """
        /why /groups groups.list groups.show
    """,
    SEARCHERS: """
        /find find.start find.show find.beside entries.page entries.why >find.query
        /tasks tasks.list tasks.page tasks.show tasks.take tasks.close
        tags.show tags.on tags.off >tags.name
    """,
    TILL: """
        /sale /undo /redeem taking.start taking.next taking.show taking.take >taking.code
        sale.start sale.next sale.member sale.amount sale.no_items sale.back sale.record sale.record_again sale.undo
        >sale.member >sale.amount >sale.items >sale.confirm
        payments.ask payments.look >sale.waiting
    """,
    ANSWERERS: """
        planned.show >planned.query conversations.talk conversations.close >conversations.line >conversations.reply
        >conversations.edit_answer
        birthday.line birthday.plain >birthday.said
    """,
    RUNNING: """
        /refund /products /adjust /log /liability /nps nps.reasons /effect effect.show
        log.page log.people log.topics log.ask >log.query
        adjust.start adjust.back adjust.record approvals.decide
        >adjust.member >adjust.change >adjust.reason >adjust.confirm
        find.join find.join_now >find.external
        refunds.start refunds.amount refunds.all refunds.back refunds.record
        >refunds.receipt >refunds.amount >refunds.confirm
        products.list products.page products.show products.same products.count products.add products.edit
        products.price products.skip products.back
        >products.part
        rewards.desk rewards.sheet rewards.look rewards.turn rewards.copy rewards.new rewards.go_on rewards.throw_away
        rewards.change rewards.pick rewards.amount rewards.done rewards.empty rewards.back rewards.preview
        rewards.publish rewards.keep
        >rewards.part >rewards.ready
        find.unfreeze
        events.desk events.card events.on events.cancel events.cancel_now events.drop events.new events.edit
        events.choose events.apply events.languages events.say events.guests events.sheet events.ask_here events.poster
        >events.part >events.here
        /segments segments.list segments.show segments.new segments.edit segments.more segments.kind segments.pick
        segments.write segments.less segments.back segments.keep
        segments.rename segments.remove segments.remove_now segments.buyers segments.of
        >segments.line >segments.name
        /broadcast /broadcasts broadcast.new broadcast.list broadcast.show broadcast.sheet broadcast.post
        broadcast.turn broadcast.to broadcast.drop broadcast.audience broadcast.everybody broadcast.nobody
        broadcast.groups broadcast.title broadcast.group broadcast.when broadcast.now broadcast.at broadcast.time
        broadcast.waves broadcast.first broadcast.hours broadcast.expires broadcast.good_for broadcast.buttons
        broadcast.hang broadcast.unhang broadcast.lead broadcast.languages broadcast.unsay broadcast.pause
        broadcast.change
        broadcast.resume broadcast.end broadcast.end_now broadcast.repost broadcast.segments broadcast.segment
        broadcast.test broadcast.testers broadcast.tester broadcast.check broadcast.go broadcast.report
        broadcast.people broadcast.again broadcast.again_now broadcast.recall broadcast.recall_now broadcast.correct
        broadcast.right_now broadcast.is_right >broadcast.right >broadcast.title >broadcast.post >broadcast.said
        >broadcast.link
    """,
    OWNER: """
        /program /staff
        groups.desk groups.card groups.set_up groups.edit groups.choose groups.apply groups.turn >groups.part
        care.contact contact.edit contact.choose contact.apply >contact.part >contact.apply planned.calendar
        program.show program.edit program.choose program.apply >program.part >program.apply
        terms.show terms.edit terms.choose terms.apply >terms.part >terms.apply
        tiers.table tiers.tier tiers.add tiers.edit tiers.text tiers.empty tiers.amount tiers.choose tiers.mark
        tiers.remove tiers.drop tiers.preview tiers.apply >tiers.part
        /care care.show care.holdout care.survey
        survey.edit survey.choose survey.apply >survey.part >survey.apply
        care.refill refill.edit refill.choose refill.apply refill.test >refill.part >refill.apply
        care.thanks thanks.edit thanks.choose thanks.apply >thanks.part >thanks.apply
        care.win_back win_back.edit win_back.choose win_back.apply >win_back.part >win_back.apply
        care.birthday birthday.edit birthday.choose birthday.apply >birthday.part >birthday.apply
        birthday.gifts birthday.gift birthday.give birthday.ask_line birthday.give_now >gifts.points >gifts.apply
        care.broadcast broadcast.edit broadcast.apply >broadcast.part >broadcast.apply
        holdout.edit holdout.apply >holdout.part >holdout.apply
        /store store.show store.edit store.zone store.language store.no_contact >store.part
        staff.list staff.show staff.invite staff.role staff.branch staff.dismiss staff.dismiss_now
    """,
}
"""By the roles that may: `/` a command, `>` an awaited answer, `?` a deep link, and the buttons as they are.

Whoever works here is no member in this table; staff who are may do what members do.
"""

_REFUSED = Query(int, select(func.count()).where(log_lines.c.refused, log_lines.c.actor.like(bindparam("actor"))))
MAY = {route: set(roles.split()) for roles, routes in WHO.items() for route in routes.split()}


def every_route() -> dict[str, Route]:
    """Every route by its name in the table."""
    return {
        **{f"/{name}": route for name, route in ROUTES.commands.items()},
        **ROUTES.buttons,
        **{f">{name}": route for name, route in ROUTES.answers.items()},
        **{f"?{name}": route for name, route in ROUTES.links.items()},
    }


@pytest.mark.promise(71)
def test_every_route_is_in_the_table() -> None:
    assert set(every_route()) == set(MAY)


class Seen:
    """Screens that only remember who came in."""

    def __init__(self) -> None:
        self.here: set[str] = set()

    def instead(self) -> Routes:
        """The bot's routes with these screens."""
        tables = (ROUTES.commands, ROUTES.buttons, ROUTES.answers, ROUTES.links)
        signs = ("/", "", ">", "?")
        return Routes(
            *(
                {name: replace(route, screen=self._screen(sign + name)) for name, route in table.items()}
                for sign, table in zip(signs, tables, strict=True)
            )
        )

    def _screen(self, name: str) -> Screen:
        async def screen(visit: Visit) -> Reply:
            self.here.add(name)
            return Reply()

        return screen


def door_of(world: World, routes: Routes = ROUTES) -> Door:
    """The bot's door, or one that leads elsewhere."""
    return Door(world.shop, routes, world.app.menus, world.app.bot.id, world.app.bot.username)


def update_for(door: Door, guest: Guest, route: str) -> Incoming:
    """What somebody sends to take this route."""
    said = Incoming(Kind.TEXT, guest.id, guest.person.name, "en", guest.id, True, text="12.50")
    match route[0]:
        case "/":
            return replace(said, kind=Kind.COMMAND, command=route[1:], text="")
        case "?":
            return replace(said, kind=Kind.COMMAND, command="start", text=f"{route[1:]}_x")
        case ">":
            return said
    return replace(said, kind=Kind.PRESS, text=door.button(Go(route))(guest.id))


@pytest.mark.promise(71)
async def test_each_role_comes_in_where_the_table_says_and_nowhere_else(world: World) -> None:
    cast = {
        "guest": world.guest("Gus"),
        "member": await world.member("Mei"),
        "cashier": await world.cashier(),
        "agent": await world.agent(),
        "manager": await world.manager(),
        "owner": await world.owner(),
    }
    for role, guest in cast.items():
        seen = Seen()
        door = door_of(world, seen.instead())
        for route in MAY:
            async with world.shop.work() as work:
                if route.startswith(">"):
                    await await_answer(work, guest.id, route[1:], {})
                await door.receive(work, update_for(door, guest, route), late=False)
        assert seen.here == {route for route, roles in MAY.items() if role in roles}, role
        async with world.shop.work() as work:
            logged = await work.the(_REFUSED, actor=f"{role}%")
        assert logged == len(MAY) - len(seen.here), role


@pytest.mark.promise(71)
async def test_staff_who_are_members_come_in_by_both_doors(world: World) -> None:
    carl = await world.member("Carl")
    await world.put_to_work(carl, Role.CASHIER)
    seen = Seen()
    door = door_of(world, seen.instead())

    for route in MAY:
        if not route.startswith(">"):
            async with world.shop.work() as work:
                await door.receive(work, update_for(door, carl, route), late=False)

    mine = {"member", "cashier"}
    assert seen.here == {route for route, roles in MAY.items() if mine & roles and not route.startswith(">")}


@pytest.mark.promise(71)
@pytest.mark.parametrize("role", [Role.CASHIER, Role.AGENT, Role.MANAGER, Role.OWNER])
def test_staff_of_a_branch_do_there_what_their_role_may_and_nothing_at_another(role: Role) -> None:
    here = Actor(role, telegram_id=1, member_id=1, staff_id=1, branch_id=1)
    everywhere = replace(here, branch_id=None)

    for action in Action:
        may = allowed(everywhere, action)
        assert may == (role in MAY_ACT[action])
        assert [allowed(here, action, branch) for branch in (1, 2)] == [may, False]
        assert [allowed(everywhere, action, branch) for branch in (1, 2)] == [may, may]


def mentioned() -> set[str]:
    """Every text that stands as a whole in words and screens: the routes of the buttons are among them."""
    paths = (*ROOT.glob("bot/words/**/*.py"), *ROOT.glob("handlers/*.py"))
    trees = (ast.parse(path.read_text()) for path in paths)
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def shown_buttons() -> Iterator[Go]:
    """What the buttons of every screen lead to, with the longest numbers they can have."""
    for _, said in screens(words_in(Language.EN), "somebody"):
        for message in said if isinstance(said, tuple) else (said,):
            if isinstance(message, Message):
                for row in message.buttons:
                    yield from (button.does for button in row if isinstance(button.does, Go))


def test_every_button_leads_somewhere_and_fits_into_64_bytes(world: World) -> None:
    for go in shown_buttons():
        assert go.route in ROUTES.buttons
        assert door_of(world).button(go)(2**52)


def test_every_button_that_is_answered_is_shown_somewhere() -> None:
    shown = {go.route for go in shown_buttons()}

    assert set(ROUTES.buttons) - shown - mentioned() == set()


def test_every_command_is_listed_and_asks_for_what_its_listing_says() -> None:
    assert {one.name: one.action for one in COMMANDS} == {name: route.action for name, route in ROUTES.commands.items()}
