"""What another table of tiers would mean: counted, shown before it holds, and once it does."""

from collections.abc import Mapping

from bot.rules.standing import Outlook
from bot.rules.tiers import Tier, TierTable, from_plain
from bot.words.catalogs import Words
from bot.words.common import back, yes
from bot.words.message import Go, Html, Message, lines, paragraphs
from bot.words.tier_table import tier_line, what_counts
from bot.words.tiers import tier_name


def counting(words: Words) -> Message:
    """While it is counted what a change would mean."""
    return Message(words.say("⏳ Counting what that means for your members."))


def preview(words: Words, before: TierTable, shown: TierTable, meant: Outlook, key: str) -> Message:
    """What the change would mean, before it applies. `key` is the draft's mark."""
    return Message(
        paragraphs(
            words.say("<b>The new tiers</b>"),
            _differs(words, before, shown),
            words.say("<b>What they would mean</b>"),
            lines(_meant(words, meant.up, meant.down), words.say("➡️ {n} unchanged", n=meant.unchanged)),
            words.say("Whoever goes up is told. Nobody goes down without a notice and the days of grace."),
        ),
        (
            (yes(words.label("Apply"), Go("tiers.apply", key, f"{meant.up}.{meant.down}")),),
            (back(words, Go("tiers.table")),),
        ),
    )


def _meant(words: Words, up: int, down: int) -> Html:
    return lines(
        words.say("⬆️ {n} up, at once", n=up),
        words.say("⬇️ {n} down at their review, unless they buy more than in the last year", n=down),
    )


def _differs(words: Words, before: TierTable, after: TierTable) -> Html:
    """A table against the one before it: what is new and what has changed is marked, what is gone is struck out."""
    gone = [one for one in before.tiers if after.tier(one.id) is None]
    return lines(
        what_counts(words, after),
        *(_marked(words, before, after, one) for one in after.tiers),
        *(words.say("<s>{tier}</s>", tier=tier_name(words, one)) for one in gone),
    )


def _marked(words: Words, before: TierTable, after: TierTable, one: Tier) -> Html:
    line, known = tier_line(words, after, one), before.tier(one.id)
    if known is None:
        return words.say("{line} (new)", line=line)
    return line if (known, before.measure) == (one, after.measure) else words.say("{line} (changed)", line=line)


def difference(words: Words, data: Mapping[str, object]) -> Html:
    """What a table that waits for a second yes would change, from what its asker put into the data."""
    up, down = data["up"], data["down"]
    if not isinstance(up, int) or not isinstance(down, int):
        raise TypeError(f"how many go up and down are whole numbers, not {up!r} and {down!r}")
    return paragraphs(_differs(words, from_plain(data["before"]), from_plain(data["table"])), _meant(words, up, down))


def applied(words: Words, shown: TierTable) -> Message:
    """After it."""
    return Message(
        paragraphs(
            words.say("✅ The new tiers apply. Whoever has come to a higher one is told within the next minutes."),
            lines(*(tier_line(words, shown, one) for one in shown.tiers)),
        ),
        ((back(words, Go("tiers.table")),),),
    )
