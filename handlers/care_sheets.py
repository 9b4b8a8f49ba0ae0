"""The rules of care that may bring a present: each kind's as they are, and a part of them changed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TypeVar

from bot.actions.presents import choices
from bot.rules.care import not_between
from bot.rules.refills import RefillRules
from bot.rules.refusals import Refusal
from bot.rules.thanks import Thanks
from bot.rules.win_back import WinBack
from bot.words import refill_rules, thanks, win_back
from bot.words.care_sheet import P, Sheet
from bot.words.message import Message
from handlers.care import held, hold_now
from handlers.editing import Answer, Draft, Editing, Rules, Screens, Typed, number, with_buttons
from handlers.presents import name_of
from handlers.visit import Visit

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    class GivingRules(Rules, DataclassInstance, Protocol):
        """Rules that can be off, and of which one part is a present; the fields are called as the sheet's parts."""

        @property
        def reward(self) -> int | None: ...


R = TypeVar("R", bound="GivingRules")


class CareSheet(Editing[P, R]):
    """A sheet of them, as bot/words has it, and the dialogue in which it is edited.

    Args:
        shape: the class of the rules.
        draft: the class of the dialogue's drafts.
    """

    def __init__(self, sheet: Sheet[P, R], shape: type[R], draft: type[Draft[P, R]]) -> None:
        self._sheet = sheet
        self._read = held(sheet.care, shape)
        answers = {part: self._answer(part) for part in sheet.labels}
        screens = Screens(self._question, self._preview_of, self._it_holds)
        super().__init__(sheet.care.value, draft, answers, self._read, hold_now(sheet.care), screens)

    async def show(self, visit: Visit) -> Message:
        """The rules that hold; whatever was asked about them is not asked any more."""
        await self.leave(visit)
        rules = await self._read(visit.work)
        return self._sheet.show(visit.words, rules, await name_of(visit, rules.reward))

    def _answer(self, part: P) -> Answer[R]:
        by_button: Typed[R] = with_buttons(Refusal("care_choice"))
        if part is self._sheet.switch[0]:
            return Answer(by_button, lambda rules, said: replace(rules, **{part.value: said == "1"}))
        if part is self._sheet.present:
            return Answer(by_button, lambda rules, said: replace(rules, **{part.value: int(said) or None}))
        asked = self._sheet.numbers[part]

        def changed(rules: R, n: int) -> R:
            return replace(rules, **{part.value: n})

        return Answer(number(not_between(*asked.bounds), changed, asked.unit))

    async def _question(self, visit: Visit, part: P) -> Message:
        found: list[tuple[int, Mapping[str, str]]] = []
        if part is self._sheet.present:
            found = [(one.id, one.names) for one in await choices(visit.work)]
        return self._sheet.ask(visit.words, part, found)

    async def _preview_of(self, visit: Visit, _: P, rules: R, key: str) -> Message:
        return self._sheet.preview(visit.words, rules, await name_of(visit, rules.reward), key)

    async def _it_holds(self, visit: Visit, rules: R) -> Message:
        return self._sheet.applied(visit.words, rules, await name_of(visit, rules.reward))


REFILL = CareSheet(refill_rules.SHEET, RefillRules, Draft[refill_rules.Part, RefillRules])
THANKS = CareSheet(thanks.SHEET, Thanks, Draft[thanks.Part, Thanks])
WIN_BACK = CareSheet(win_back.SHEET, WinBack, Draft[win_back.Part, WinBack])
