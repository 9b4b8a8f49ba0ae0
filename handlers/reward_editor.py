"""Making and changing rewards: step by step to a preview, or one part at a time; wrong input loses nothing."""

from math import ceil
from typing import NamedTuple

from bot.actions.reward_drafts import begun_reward, drop_begun, keep_begun
from bot.actions.rewards import edit_reward, list_rewards, make_reward, read_reward, turn_reward
from bot.actions.tiers import read_tiers
from bot.rules.codes import new_secret
from bot.rules.money import Unsure
from bot.rules.refusals import Refusal
from bot.rules.rewards import Part, Reward, RewardKind, RewardState
from bot.words import common, refusals, reward_questions
from bot.words import reward_editor as words
from bot.words.catalogs import Language, words_in
from bot.words.message import Message
from bot.words.rewards import Shown
from handlers.drafts import Flow, left
from handlers.reward_fields import TOGGLES, Field, emptied, field_of, fields_of, may_be_empty, read
from handlers.rewards import product_name
from handlers.visit import Kind, Reply, Visit

PAGE = 8


class Draft(NamedTuple):
    """A reward so far and the field that is asked for; a `key` once it is ready to be kept."""

    reward: Reward
    field: str
    key: str = ""


REWARD = Flow("rewards", Draft)


async def desk(visit: Visit) -> Message:
    """Every reward of the store, by pages; whatever was asked about one is not asked any more."""
    page = int(visit.args[0]) if visit.args else 0
    await _stop(visit)
    shown, n = await list_rewards(visit.work, PAGE, page * PAGE)
    draft = await _begun(visit)
    return words.desk(visit.words, shown, page, max(ceil(n / PAGE), 1), draft.reward if draft else None)


async def sheet(visit: Visit) -> Message | Reply:
    """One reward with all its parts."""
    await _stop(visit)
    reward = await read_reward(visit.work, int(visit.args[0]))
    return left(visit) if reward is None else words.sheet(visit.words, await _shown(visit, reward), visit.now)


async def look(visit: Visit) -> Reply:
    """A reward as members see it who read the manager's language, or another."""
    reward = await read_reward(visit.work, int(visit.args[0]))
    if reward is None:
        return left(visit)
    below = words.looked(visit.words, reward)
    if len(visit.args) > 1:
        store = visit.work.store
        visit.words = words_in(Language(visit.args[1]), store.zone, store.currency, Language(store.language))
    return Reply((await _preview(visit, reward), below))


async def turn(visit: Visit) -> Message | Reply:
    """Offer a reward, or pause it."""
    number, version, state = visit.args
    turned = await turn_reward(visit.work, visit.actor, int(number), int(version), RewardState(state))
    return await _kept(visit, turned, int(number))


async def copy(visit: Visit) -> Message | Reply:
    """A new one like this: all is answered already, and its name is what *back* asks for."""
    reward = await read_reward(visit.work, int(visit.args[0]))
    if reward is None:
        return left(visit)
    return await _finish(visit, reward._replace(id=None), Field(Part.NAME, visit.words.language))


async def new(visit: Visit) -> Message:
    """A new one: what it is, first."""
    return await _ask(visit, Reward(None, RewardKind.MONEY_OFF, {}, {}, price=0), Field(Part.KIND))


async def go_on(visit: Visit) -> Message | Reply:
    """The new one that they have begun before, from where they were."""
    draft = await _begun(visit)
    if draft is None:
        return left(visit)
    return await (_ready(visit, draft) if draft.key else _ask(visit, draft.reward, field_of(draft.field)))


async def throw_away(visit: Visit) -> Message:
    """It isn't to be made any more."""
    await drop_begun(visit.work, visit.actor)
    return await desk(visit)


async def _begun(visit: Visit) -> Draft | None:
    return REWARD.read(await begun_reward(visit.work, visit.actor))


async def change(visit: Visit) -> Message | Reply:
    """A part of a known one, in one language where it has several."""
    number, key = visit.args
    reward, field = await read_reward(visit.work, int(number)), field_of(key)
    if reward is None:
        return left(visit)
    if field.part in (Part.NAME, Part.ABOUT) and not field.language:
        return reward_questions.which_language(visit.words, reward, field.part)
    return await _ask(visit, reward, field)


async def take(visit: Visit) -> Message | Reply:
    """A field was answered."""
    draft = REWARD.draft(visit)
    if draft is None:
        return left(visit)
    if draft.key:
        return await _ready(visit, draft)
    field = field_of(draft.field)
    if visit.incoming.kind in (Kind.PICTURE, Kind.OTHER) and field.part is not Part.PICTURE:
        return common.not_text(visit.words)
    found = await read(visit, draft.reward, field)
    match found:
        case Refusal():
            return await _ask(visit, draft.reward, field, found)
        case Unsure(readings):
            return common.which_amount(visit.words, [reading.amount for reading in readings], "rewards.amount")
    picture = visit.incoming.picture
    if picture is not None and picture.as_file:
        return Reply(develop=picture)
    if field.part in TOGGLES:
        return await _ask(visit, found, field)
    return await _go_on(visit, found, field)


async def pick(visit: Visit) -> Message | Reply:
    """A field was answered with a button."""
    key, visit.text = visit.args
    draft = _asked(visit, key)
    return left(visit) if draft is None else await take(visit)


async def choose_amount(visit: Visit) -> Message | Reply:
    """One reading of an amount that had two."""
    draft = _asked(visit, Part.WORTH.value)
    if draft is None:
        return left(visit)
    return await _go_on(visit, draft.reward._replace(worth=int(visit.args[0])), Field(Part.WORTH))


async def done(visit: Visit) -> Message | Reply:
    """Several things were chosen, and these are all."""
    draft = _asked(visit, visit.args[0])
    return left(visit) if draft is None else await _go_on(visit, draft.reward, field_of(draft.field))


