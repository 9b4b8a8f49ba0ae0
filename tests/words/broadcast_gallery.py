"""Every screen about writing to many, with made-up broadcasts in every state."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from bot.rules.broadcast_cards import Standing
from bot.rules.broadcast_forecast import Forecast, Paid
from bot.rules.broadcast_report import LEFT_OUT, Reason, Recipient, Report
from bot.rules.broadcast_runs import BLOCKED, Act, State, Tally, Told, Why
from bot.rules.broadcast_sheet import Sheet
from bot.rules.broadcast_when import How, Wave, When
from bot.rules.broadcasts import BroadcastRules, Button, Does, Plan, Post, PostKind
from bot.rules.contact import Why as Because
from bot.rules.effect import Came, effect
from bot.rules.outcomes import State as Fate
from bot.words import (
    approvals,
    broadcast_acts,
    broadcast_buttons,
    broadcast_forecast,
    broadcast_parts,
    broadcast_posts,
    broadcast_replies,
    broadcast_report,
    broadcast_rules,
    broadcast_runs,
    broadcasts,
)
from bot.words.catalogs import Language
from tests.words.tier_gallery import table_of

S = TypeVar("S")
NOW = datetime(2026, 5, 14, 15, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=400)
LOCAL = LATER.replace(tzinfo=None)
ID = 2**31
KEY = "0123456789abcdefghijkl"
POST = Post(PostKind.TEXT, ID, (1,))


def plan(name: str) -> Plan:
    """One with something of everything."""
    buttons = tuple(Button(does, {"": name[:64] or "x"}, str(ID)) for does in Does)
    posts = {"": POST} | {language.value: replace(POST, kind=PostKind.ALBUM) for language in Language}
    return Plan(name, posts, buttons, "everybody", (-ID,), When(How.AT, LATER), LATER, closed_too=True, paid=True)


def standing(name: str, act: Act, state: State, why: Why | None = None) -> Standing:
    """One that is half over."""
    began = None if state in (State.DRAFT, State.AWAITING, State.SCHEDULED) else NOW
    ended = NOW if state in (State.DONE, State.CANCELLED) else None
    return Standing(ID, name, act, state, Tally(10_000, 40, 3000, 31, 2, 1, 164), True, why, LATER, began, ended)


def report(name: str, act: Act, n: int) -> Report:
    """What came of one, so many times each."""
    reasons = [
        Reason(BLOCKED, "blocked", n),
        *(Reason(Fate.DROPPED, why, n) for why in (*Because, "cancelled", "no longer so")),
        *(Reason(Fate.FAILED, why, n) for why in (name, "")),
        Reason(Fate.UNCERTAIN, "lease lapsed", n),
        Reason(Fate.DELIVERED, "", n),
    ]
    answered = dict.fromkeys(range(len(Does)), n) if n else {}
    compared = effect(Came(50 * n, 900 * n), Came(4 * n, 100 * n), 10) if n else None
    stands = standing(name, act, State.DONE)
    return Report(stands, reasons, n, n < 5, plan(name).buttons, answered, n, (name[:100], "b"), (n, n), n, n, compared)


def broadcast_screens(shown: Callable[..., S], name: str) -> Iterator[S]:
    """Each of them, made by `shown`; `name` stands wherever people's own text can."""
    yield from _written(shown, name)
    yield from _parts(shown, name)
    for act in Act:
        for state in State:
            yield shown(broadcast_runs.card, standing(name, act, state), NOW, 1500)
    for why in Why:
        yield shown(broadcast_runs.card, standing(name, Act.SEND, State.PAUSED, why), NOW)
    runs = standing(name, Act.SEND, State.RUNNING)
    for speed in (0, 3, 60):
        yield shown(broadcast_runs.card, runs._replace(queued=speed > 3), NOW, speed)
    yield shown(broadcast_runs.card, runs._replace(waits_until=LATER), NOW)
    yield shown(broadcast_runs.ask_end, runs)
    yield shown(broadcast_runs.ask_end, standing(name, Act.SEND, State.PAUSED)._replace(tally=Tally()))
    yield shown(broadcast_runs.ask_repost)
    yield shown(broadcast_runs.ask_which_to_repost, 7, ["", "ru", "zh_Hant"])
    yield shown(broadcast_replies.ask_whether)
    yield shown(broadcast_posts.post, ID, plan(name))
    yield shown(broadcast_posts.in_group, ID, plan(name), "regulars_bot")
    yield shown(broadcast_posts.post, ID, Plan(name, {"": replace(POST, words="<b>It is on Sunday</b>")}))
    told = Told(ID, Act.CORRECT, ID, plan(name), {language.value: "<b>It is on Sunday</b>" for language in Language})
    for bot in ("", "regulars_bot"):
        yield shown(broadcast_posts.corrected, told, bot)
    yield shown(broadcast_posts.paused, ID, name)
    yield shown(broadcast_posts.paused, ID, "")
    yield shown(broadcast_posts.only_a_trial)
    yield shown(broadcast_posts.gone)
    for n in (1, 2, 5):
        foreseen = Forecast(6 * n, n, n, n, n, n, n, n, n, LATER, n, 30 * n**3, Paid(n, n), n)
        for seconds in (1.0, 30.0, 600.0, 9000.0):
            sheet = Sheet(ID, plan(name), pays=True)
            yield shown(broadcast_forecast.forecast, sheet, foreseen._replace(seconds=seconds), NOW)
        only_groups = sheet._replace(plan=replace(plan(name), audience=""), groups=[name])
        for to in (0, n):
            yield shown(broadcast_forecast.forecast, only_groups, foreseen._replace(gets=0, groups=to), NOW)
        unpaid = replace(plan(name), paid=False)
        yield shown(broadcast_forecast.forecast, Sheet(ID, unpaid, pays=True), foreseen, NOW)
        yield shown(broadcast_report.people, "broadcast-1.csv", b"a", n)
        yield shown(broadcast_rules.show, BroadcastRules(n))
        yield shown(broadcast_rules.preview, BroadcastRules(n), KEY)
        yield shown(broadcast_rules.applied, BroadcastRules(n))
    for act in Act:
        for n in (0, 1, 5):
            yield shown(broadcast_report.report, report(name, act, n), NOW)
    yield shown(broadcast_report.too_many, ID)
    for part in broadcast_rules.Part:
        yield shown(broadcast_rules.ask, part)
    for n in (1, 2, 5):
        had = standing(name, Act.SEND, State.DONE)._replace(tally=Tally(n, 0, n, 0, n))
        yield shown(broadcast_acts.ask_again, had, n)
        yield shown(broadcast_acts.ask_recall, had)
        yield shown(broadcast_acts.preview, had, {"": "<b>a</b>", Language.RU.value: "b"})
        yield shown(
            broadcast_acts.preview, had._replace(state=State.PAUSED, tally=Tally(3 * n, 0, n)), {"": "<b>a</b>"}
        )
    for language in ("", *Language):
        yield shown(broadcast_acts.ask_right, language, one_of=len(language) + 1)


