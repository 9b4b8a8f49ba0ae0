"""Another secret key: killed wherever it is, `regulars rotate-key` goes on, and then the new key alone opens it all."""

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Column, LargeBinary, bindparam, insert, select
from sqlmodel import SQLModel

import bot.tables.every
from bot.actions import keys
from bot.actions.audit import audit
from bot.actions.inbox import Arrived, keep
from bot.actions.leases import take_lead
from bot.actions.members import find_members, new_member
from bot.actions.people import await_answer, find_person
from bot.actions.privacy import forget, forgotten_among
from bot.database import Command, Query
from bot.migrations.schema import engine_for
from bot.rules.roles import Actor, Role
from bot.settings import PREFIX, Settings
from bot.shop import Work
from bot.tables.approvals import adjustments, approvals
from bot.tables.birthdays import birthdays, greetings
from bot.tables.conversations import conversation_messages, conversations
from bot.tables.groups import group_links, groups
from bot.tables.points import entries
from bot.tables.rewards import rewards, vouchers
from bot.tables.surveys import surveys
from bot.tables.tasks import tasks
from bot.vault import Vault, VaultError
from commands.backup import back_up, restore
from commands.doctor import examine
from commands.keys import rotate_key
from commands.lock import only_one
from commands.shop import open_shop
from commands.stop import BUSY, WRONG, StopError
from tests.canaries import NAME, PHONE
from tests.commands.conftest import tell
from tests.warm import rotate_until, run_warm
from tests.world import SECRET, World, open_world

__all__ = ["bot"]

NEW = "another secret of the tests, just as long as it"
THIRD = "a third secret of the tests, for whoever changes it often"
VOUCHER = "7K3F9Q2MX0AB"
CLERK = Actor(Role.CASHIER, staff_id=1)
GONE, GONE_PHONE = "GONE-7", "+4930987654"
_APPROVAL, _ADJUSTMENT = Command(insert(approvals)), Command(insert(adjustments))
_REWARD, _VOUCHER = Command(insert(rewards)), Command(insert(vouchers))
_TALK, _SAID = Command(insert(conversations)), Command(insert(conversation_messages))
_SURVEY = Command(insert(surveys))
_BIRTHDAY, _GREETING, _TASK = Command(insert(birthdays)), Command(insert(greetings)), Command(insert(tasks))
_GROUP, _LINK = Command(insert(groups)), Command(insert(group_links))
_ENTRY = Query(int, select(entries.c.id).limit(1))
_BY_CODE = Query(bytes, select(vouchers.c.code).where(vouchers.c.code_index == bindparam("index")))
HASHES = {
    "phone_index",
    "word",
    "mark",
    "code_index",
    "code_hash",
    "digits_hash",
    "token_hash",
    "head",
    "previous",
    "hash",
}
"""Columns of bytes that hold no sealed field."""


def killed_at(change: int, folder: Path) -> int:
    """Run it in a process that dies before the so-manieth change of a batch; the exit code."""
    settings = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    return run_warm(rotate_until, [change], settings, folder, 120).returncode


async def furnish(world: World) -> None:
    """Something of everything that is sealed, and somebody of whom only hashes are left."""
    mei = await world.member(NAME, phone=PHONE.removeprefix("+"))
    await mei.says("/settings")
    await mei.taps("Add my phone number")
    await mei.shares_phone()
    carl = await world.cashier()
    await carl.says(f"/sale {await mei.card()} 12.50")
    await carl.taps("Record")
    async with world.shop.work() as work:
        await keep(work, [Arrived(9_000_000, 77, '{"update_id": 9000000}', False)])
        await await_answer(work, carl.id, "sale.amount", {"line": "a draft"})
        await new_member(work, source="import", external_id="T-1", name="Tom Paper", phone="+4930555555")
        gone = await new_member(work, source="import", external_id=GONE, name="Gone", phone=GONE_PHONE)
        await forget(work, Actor(Role.MEMBER, member_id=gone.id))
        known, clerk = await find_person(work, mei.id), await find_person(work, carl.id)
        assert known is not None
        assert clerk is not None
        await _papers(work, known.member_id, clerk.staff_id)
        await _opinions(work, known.member_id)
        await _care(work, known.member_id)
        await _door(work, known.member_id)


async def _papers(work: Work, member: int | None, clerk: int | None) -> None:
    """An approval and an adjustment with their reasons, and a voucher with its code."""
    seal, now = work.vault.seal, work.now
    asked: dict[str, object] = {"action": "adjust", "data": {}, "asked_by": clerk, "asked_at": now, "expires_at": now}
    await work.run(_APPROVAL, note=seal("a reason"), **asked)
    entry = await work.the(_ENTRY)
    await work.run(_ADJUSTMENT, entry_id=entry, member_id=member, points=1, reason=seal("a reason"), asked_by=clerk)
    made = {"kind": "gift", "names": {"en": "Mug"}, "made_at": now}
    await work.run(
        _REWARD, id=1, price=5, abouts={}, state="active", changed_at=now, actor="owner:1", languages=None, **made
    )
    code = {"code": seal(VOUCHER), "code_index": work.vault.index("voucher", VOUCHER)}
    await work.run(_VOUCHER, member_id=member, reward_id=1, points=5, expires_at=now, state="open", **code, **made)


