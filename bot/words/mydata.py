"""Everything held about a member, written out for people to read."""

from collections.abc import Iterator
from datetime import datetime

from bot.rules.codes import in_fours, spaced
from bot.rules.conversations import MOST_SAID
from bot.rules.events import Stand as AtEvent
from bot.rules.groups import Stand
from bot.words import care, formats
from bot.words.birthdays import day_of
from bot.words.catalogs import Words, sentence
from bot.words.held import Held
from bot.words.message import plain
from bot.words.points import entry_name
from bot.words.segments import GROUPS
from bot.words.settings import topic_name


def readable(words: Words, held: Held, store: str, now: datetime) -> str:
    """The whole text, with a title over each part; the newest first."""
    parts = (
        _person(words, held),
        _titled(words, words.label("What you allowed"), _consents(words, held)),
        _titled(words, words.label("Purchases"), _purchases(words, held)),
        _titled(words, words.label("Points"), _entries(words, held)),
        _titled(words, words.label("Vouchers"), _vouchers(words, held)),
        _titled(words, words.label("Your opinion"), _opinions(words, held)),
        _titled(words, words.label("Talks with our staff"), _conversations(words, held)),
        _titled(words, words.label("Care"), _turns(words, held)),
        _titled(words, words.label("What may run out"), _refills(words, held)),
        _titled(words, words.label("Groups"), _groups(words, held)),
        _titled(words, words.label("Events"), _events(words, held)),
    )
    title = words.label("What {store} holds about you, {moment}", store=store, moment=formats.full_moment(words, now))
    return "\n\n".join([title, *("\n".join(part) for part in parts)]) + "\n"


def _titled(words: Words, title: str, body: Iterator[str]) -> Iterator[str]:
    yield title.upper()
    yield next(body, words.label("None."))
    yield from body


def _person(words: Words, held: Held) -> Iterator[str]:
    nothing = words.label("none")
    yield words.label("Name: {name}", name=held.name or nothing)
    yield words.label("Telegram number: {number}", number=str(held.telegram_id or nothing))
    yield words.label("Phone number: {phone}", phone=held.phone or nothing)
    yield words.label("Card number: {card}", card=spaced(held.card))
    yield words.label("Customer number at the till: {number}", number=held.external_id or nothing)
    yield words.label("Joined: {day}", day=formats.full_day(words, held.joined) if held.joined else nothing)
    yield words.label("Language: {language}", language=words.language.own_name)
    yield words.label("Time zone: {zone}", zone=held.zone or nothing)
    yield words.label("Balance: {points}", points=formats.points(words, held.points))
    if held.debt:
        yield words.label("Owed from returns: {points}", points=formats.points(words, held.debt))
    if held.tier:
        yield words.label("Tier: {tier}", tier=held.tier)
    if held.tags:
        yield words.label("Our staff's tags: {tags}", tags=", ".join(plain(tag) for tag in held.tags))
    if held.lists:
        yield words.label("On our lists: {lists}", lists=", ".join(plain(one) for one in held.lists))
    if held.buys_like is not None:
        yield words.label("How you buy, beside others: {group}", group=words.label(GROUPS[held.buys_like]))
    for title, at in held.answered:
        moment = formats.full_moment(words, at)
        yield words.label("You answered our post “{title}”: {moment}", title=title, moment=moment)
    if held.birthday:
        yield words.label("Birthday: {day}", day=day_of(words, held.birthday))
    for greeting in held.greetings:
        day = formats.date_of(words, greeting.on, year=True)
        yield words.label("Greeted on {day}. {line}", day=day, line=greeting.line).rstrip()