async def empty(visit: Visit) -> Message | Reply:
    """A field is left empty."""
    draft = _asked(visit, visit.args[0])
    if draft is None:
        return left(visit)
    field = field_of(draft.field)
    return await _go_on(visit, emptied(draft.reward, field), field)


async def back(visit: Visit) -> Message | Reply:
    """The field before, once more; from the first one to the list, from a known reward's field to the reward."""
    draft = REWARD.draft(visit)
    if draft is None:
        return left(visit)
    field = field_of(draft.field)
    if draft.key:
        return await _ask(visit, draft.reward, field)
    if draft.reward.id is not None:
        visit.args = (str(draft.reward.id),)
        return await sheet(visit)
    fields = await _fields(visit, draft.reward)
    if field == fields[0]:
        return await desk(visit)
    return await _ask(visit, draft.reward, fields[fields.index(field) - 1])


async def preview(visit: Visit) -> Reply | Message:
    """The rest is as usual: show what there is."""
    draft = REWARD.draft(visit)
    if draft is None or draft.reward.id is not None:
        return left(visit)
    return await _finish(visit, draft.reward, field_of(draft.field))


async def publish(visit: Visit) -> Message | Reply:
    """Members can have the new reward from now on."""
    return await _keep(visit, RewardState.ACTIVE)


async def keep(visit: Visit) -> Message | Reply:
    """The new reward stays a draft."""
    return await _keep(visit, RewardState.DRAFT)


async def _keep(visit: Visit, state: RewardState) -> Message | Reply:
    draft = REWARD.draft(visit)
    if draft is None or not draft.key or draft.key != visit.args[0]:
        return left(visit)
    kept = await make_reward(visit.work, visit.actor, draft.reward._replace(state=state))
    if isinstance(kept, Refusal):
        return Reply(toast=refusals.refused_toast(visit.words, kept, visit.now))
    await drop_begun(visit.work, visit.actor)
    await visit.asked()
    return words.saved(visit.words, await _shown(visit, kept), visit.now)


async def _go_on(visit: Visit, reward: Reward, field: Field) -> Message | Reply:
    """Ask for the next field, keep a known reward, or show a new one that has all it needs."""
    if reward.id is not None:
        fault = reward.refused()
        if fault is not None:
            return await _ask(visit, reward, field, fault)
        kept = await edit_reward(visit.work, visit.actor, reward, restock=field.part is Part.STOCK)
        return await _kept(visit, kept, reward.id)
    fault = reward.faults().get(field.part)
    if fault is not None:
        return await _ask(visit, reward, field, fault)
    fields = await _fields(visit, reward)
    after = fields.index(field) + 1
    return await _ask(visit, reward, fields[after]) if after < len(fields) else await _finish(visit, reward, field)


async def _finish(visit: Visit, reward: Reward, field: Field) -> Message | Reply:
    for part, why in reward.faults().items():
        at_fault = next(one for one in await _fields(visit, reward) if one.part is part)
        return await _ask(visit, reward, at_fault, why)
    return await _ready(visit, Draft(reward, field.key, new_secret(visit.work.chance)))


async def _ready(visit: Visit, draft: Draft) -> Reply:
    await _keep_asking(visit, "rewards.ready", draft)
    return Reply((await _preview(visit, draft.reward), words.decide(visit.words, draft.key)))


async def _kept(visit: Visit, kept: Reward | Refusal, reward_id: int) -> Message | Reply:
    """The reward after it was changed; as it is now, where it could not be."""
    await _stop(visit)
    if not isinstance(kept, Refusal):
        return words.saved(visit.words, await _shown(visit, kept), visit.now)
    reward = await read_reward(visit.work, reward_id)
    if reward is None:
        return refusals.refused(visit.words, kept, visit.now)
    now = words.sheet(visit.words, await _shown(visit, reward), visit.now)
    return refusals.and_again(visit.words, kept, now, visit.now)


async def _ask(visit: Visit, reward: Reward, field: Field, why: Refusal | None = None) -> Message:
    await _keep_asking(visit, "rewards.part", Draft(reward, field.key))
    asked = reward_questions.Asked(
        reward,
        field.part,
        field.key,
        field.language,
        empty=may_be_empty(reward, field),
        complete=reward.refused() is None,
        tiers=await read_tiers(visit.work) if field.part is Part.TIER else None,
    )
    return refusals.and_again(visit.words, why, reward_questions.ask(visit.words, asked), visit.now)


async def _keep_asking(visit: Visit, step: str, draft: Draft) -> None:
    """Await the answer; a new reward that has a name is kept as well, should they begin something else."""
    plain = REWARD.plain(draft)
    await visit.ask(step, plain)
    if draft.reward.id is None and draft.reward.names:
        await keep_begun(visit.work, visit.actor, plain)


def _asked(visit: Visit, key: str) -> Draft | None:
    """The draft, if this field of it is what is being asked."""
    draft = REWARD.draft(visit)
    return draft if draft is not None and not draft.key and draft.field == key else None


async def _fields(visit: Visit, reward: Reward) -> list[Field]:
    tiers = await read_tiers(visit.work)
    return fields_of(reward, visit.words.language, tiers=tiers is not None and bool(tiers.tiers))


async def _preview(visit: Visit, reward: Reward) -> Message:
    return words.preview(visit.words, await _shown(visit, reward), visit.now)


async def _shown(visit: Visit, reward: Reward) -> Shown:
    return Shown(reward, product=await product_name(visit, reward), tiers=await read_tiers(visit.work))


async def _stop(visit: Visit) -> None:
    if visit.known.step is not None and visit.known.step.startswith("rewards."):
        await visit.asked()