def broadcast_approvals(shown: Callable[..., S], name: str) -> Iterator[S]:
    """The question for a second yes, and what came of it."""
    sheet = Sheet(ID, plan(name), {}, [name], asked_in=name)
    for n in (1, 2, 5):
        asked = {"action": "broadcast", "approval": ID, "recipients": n, "releasing": ID, "sheet": sheet}
        asked |= {"person": 1, "name": name, "at": NOW.isoformat()}
        yield shown(approvals.question, asked)
        yield shown(approvals.settled, {**asked, "decision": "refused"})
    yield shown(approvals.question, {**asked, "sheet": None})


def _written(shown: Callable[..., S], name: str) -> Iterator[S]:
    yield shown(broadcasts.ask_post)
    yield shown(broadcasts.ask_post, Language.ZH_HANT)
    yield shown(broadcasts.not_copied)
    yield shown(broadcasts.reposted, ID)
    yield shown(broadcasts.thrown_away)
    yield shown(broadcasts.ask_title, ID, name)
    full = plan(name)
    names = {(one.does, one.value): {"": name} for one in full.buttons}
    groups = [name[:128]] * 30
    whens = (
        When(),
        When(How.AT, LATER),
        When(How.THEIR_ZONE, local=LOCAL),
        When(How.WAVES, waves=(Wave((1, 2), 0), Wave((99,), 5)), rest_hours=24),
        When(How.WAVES, LATER, waves=(Wave((1,), 0),)),
    )
    for when in whens:
        sheet = Sheet(ID, replace(full, when=when), names, groups, table_of(name), pays=True)
        yield shown(broadcasts.sheet, sheet, NOW)
    for kind in PostKind:
        one = Plan(name, {"": replace(POST, kind=kind)}, audience="")
        yield shown(broadcasts.sheet, Sheet(ID, one), NOW)
    lines = [broadcasts.Line(ID, name, act, state, NOW) for act in Act for state in State]
    yield shown(broadcasts.listed, lines[:20], NOW, older=True, newer=True)
    yield shown(broadcasts.listed, [], NOW, older=False, newer=False)


def _parts(shown: Callable[..., S], name: str) -> Iterator[S]:
    several = [(ID, name), (2, "Gold")]
    yield shown(broadcast_parts.ask_audience, ID, several, 1, 3, groups=True)
    yield shown(broadcast_parts.ask_audience, ID, [], 0, 0, groups=False)
    yield shown(broadcast_parts.ask_groups, ID, [(ID, name, True), (2, name, False)])
    for has in (False, True):
        yield shown(broadcast_parts.ask_when, ID, tiers=has)
    for how in ("at", "own"):
        yield shown(broadcast_parts.ask_time, ID, how, broadcast_parts.offered_times(date(2026, 5, 15)), NOW)
    tiers = table_of(name).tiers
    yield shown(broadcast_parts.ask_first, ID, tiers[::-1])
    yield shown(broadcast_parts.ask_first, ID, tiers[:1])
    yield shown(broadcast_parts.ask_hours, ID, "each")
    yield shown(broadcast_parts.ask_expires, ID)
    yield shown(broadcast_buttons.ask_buttons, ID, plan(name), list(Does))
    yield shown(broadcast_buttons.ask_buttons, ID, Plan(), [])
    yield shown(broadcast_buttons.ask_link, ID)
    for does in (Does.REWARD, Does.VOUCHER, Does.GROUP, Does.EVENT):
        yield shown(broadcast_buttons.ask_value, ID, does, several)
    yield shown(broadcast_buttons.ask_value, ID, Does.REWARD, [])
    yield shown(broadcast_buttons.ask_language, ID, Plan(posts={"": POST, "ru": POST}))
    yield shown(broadcast_buttons.ask_testers, ID, several)
    yield shown(broadcast_buttons.ask_testers, ID, [])


LINES = (
    Recipient("7K3F9Q2MX", "=Mei", "", Fate.DELIVERED, "", NOW),
    Recipient("", "", "=Tasters", Fate.FAILED, "chat not found", NOW),
    Recipient("7K3F9Q2MX", "Mei", "", LEFT_OUT, "", NOW),
    Recipient("7K3F9Q2MX", "Mei", "", Fate.DROPPED, Because.CAP, None),
)