def _consents(words: Words, held: Held) -> Iterator[str]:
    for one in held.consents:
        moment = formats.full_moment(words, one.at)
        name = topic_name(words, one.topic)
        if one.given:
            yield words.label("{moment}: {topic}, allowed ({source})", moment=moment, topic=name, source=one.source)
        else:
            yield words.label("{moment}: {topic}, not allowed ({source})", moment=moment, topic=name, source=one.source)
    if not held.consents:
        yield words.label("Nothing was allowed.")
    chosen = held.chosen
    if chosen.cap is not None:
        yield words.label("At most {n} a week", n=chosen.cap)
    if chosen.opens is not None and chosen.closes is not None:
        hours = formats.hours(chosen.opens * 60, chosen.closes * 60)
        yield words.label("Hours of your day: {hours}", hours=hours)
    if chosen.paused_until is not None:
        yield words.label("A break until {moment}", moment=formats.full_moment(words, chosen.paused_until))


def _purchases(words: Words, held: Held) -> Iterator[str]:
    for one in held.purchases:
        where = f" · {plain(one.branch)}" if one.branch else ""
        moment = formats.full_moment(words, one.at)
        yield f"{moment} · {formats.money(words, one.amount)} · {plain(one.receipt)}{where}"
        for item in one.items:
            yield f"    {plain(item)}"


def _entries(words: Words, held: Held) -> Iterator[str]:
    for line in held.entries:
        moment = formats.full_moment(words, line.at)
        yield f"{moment} · {formats.signed(words, line.points)} · {entry_name(words, line.kind)}"


def _vouchers(words: Words, held: Held) -> Iterator[str]:
    for one in held.vouchers:
        moment = formats.full_moment(words, one.at)
        yield f"{moment} · {plain(one.name)} · {formats.points(words, one.points)} · {one.became}"
        if one.code:
            yield f"    {in_fours(one.code)}"


def _opinions(words: Words, held: Held) -> Iterator[str]:
    for one in held.opinions:
        moment = formats.full_moment(words, one.at)
        given = words.label("no answer") if one.score is None else words.number(one.score)
        yield f"{moment} · {given}" + (f" · {plain(one.reason, MOST_SAID)}" if one.reason else "")


def _turns(words: Words, held: Held) -> Iterator[str]:
    if held.late_from is not None:
        yield words.label("From {day} on we would miss you", day=formats.full_day(words, held.late_from))
    for one in held.turns:
        moment, name = formats.full_moment(words, one.at), words.label(care.NAMES[one.care])
        out = words.label("left out by lot")
        yield f"{moment} · {name} · {out}" if one.held else f"{moment} · {name}"


def _conversations(words: Words, held: Held) -> Iterator[str]:
    for one in held.conversations:
        who = words.label("our staff") if one.by_staff else words.label("you")
        yield f"{formats.full_moment(words, one.at)} · {who} · {plain(one.said, MOST_SAID)}"


def _refills(words: Words, held: Held) -> Iterator[str]:
    for one in held.refills:
        bought = formats.full_day(words, one.bought_at)
        due = formats.full_day(words, one.due_at) if one.due_at else "…"
        name = one.product
        yield words.label("{product}: last bought {bought}, runs out {due}", product=name, bought=bought, due=due)
    for answer in held.answers:
        yield f"{formats.full_moment(words, answer.at)} · {plain(answer.product)} · {plain(answer.said)}"


_STANDS = {
    Stand.WAITING: sentence("asked to join"),
    Stand.LET_IN: sentence("let in"),
    Stand.INSIDE: sentence("in it"),
    Stand.DECLINED: sentence("turned away"),
    Stand.LEFT: sentence("left"),
    Stand.REMOVED: sentence("place ended"),
    Stand.BANNED: sentence("banned by the group's administrators"),
}


def _groups(words: Words, held: Held) -> Iterator[str]:
    for one in held.groups:
        since = f"{formats.full_day(words, one.since)} · " if one.since else ""
        yield f"{since}{plain(one.title)} · {words.label(_STANDS[one.stand])}"


_COMES = {
    AtEvent.COMING: sentence("you said you come"),
    AtEvent.WAITING: sentence("you waited for a seat"),
    AtEvent.AWAY: sentence("you couldn't come"),
}


def _events(words: Words, held: Held) -> Iterator[str]:
    for one in held.events:
        stands = words.label("you were there") if one.came else words.label(_COMES[one.stand])
        yield f"{formats.full_day(words, one.at)} · {plain(one.name)} · {stands}"
