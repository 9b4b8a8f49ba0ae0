"""What happens at the till, and what is looked up and put right afterwards."""

from datetime import timedelta

from bot.rules.roles import Action
from handlers import adjust, approvals, entries, find, liability, log, payments, refunds, sale, sold, taking, till
from handlers.visit import Route, Routes

ROUTES = Routes(
    commands={
        "sale": Route(till.sell, Action.RECORD_SALE),
        "undo": Route(sold.undo, Action.UNDO_SALE),
        "redeem": Route(till.redeem, Action.TAKE_VOUCHER),
        "find": Route(find.begin, Action.FIND_MEMBER),
        "refund": Route(refunds.begin, Action.REFUND),
        "liability": Route(liability.show, Action.SEE_LIABILITY),
        "log": Route(log.begin, Action.SEE_LOG),
        "adjust": Route(adjust.begin, Action.ADJUST),
    },
    buttons={
        "taking.start": Route(taking.begin, Action.TAKE_VOUCHER),
        "taking.next": Route(taking.begin, Action.TAKE_VOUCHER, beside=True),
        "taking.show": Route(taking.show, Action.TAKE_VOUCHER, timedelta(minutes=10)),
        "taking.take": Route(taking.take, Action.TAKE_VOUCHER, timedelta(minutes=10), spends=True),
        "sale.start": Route(sale.begin, Action.RECORD_SALE),
        "sale.next": Route(sale.begin, Action.RECORD_SALE, beside=True),
        "sale.member": Route(sale.choose_member, Action.RECORD_SALE),
        "sale.amount": Route(sale.choose_amount, Action.RECORD_SALE),
        "sale.no_items": Route(sale.no_goods, Action.RECORD_SALE),
        "sale.back": Route(sale.back, Action.RECORD_SALE),
        "sale.record": Route(sold.record, Action.RECORD_SALE, spends=True),
        "sale.record_again": Route(sold.record_again, Action.RECORD_SALE, spends=True),
        "payments.ask": Route(payments.ask, Action.RECORD_SALE, spends=True),
        "payments.look": Route(payments.look, Action.RECORD_SALE),
        "sale.undo": Route(sold.take_back, Action.UNDO_SALE, spends=True),
        "find.start": Route(find.begin, Action.FIND_MEMBER),
        "find.show": Route(find.show, Action.FIND_MEMBER),
        "find.beside": Route(find.show, Action.FIND_MEMBER, beside=True),
        "entries.page": Route(entries.page, Action.FIND_MEMBER),
        "entries.why": Route(entries.why, Action.FIND_MEMBER),
        "find.unfreeze": Route(find.unfreeze_now, Action.UNFREEZE, spends=True),
        "find.join": Route(find.ask_external, Action.JOIN_HISTORY),
        "find.join_now": Route(find.join_now, Action.JOIN_HISTORY, spends=True),
        "refunds.start": Route(refunds.begin, Action.REFUND),
        "refunds.amount": Route(refunds.choose_amount, Action.REFUND),
        "refunds.all": Route(refunds.choose_all, Action.REFUND),
        "refunds.back": Route(refunds.back, Action.REFUND),
        "refunds.record": Route(refunds.record, Action.REFUND, spends=True),
        "log.page": Route(log.page, Action.SEE_LOG),
        "log.people": Route(log.people, Action.SEE_LOG),
        "log.topics": Route(log.topics, Action.SEE_LOG),
        "log.ask": Route(log.ask, Action.SEE_LOG),
        "adjust.start": Route(adjust.begin, Action.ADJUST),
        "adjust.back": Route(adjust.back, Action.ADJUST),
        "adjust.record": Route(adjust.record, Action.ADJUST, spends=True),
        "approvals.decide": Route(approvals.choose, Action.APPROVE),
    },
    answers={
        "sale.member": Route(till.answer, Action.RECORD_SALE),
        "sale.amount": Route(sale.take, Action.RECORD_SALE),
        "sale.items": Route(sale.take, Action.RECORD_SALE),
        "sale.confirm": Route(till.answer, Action.RECORD_SALE),
        "sale.waiting": Route(payments.look, Action.RECORD_SALE),
        "taking.code": Route(till.answer_voucher, Action.TAKE_VOUCHER),
        "find.query": Route(find.take, Action.FIND_MEMBER),
        "find.external": Route(find.take_external, Action.JOIN_HISTORY),
        "refunds.receipt": Route(refunds.take_receipt, Action.REFUND),
        "refunds.amount": Route(refunds.take_amount, Action.REFUND),
        "refunds.confirm": Route(refunds.ask_again, Action.REFUND),
        "log.query": Route(log.take, Action.SEE_LOG),
        "adjust.member": Route(adjust.take_member, Action.ADJUST),
        "adjust.change": Route(adjust.take_change, Action.ADJUST),
        "adjust.reason": Route(adjust.take_reason, Action.ADJUST),
        "adjust.confirm": Route(adjust.ask_again, Action.ADJUST),
    },
    links={
        "c": Route(sale.scan, Action.SEE_HELP),  # everybody may scan a card; what they see is the screen's to decide
        "v": Route(taking.scan, Action.SEE_HELP),  # and so everybody may scan a voucher
        "t": Route(till.scan, Action.SEE_HELP),  # and a code that spends, which only the till takes
    },
)
