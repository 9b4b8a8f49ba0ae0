"""The promises by number: `make promises-list` lists their tests, and every run says which were kept."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

import pytest

PROMISES: Final[dict[int, str]] = {
    1: "killed with updates waiting: none lost, each takes effect once",
    2: "killed between storing an update and confirming it: the repeat changes nothing",
    3: "an update's effect and its being done are one transaction",
    4: "the database is locked during a webhook: refused, then handled later, once",
    5: "the same update fifty times at once: one effect",
    6: "updates out of order: the same end, or a refusal",
    7: "update ids that jump down are handled",
    8: "after a day's outage everything is handled, and old buttons spend nothing",
    9: "a poisonous update is tried five times and delays nobody",
    10: "a broadcast killed again and again: nobody lost, proofs at most twice",
    11: "a broadcast killed again and again: nobody written to twice, the doubtful listed",
    12: "an answer lost after the send: marketing never again, a proof once more",
    13: "hanging sends do not stop the lane",
    14: "failed connections: none lost, none doubled",
    15: "ten minutes of server errors: none lost, few tries, back soon",
    16: "a long text in parts keeps its order when one part is in doubt",
    17: "told to wait, the lane waits and loses nothing",
    18: "told to wait often, it costs little",
    19: "a live answer does not wait behind a broadcast",
    20: "who blocked the bot is tried once, marked, and restored when back",
    21: "a group that moves is followed",
    22: "harmless refusals trouble nobody",
    23: "a second process on SQLite steps back, and takes over when the first is gone",
    24: "twenty writers: no locked errors, the sum exact",
    25: "a full disk leaves nothing half written",
    26: "a long reader does not let the log grow for ever",
    27: "killed during a migration: the old schema or the new one",
    28: "a backup under load is quick, gentle and whole",
    29: "one session in two tasks is caught in the tests",
    30: "both clock changes in twelve zones: every daily job once a local day",
    31: "down over a due time: sent while it still fits, else skipped",
    32: "a clock that jumps repeats nothing and expires nothing",
    33: "born on 29 February: greeted every year",
    34: "a zone changed on the day: at most one greeting",
    35: "nothing unasked outside the hours",
    36: "a tick late, twice or at once changes nothing",
    40: "any name is shown literally",
    41: "no cell of a sheet is a formula",
    42: "an owner's broken template is refused when saved",
    43: "who opts out is left alone at once",
    44: "a live conversation loses nothing either way",
    45: "only who may join is let in",
    50: "the ledger's sums hold after every step",
    51: "the ledger agrees with a plain list of lots",
    52: "mutants of the ledger are caught",
    53: "a thousand at once for the last reward: one gets it",
    54: "a thousand spends of one balance: one goes through",
    55: "the lots that expire soonest are spent first",
    56: "expiry and redemption in one second: one of them",
    57: "a refund after the points were spent is a debt",
    58: "a transaction is reversed once",
    59: "one receipt is one purchase, for ever",
    60: "a refund before its purchase waits for it",
    61: "no entry is edited, and the audit names the first bad one",
    62: "every acknowledged operation survives a kill",
    63: "referral tricks pay nothing",
    64: "a referral is claimed once",
    65: "codes can't be guessed",
    70: "forged, replayed and foreign buttons do nothing",
    71: "every act asks for its role, in every branch",
    72: "a dismissed colleague's old buttons are refused at once",
    73: "there is one owner's code, once, for a while, in private",
    74: "a webhook without the secret, or too big, is refused",
    75: "forged and replayed till requests are refused",
    76: "no outbound call reaches inside",
    77: "altered Mini App data is refused",
    78: "a screenshot of a spending code is worthless",
    79: "a flood from one member leaves the others their pace",
    80: "no log holds a token, a secret, a phone, a name or a message",
    81: "a forgotten member is in no table, log or outbox, and the sums hold",
    82: "a restored backup starts paused and repeats nothing",
    83: "no request makes the HTTP door fall over",
    84: "twelve hours of faults: none lost",
}


def promises_of(item: pytest.Item) -> list[int]:
    """Return the numbers of the promises that a test keeps; refuse one that nobody gave."""
    numbers = [int(number) for mark in item.iter_markers("promise") for number in mark.args]
    for number in numbers:
        if number not in PROMISES:
            raise pytest.UsageError(f"{item.nodeid}: there is no promise {number}")
    return numbers


def list_promises(items: Iterable[pytest.Item]) -> Iterable[str]:
    """Give a line for every promise: its number, what it says, and the tests that keep it."""
    keepers: dict[int, set[str]] = defaultdict(set)
    for item in items:
        for number in promises_of(item):
            keepers[number].add(item.nodeid.partition("[")[0])
    for number, saying in PROMISES.items():
        yield f"T{number:02} {saying}"
        yield from (f"      {test}" for test in sorted(keepers[number]))
        if not keepers[number]:
            yield "      no test yet"


def sum_up(reports: Iterable[pytest.TestReport | pytest.CollectReport]) -> Iterable[str]:
    """Say which promises were kept in this run, which were broken and which were skipped."""
    fates: dict[int, set[str]] = defaultdict(set)
    for report in reports:
        if isinstance(report, pytest.CollectReport):  # a file that can't be imported keeps nothing
            continue
        for name, number in report.user_properties:
            if name == "promise" and (report.when == "call" or report.outcome != "passed"):
                fates[int(str(number))].add(report.outcome)
    broken = {number for number, outcomes in fates.items() if "failed" in outcomes}
    kept = {number for number, outcomes in fates.items() if "passed" in outcomes} - broken
    for word, numbers in (("kept", kept), ("broken", broken), ("skipped", set(fates) - kept - broken)):
        if numbers:
            yield f"promises {word}: {' '.join(f'T{number:02}' for number in sorted(numbers))}"