async def _opinions(work: Work, member: int | None) -> None:
    """A reason for a score, and something said in a conversation about it."""
    seal, now = work.vault.seal, work.now
    await work.run(
        _TALK, id=1, member_id=member, why="low_score", state="closed", opened_at=now, spoken_at=now, closed_at=now
    )
    await work.run(_SAID, conversation_id=1, said=seal("a word"), media=seal("photo:1"), language="en", at=now)
    await work.run(
        _SURVEY, member_id=member, lowest=0, held=False, asked_at=now, score=0, answered_at=now, reason=seal("a word")
    )


async def _care(work: Work, member: int | None) -> None:
    """A birthday with its year, a greeting with a line of the staff's, and a task with the member's words."""
    seal, now = work.vault.seal, work.now
    born: dict[str, object] = {"calendar": "solar", "month": 5, "day": 17, "next_on": now.date()}
    await work.run(_BIRTHDAY, member_id=member, year=seal("1990"), told_at=now, **born)
    await work.run(_GREETING, member_id=member, on=now.date(), begun_at=now, line=seal("a line"))
    await work.run(_TASK, kind="keep", member_id=member, said=seal("a word"), state="open", opened_at=now)


async def _door(work: Work, member: int | None) -> None:
    """A group, and somebody's own link to it."""
    seal, now = work.vault.seal, work.now
    await work.run(_GROUP, id=1, chat_id=-1, title="Tasters", state="open", language="en", added_by=1, added_at=now)
    await work.run(_LINK, group_id=1, member_id=member, url=seal("https://t.me/+a"), expires_at=now)


def sealed_by(url: str, vault: Vault) -> dict[str, int]:
    """By column, how many fields a vault opens, and how many sealed ones it doesn't."""
    found: Counter[str] = Counter()
    with engine_for(url).connect() as connection:
        for table in SQLModel.metadata.sorted_tables:
            for column in (one for one in table.columns if one.name not in HASHES and _holds_bytes(one)):
                for value in connection.execute(select(column).where(column.is_not(None))).scalars():
                    if value:
                        found[f"{table.name}.{column.name}" if _opens(vault, value) else "closed"] += 1
    return dict(found)


def _holds_bytes(column: Column[Any]) -> bool:
    return isinstance(column.type, LargeBinary)


def _opens(vault: Vault, value: bytes) -> bool:
    try:
        return bool(vault.open(value)) and vault.is_current(value)
    except VaultError:
        return False


