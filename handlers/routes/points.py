"""What a member has and does with it: points, tier, card, rewards and vouchers."""

from datetime import timedelta

from bot.rules.roles import Action
from handlers import card, expiry, points, presents, rewards, spending, tiers, vouchers
from handlers.visit import Route, Routes

ROUTES = Routes(
    commands={
        "points": Route(points.show, Action.SEE_POINTS),
        "card": Route(card.show, Action.SEE_CARD),
        "rewards": Route(rewards.show_list, Action.SEE_REWARDS),
        "vouchers": Route(vouchers.show_list, Action.SEE_VOUCHERS),
    },
    buttons={
        "points.show": Route(points.show, Action.SEE_POINTS),
        "points.beside": Route(points.show, Action.SEE_POINTS, beside=True),
        "points.page": Route(points.page, Action.SEE_POINTS),
        "points.why": Route(points.why, Action.SEE_POINTS),
        "expiry.schedule": Route(expiry.show, Action.SEE_POINTS),
        "expiry.keep": Route(expiry.keep, Action.KEEP_POINTS, timedelta(days=8), spends=True),
        "tiers.mine": Route(tiers.show, Action.SEE_POINTS),
        "card.show": Route(card.show, Action.SEE_CARD),
        "spending.pay": Route(spending.pay_code, Action.SPEND, spends=True),
        "spending.use": Route(spending.use_code, Action.SPEND, spends=True),
        "spending.yes": Route(spending.say_yes, Action.SPEND, timedelta(minutes=2), spends=True),
        "spending.no": Route(spending.say_no, Action.SPEND, timedelta(minutes=2)),
        "spending.not_me": Route(spending.not_me, Action.STOP_SPENDING, timedelta(days=1)),
        "vouchers.ask": Route(vouchers.ask, Action.REDEEM),
        "vouchers.redeem": Route(vouchers.redeem_now, Action.REDEEM, timedelta(hours=1), spends=True),
        "vouchers.list": Route(vouchers.show_list, Action.SEE_VOUCHERS),
        "vouchers.beside": Route(vouchers.show_list, Action.SEE_VOUCHERS, beside=True),
        "vouchers.page": Route(vouchers.page, Action.SEE_VOUCHERS),
        "vouchers.show": Route(vouchers.show, Action.SEE_VOUCHERS, beside=True),
        "vouchers.give_back": Route(vouchers.ask_return, Action.REDEEM, beside=True),
        "vouchers.give_back_now": Route(vouchers.return_now, Action.REDEEM, timedelta(hours=1), spends=True),
        "presents.take": Route(presents.take, Action.REDEEM, timedelta(days=100), beside=True),
        "rewards.list": Route(rewards.show_list, Action.SEE_REWARDS),
        "rewards.page": Route(rewards.page, Action.SEE_REWARDS),
        "rewards.show": Route(rewards.show, Action.SEE_REWARDS),
    },
)
