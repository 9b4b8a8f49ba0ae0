"""The audit log and the one gate before every act: who may do it is looked up here, and a refusal is written down."""

from sqlalchemy import insert

from bot.database import Command
from bot.rules.roles import Action, Actor, allowed
from bot.shop import Work
from bot.tables.log import log_lines

_NOTE = Command(insert(log_lines))


class NotAllowedError(Exception):
    """The actor may not do this. The edges ask first, so that it reaches nobody who uses a screen made for them."""

    def __init__(self, actor: Actor, action: Action) -> None:
        super().__init__(f"{actor.role} may not {action}")
        self.actor = actor
        self.action = action


def authorise(actor: Actor, action: Action, branch_id: int | None = None) -> None:
    """Let the actor pass, or raise NotAllowedError. Every act calls it, with an actor read in its transaction."""
    if not allowed(actor, action, branch_id):
        raise NotAllowedError(actor, action)


async def note(
    work: Work,
    actor: Actor,
    action: Action,
    subject: str = "",
    before: object = None,
    after: object = None,
    *,
    refused: bool = False,
) -> None:
    """Write a line: ids and figures, never a name or a message. What is as it was before leaves none.

    Args:
        subject: kind and id of what was acted on, such as `member:12`.
        before: what it was, as plain data.
        after: what it is now, as plain data.
        refused: the act was not allowed and nothing was done.
    """
    if before is not None and before == after:
        return
    await work.run(
        _NOTE,
        at=work.now,
        actor=_name(work, actor),
        action=action.value,
        subject=subject,
        before=before,
        after=after,
        refused=refused,
    )


def _name(work: Work, actor: Actor) -> str:
    """The actor by the shop's number; a guest, who has none, by a hash that only the shop's key can compare."""
    if actor.telegram_id is None or actor.staff_id is not None or actor.member_id is not None:
        return actor.name
    return f"{actor.role}:{work.vault.index('guest', str(actor.telegram_id)).hex()[:16]}"
