"""What happens in groups, and who cares: nothing is answered there and then, all of it is kept."""

from bot.actions.broadcasts import follow_group
from bot.actions.group_arrivals import stood
from bot.actions.group_door import knock
from bot.actions.group_faces import spoke
from bot.actions.groups import group_moved, group_renamed, our_standing
from bot.actions.people import meet
from bot.rules.group_news import Moved, OurStanding, Renamed, Request, Spoke, Standing
from bot.shop import Work
from handlers.visit import Incoming


async def hear(work: Work, incoming: Incoming) -> None:
    """Keep what happened; whoever asks to join is made known, so that they are answered in their language."""
    match incoming.news:
        case OurStanding() as news:
            await our_standing(work, news)
        case Request() as news:
            await meet(work, incoming.person_id, incoming.name, incoming.client_language)
            await knock(work, news)
        case Standing() as news:
            await stood(work, news)
        case Spoke() as news:
            await spoke(work, news)
        case Moved() as news:
            await group_moved(work, news)
            await follow_group(work, news.old, news.new)
        case Renamed() as news:
            await group_renamed(work, news)
