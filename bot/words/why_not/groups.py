"""Why the shop says no about groups."""

from collections.abc import Mapping

from bot.words.catalogs import sentence
from bot.words.why_not.says import Says

SENTENCES: Mapping[str, Says] = {
    "group_gone": Says(sentence("I am not in that group any more.")),
    "group_unable": Says(
        sentence("For that I have to be an administrator of the group who may invite and remove people.")
    ),
    "group_choose": Says(sentence("Please choose with a button, or write what is asked for.")),
}
