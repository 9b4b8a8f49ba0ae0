"""The people who work here: the owner's first link, the team, invitations and dismissals."""

from bot.actions import staff as actions
from bot.rules.refusals import Refusal
from bot.rules.roles import Role
from bot.words import refusals
from bot.words import staff as words
from bot.words.message import Message
from handlers.visit import Reply, Visit


async def claim(visit: Visit) -> Reply | Message:
    """The link with the code from the console was opened."""
    done = await actions.claim_shop(visit.work, visit.actor, visit.text, visit.name)
    if isinstance(done, Refusal):
        return _refused(visit, done)
    return Reply((words.you_own(visit.words, visit.work.store.name),), menus=(visit.incoming.person_id,))


async def accept(visit: Visit) -> Reply | Message:
    """The link of an invitation was opened."""
    role = await actions.accept_invitation(visit.work, visit.actor, visit.text, visit.name)
    if isinstance(role, Refusal):
        return _refused(visit, role)
    return Reply((words.you_joined(visit.words, visit.work.store.name, role),), menus=(visit.incoming.person_id,))


async def team(visit: Visit) -> Message:
    """`/staff`."""
    several = await _several(visit)
    team = await actions.colleagues(visit.work, visit.actor)
    return words.staff(visit.words, [_shown(visit, one, several) for one in team])


async def show(visit: Visit) -> Message:
    """One of the team."""
    one = await actions.colleague(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(one, Refusal):
        return _refused(visit, one)
    return words.colleague(visit.words, _shown(visit, one, await _several(visit)), visit.now, one.role != Role.OWNER)


async def invite(visit: Visit) -> Message:
    """The first step of an invitation: as what."""
    return words.ask_role(visit.words)


async def choose_role(visit: Visit) -> Message:
    """The second step: where, if there is a choice."""
    role = Role(visit.args[0])
    branches = await actions.branch_list(visit.work)
    if len(branches) > 1:
        return words.ask_branch(visit.words, role, branches)
    return await _invite(visit, role, branches[0] if branches else None, several=False)


async def choose_branch(visit: Visit) -> Message:
    """The branch was chosen; an empty argument is every branch."""
    role, number = visit.args
    branches = {str(one.id): one for one in await actions.branch_list(visit.work)}
    return await _invite(visit, Role(role), branches.get(number), several=True)


async def ask_dismissal(visit: Visit) -> Message:
    """Whether to dismiss somebody."""
    one = await actions.colleague(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(one, Refusal):
        return _refused(visit, one)
    return words.confirm_dismissal(visit.words, _shown(visit, one, await _several(visit)))


async def dismiss(visit: Visit) -> Reply | Message:
    """Yes, dismiss them."""
    one = await actions.dismiss(visit.work, visit.actor, int(visit.args[0]))
    if isinstance(one, Refusal):
        return _refused(visit, one)
    gone = words.dismissed(visit.words, _shown(visit, one, False).name)
    return Reply((gone,), menus=(one.telegram_id,))


async def _invite(visit: Visit, role: Role, branch: actions.Branch | None, *, several: bool) -> Message:
    made = await actions.invite(visit.work, visit.actor, role, branch.id if branch else None)
    link = f"https://t.me/{visit.bot_username}?start=st_{made.code}"
    name = branch.name if branch and several else None
    return words.invitation(visit.words, role, name, link, made.expires_at, visit.now)


async def _several(visit: Visit) -> bool:
    """Whether the shop has more than one branch: with one, nobody needs to be told which."""
    return len(await actions.branch_list(visit.work)) > 1


def _shown(visit: Visit, one: actions.Colleague, several: bool) -> words.Colleague:
    name = visit.work.vault.open(one.name) or str(one.telegram_id)
    return words.Colleague(one.id, name, Role(one.role), one.branch if several else None, one.since)


def _refused(visit: Visit, why: Refusal) -> Message:
    return refusals.refused(visit.words, why, visit.now)
