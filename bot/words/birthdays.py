"""A member's birthday as they see and tell it, and the words they hear on it."""

from datetime import date, datetime

from bot.rules.birthdays import Birthday, Calendar, Greeted
from bot.rules.lunar import DAYS, MONTHS
from bot.rules.media import Form, Media
from bot.words import formats
from bot.words.catalogs import Words
from bot.words.common import back, danger, own_text, yes
from bot.words.contact import nudge_footer
from bot.words.lunar import day_name, lunar_day, month_name
from bot.words.message import Button, Go, Html, Message, Row, Toast, lines, paragraphs, rows, safe
from bot.words.settings import topic_promise

_DAYS_IN_A_ROW, _MONTHS_IN_A_ROW = 6, 3
_A_LEAP_YEAR = 2000
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def day_of(words: Words, birthday: Birthday) -> str:
    """`17 May`, `17 May 1990`, `day 15 of lunar month 8`."""
    if birthday.calendar is Calendar.LUNAR:
        name = lunar_day(words, birthday)
        return words.label("{day}, {year}", day=name, year=str(birthday.year)) if birthday.year else name
    day = date(birthday.year or _A_LEAP_YEAR, birthday.month, birthday.day)
    return formats.date_of(words, day, year=birthday.year is not None)


def _keep(birthday: Birthday) -> Go:
    leap, year = "1" if birthday.leap else "0", str(birthday.year or 0)
    return Go("birthday.keep", birthday.calendar, str(birthday.month), str(birthday.day), leap, year)


def ask(words: Words, profile: Birthday | None) -> Message:
    """Asks for the birthday; `profile` is what their Telegram profile says, which is theirs to confirm."""
    return Message(
        paragraphs(
            words.say("<b>When is your birthday?</b>"),
            words.say("Your Telegram profile says <b>{day}</b>. Shall I keep that?", day=day_of(words, profile))
            if profile
            else None,
            words.say(
                "Write it as <code>1990-05-17</code>, <code>05-17</code> or <code>lunar 08-15</code>, or choose it "
                "below. Month and day are enough."
            ),
        ),
        rows(
            (yes(words.label("Yes, {day}", day=day_of(words, profile)), _keep(profile)),) if profile else (),
            (
                Button(words.label("Choose the day"), Go("birthday.months", Calendar.SOLAR, "0")),
                Button(words.label("Lunar calendar"), Go("birthday.months", Calendar.LUNAR, "0")),
            ),
        ),
    )


def months(words: Words, calendar: Calendar, *, leap: bool) -> Message:
    """Asks for the month."""
    marked = "1" if leap else "0"
    buttons = [
        Button(_month(words, calendar, month), Go("birthday.days", calendar, str(month), marked))
        for month in range(1, MONTHS + 1)
    ]
    leaps: Row = ()
    if calendar is Calendar.LUNAR:
        label = words.label("✅ Leap month") if leap else words.label("▫️ Leap month")
        leaps = (Button(label, Go("birthday.months", calendar, "0" if leap else "1")),)
    asked = words.say("In which lunar month?") if calendar is Calendar.LUNAR else words.say("In which month?")
    return Message(asked, rows(*_in_rows(buttons, _MONTHS_IN_A_ROW), leaps, (back(words, Go("birthday.tell")),)))


def _month(words: Words, calendar: Calendar, month: int) -> str:
    if calendar is Calendar.LUNAR:
        return month_name(words, month)
    return formats.short_month(words, date(_A_LEAP_YEAR, month, 2)).partition("\n")[0]


def days(words: Words, calendar: Calendar, month: int, *, leap: bool) -> Message:
    """Asks for the day of a month."""
    last = DAYS if calendar is Calendar.LUNAR else _MONTH_DAYS[month - 1]
    lunar = calendar is Calendar.LUNAR
    buttons = [
        Button(day_name(words, day) if lunar else str(day), _keep(Birthday(calendar, month, day, leap)))
        for day in range(1, last + 1)
    ]
    return Message(
        words.say("On which day?"),
        (*_in_rows(buttons, _DAYS_IN_A_ROW), (back(words, Go("birthday.months", calendar, "1" if leap else "0")),)),
    )


def _in_rows(buttons: list[Button], most: int) -> list[Row]:
    return [tuple(buttons[at : at + most]) for at in range(0, len(buttons), most)]


def which(words: Words, readings: list[Birthday]) -> Message:
    """For a day that can be read in more than one way."""
    return Message(
        words.say("Which day do you mean?"),
        (*((Button(day_of(words, one), _keep(one)),) for one in readings), (back(words, Go("birthday.tell")),)),
    )