@pytest.fixture
async def before(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The settings of a shop that is closed again, with the key it had until now; they are in the environment."""
    async with open_world(database_url, tmp_path) as world:
        await furnish(world)
        tell(monkeypatch, world)
        await world.app.leader.leave()
        return world.settings


def with_keys(monkeypatch: pytest.MonkeyPatch, settings: Settings, key: str, *former: str) -> Settings:
    """The same shop under these keys."""
    monkeypatch.setenv(f"{PREFIX}SECRET_KEY", key)
    monkeypatch.setenv(f"{PREFIX}FORMER_SECRET_KEYS", "|".join(former))
    old = tuple(SecretStr(one) for one in former)
    return settings.model_copy(update={"secret_key": SecretStr(key), "former_secret_keys": old})


async def is_whole(settings: Settings) -> None:
    """Everybody is found by everything, the forgotten stay forgotten, and the books are right."""
    async with open_shop(settings) as shop:
        async with shop.work() as work:
            for text in (NAME, NAME.split()[1], PHONE, "Tom", "+4930555555"):
                assert len(await find_members(work, CLERK, text, "DE", 5)) == 1, text
            assert await forgotten_among(work, work.vault, "external", [GONE, "T-1"]) == {GONE}
            assert await forgotten_among(work, work.vault, "phone", [GONE_PHONE])
            found = await work.one(_BY_CODE, index=work.vault.index("voucher", VOUCHER))
            assert found is not None
            assert work.vault.open(found) == VOUCHER
        assert (await audit(shop)).findings == []


@pytest.mark.either
async def test_killed_again_and_again_it_goes_on_and_then_the_new_key_alone_is_enough(
    before: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = before.database_url.get_secret_value()
    held = sealed_by(url, Vault(SECRET))
    assert set(held) == {f"{one.field.table.name}.{one.field.name}" for one in keys.SEALED} - {"former_key.index_key"}
    both = with_keys(monkeypatch, before, NEW, SECRET)
    with pytest.raises(StopError, match="sealed with a former secret key") as refused:
        async with open_shop(both):
            pass
    assert refused.value.code == WRONG

    for change in (3, 4, 6, 9):
        assert await asyncio.to_thread(killed_at, change, tmp_path) == -signal.SIGKILL
        await _let_go(both)
        with pytest.raises(StopError, match="was not finished"):
            async with open_shop(both):
                pass
    await asyncio.to_thread(rotate_key)
    assert "may be taken away now" in capsys.readouterr().out

    assert sealed_by(url, Vault(NEW)) == held | {"former_key.index_key": 1}
    await is_whole(with_keys(monkeypatch, before, NEW))
    with pytest.raises(StopError, match="another REGULARS_SECRET_KEY"):
        async with open_shop(with_keys(monkeypatch, before, SECRET)):
            pass


async def _let_go(settings: Settings) -> None:
    """The lease of a process that was killed lapses."""
    async with open_shop(settings, former=True) as shop, shop.work() as work:
        fence = await take_lead(work, "nobody", timedelta(0), at_once=True)
        assert fence is not None


async def test_a_key_may_be_changed_again_and_back_and_nobody_forgotten_is_forgotten_about(
    before: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, former in ((NEW, SECRET), (THIRD, NEW), (SECRET, THIRD)):
        settings = with_keys(monkeypatch, before, key, former)
        await asyncio.to_thread(rotate_key)
        await asyncio.to_thread(rotate_key)  # once more changes nothing
        await is_whole(settings)
        await is_whole(with_keys(monkeypatch, before, key))


async def test_whoever_was_forgotten_before_the_change_is_forgotten_again_in_an_older_copy(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_world(sqlite_url, tmp_path) as world:
        tell(monkeypatch, world)
        async with world.shop.work() as work:
            for number in ("A-1", "A-2"):
                await new_member(work, source="import", external_id=number, name="Gone", phone=f"+49305555{number[2]}0")
        await asyncio.to_thread(back_up, None, 1)
        [copy] = (tmp_path / "backups").glob("*.sqlite3")
        async with world.shop.work() as work:
            await forget(work, Actor(Role.MEMBER, member_id=1))
        settings = world.settings
    both = with_keys(monkeypatch, settings, NEW, SECRET)
    await asyncio.to_thread(rotate_key)
    async with open_shop(both) as shop, shop.work() as work:
        await forget(work, Actor(Role.MEMBER, member_id=2))

    await asyncio.to_thread(restore, copy)
    await asyncio.to_thread(rotate_key)

    async with open_shop(with_keys(monkeypatch, settings, NEW)) as shop, shop.work() as work:
        assert await find_members(work, CLERK, "Gone", "DE", 5) == []
        assert await forgotten_among(work, work.vault, "external", ["A-1", "A-2"]) == {"A-1", "A-2"}


@pytest.mark.either
async def test_it_waits_for_every_bot_to_be_stopped(before: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    async with open_shop(before) as shop, shop.work() as work:
        await take_lead(work, "a bot", timedelta(hours=1), at_once=True)
    with_keys(monkeypatch, before, NEW, SECRET)

    with only_one(before), pytest.raises(StopError) as refused:
        await asyncio.to_thread(rotate_key)

    assert refused.value.code == BUSY
    await is_whole(with_keys(monkeypatch, before, SECRET))


@pytest.mark.either
@pytest.mark.parametrize("former", [(), (NEW,), ("not the key that this database was made with",)])
async def test_without_the_right_former_key_nothing_is_changed(
    before: Settings, monkeypatch: pytest.MonkeyPatch, former: tuple[str, ...]
) -> None:
    with_keys(monkeypatch, before, NEW, *former)

    with pytest.raises(StopError) as refused:
        await asyncio.to_thread(rotate_key)

    assert refused.value.code == WRONG
    await is_whole(with_keys(monkeypatch, before, SECRET))


@pytest.mark.either
async def test_the_doctor_says_what_to_do_about_the_key(
    before: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv(f"{PREFIX}BOT_TOKEN")

    async def said() -> str:
        with suppress(StopError):
            await asyncio.to_thread(examine)
        out = capsys.readouterr().out
        return " ".join(out[out.index("key ") :].split("\n  ")[0].split()) + out

    with_keys(monkeypatch, before, NEW, SECRET)
    assert "the database is sealed with a former one" in await said()
    await asyncio.to_thread(killed_at, 3, tmp_path)
    assert "it has not replaced the former one everywhere" in await said()
    await _let_go(with_keys(monkeypatch, before, NEW, SECRET))
    await asyncio.to_thread(rotate_key)
    assert "REGULARS_FORMER_SECRET_KEYS is needed no more" in await said()


def test_every_sealed_column_is_sealed_anew() -> None:
    described = {
        (model.__tablename__, name)
        for model in models()
        for name, field in model.model_fields.items()
        if (field.description or "").startswith("sealed")
    }

    assert {(one.field.table.name, one.field.name) for one in keys.SEALED} == described


def models(of: type[SQLModel] = SQLModel) -> Iterator[type[SQLModel]]:
    """Every class that is a table."""
    for model in of.__subclasses__():
        if "table" in model.model_config:
            yield model
        yield from models(model)