def show(
    words: Words, birthday: Birthday, next_on: date, now: datetime, *, agreed: bool, kept: bool = False
) -> Message:
    """The birthday as it is kept.

    Args:
        next_on: when they are greeted next.
        agreed: they want to be.
        kept: they told it just now.
    """
    day = words.say("🎂 Your birthday: <b>{day}</b>", day=day_of(words, birthday))
    return Message(
        paragraphs(
            lines(words.say("✅ Noted."), day) if kept else day,
            _next(words, next_on, now) if agreed else _not_agreed(words),
        ),
        rows(
            (yes(words.label("Yes, write to me on my birthday"), Go("birthday.agree")),) if not agreed else (),
            (
                Button(words.label("Change it"), Go("birthday.tell")),
                danger(words.label("Erase it"), Go("birthday.drop")),
            ),
        ),
    )


def _next(words: Words, next_on: date, now: datetime) -> Html:
    day, soon = formats.day(words, next_on, now), formats.in_days(words, next_on, now)
    return words.say("I write to you next on {day} ({soon}).", day=day, soon=soon)


def _not_agreed(words: Words) -> Html:
    return paragraphs(words.say("I don't write to you on it unless you want me to:"), topic_promise(words, "birthday"))


def erased(words: Words) -> Message:
    """After it was taken back."""
    return Message(
        words.say("Your birthday is erased."), ((Button(words.label("Tell it again"), Go("birthday.tell")),),)
    )


def greeting(words: Words, store: str, told: Greeted) -> Message | None:
    """On the day, or in words that fit up to three days late; None where it would be early."""
    if told.late < 0:
        return None
    return Message(
        paragraphs(
            _title(words, told),
            words.say("We are late, and mean it all the same: {store} wishes you a wonderful year.", store=store)
            if told.late
            else words.say("All of us at {store} wish you a wonderful year.", store=store),
            _gift(words, told),
            _line(words, told) if told.line else None,
            words.say("With a voice note from {who}.", who=told.signed) if told.voice else None,
        ),
        rows(_voucher(words, told), *nudge_footer(words, "birthday")),
        media=Media(Form.VOICE, told.voice) if told.voice else None,
    )


def _title(words: Words, told: Greeted) -> Html:
    if not told.late:
        return words.say("🎂 <b>Happy birthday, {name}!</b>", name=told.name)
    if told.late == 1:
        return words.say("🎂 <b>Happy birthday for yesterday, {name}!</b>", name=told.name)
    return words.count(
        "🎂 <b>Happy birthday, {name}, {n} day late!</b>",
        "🎂 <b>Happy birthday, {name}, {n} days late!</b>",
        told.late,
        name=told.name,
    )


def ahead(words: Words, told: Greeted) -> Message | None:
    """Some days before, with the gift; None on the day itself and after it, and where the gift is gone."""
    gift = _gift(words, told)
    if told.late >= 0 or gift is None:
        return None
    return Message(
        paragraphs(
            words.say("🎂 <b>Tomorrow is your birthday, {name}!</b>", name=told.name)
            if told.late == -1
            else words.count(
                "🎂 <b>Your birthday is in {n} day, {name}!</b>",
                "🎂 <b>Your birthday is in {n} days, {name}!</b>",
                -told.late,
                name=told.name,
            ),
            gift,
        ),
        rows(_voucher(words, told), *nudge_footer(words, "birthday_ahead")),
    )


def _gift(words: Words, told: Greeted) -> Html | None:
    if told.until is None or not (told.points or told.voucher):
        return None
    gift = own_text(words, told.voucher.names) if told.voucher else formats.points(words, told.points)
    return words.say(
        "🎁 Our gift to you: <b>{gift}</b>, good until {day}.", gift=gift, day=formats.full_day(words, told.until)
    )


def _line(words: Words, told: Greeted) -> Html:
    return lines(Html(f"<blockquote>{safe(told.line)}</blockquote>"), words.say("— {who}", who=told.signed))


def _voucher(words: Words, told: Greeted) -> Row:
    if told.voucher is None or told.until is None:
        return ()
    return (Button(words.label("Show my gift"), Go("vouchers.show", str(told.voucher.id))),)


def line_asked(words: Words, name: str, greeting_id: int, until: datetime) -> Message:
    """To staff: a greeting waits for a line of theirs."""
    number = str(greeting_id)
    return Message(
        paragraphs(
            words.say("🎂 <b>{name}</b> has their birthday today.", name=name),
            words.say(
                "Would you add a line or a voice note? The greeting waits for you until {time}, and then goes plain.",
                time=formats.clock(words, until),
            ),
        ),
        (
            (Button(words.label("Add a line"), Go("birthday.line", number)),),
            (Button(words.label("Send it plain"), Go("birthday.plain", number)),),
        ),
    )


def ask_line(words: Words, name: str) -> Message:
    """To staff who want to add one."""
    return Message(
        words.say("Write your line for <b>{name}</b>, or send a voice note. Your name stands under it.", name=name),
        ((Button(words.label("Cancel"), Go("cancel")),),),
    )


def line_added(words: Words, name: str) -> Message:
    """After it."""
    return Message(words.say("✅ The greeting to <b>{name}</b> goes out with what you added.", name=name))


def sent_plain(words: Words) -> Toast:
    """After they let it go."""
    return Toast(words.label("It goes out as it is."))
