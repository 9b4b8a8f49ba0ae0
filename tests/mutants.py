"""Makes small mistakes in one of our modules, as a pytest plugin: would the tests notice each? (promise 52)

`REGULARS_TEST_MUTANTS=bot.rules.lots:3,17` tries two of the mistakes that can be made in bot/rules/lots.py. Everything
is imported and collected once; then each mistake has a process of its own, forked from there, in which the code of the
module's functions is replaced. What became of each is printed in a line, `mistake 17: noticed`.
"""

import ast
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from hypothesis import Phase, settings

VARIABLE = "REGULARS_TEST_MUTANTS"
ROOT = Path(__file__).parent.parent
CONTROL = -1
"""Stands for no mistake at all, which has to be unnoticed."""
BROKEN = 99
"""What a process ends with in which the mistake couldn't be made."""
AT_ONCE = 2
"""Processes at a time."""
PATIENCE = 120
"""Seconds of the processor after which a run is taken to be one that never ends, which is noticed."""
ASLEEP = 600.0
"""The same by the clock, for one that waits for what never comes."""

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_SUMS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
}
_CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}


def _mistakes(node: ast.AST) -> Iterator[tuple[str, Callable[[], None]]]:
    """What can be done wrong at a node: a word for it, and the doing."""
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARISONS:
            wrong = _COMPARISONS[type(op)]
            yield f"{type(op).__name__} -> {wrong.__name__}", lambda: node.ops.__setitem__(0, wrong())
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _SUMS:
            other = _SUMS[type(op)]
            yield f"{type(op).__name__} -> {other.__name__}", lambda: setattr(node, "op", other())
        case ast.BoolOp(op=op):
            turned = ast.Or if isinstance(op, ast.And) else ast.And
            yield f"-> {turned.__name__}", lambda: setattr(node, "op", turned())
        case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
            yield "condition turned", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), test))
        case ast.UnaryOp(op=ast.USub()):
            yield "minus dropped", lambda: setattr(node, "op", ast.UAdd())
        case ast.Constant(value=bool(value)):
            yield f"-> {not value}", lambda: setattr(node, "value", not value)
        case ast.Constant(value=int(value)):
            yield f"-> {value + 1}", lambda: setattr(node, "value", value + 1)
        case ast.Call(func=ast.Name(id=name) as func) if name in _CALLS:
            yield f"{name} -> {_CALLS[name]}", lambda: setattr(func, "id", _CALLS[name])
        case ast.Expr(value=ast.Call() | ast.Await()):
            yield "left out", lambda: setattr(node, "value", ast.Constant(None))


def _places(tree: ast.Module) -> Iterator[ast.AST]:
    """The nodes inside functions, without their annotations, decorators and docstrings."""

    def inside(body: Sequence[ast.AST]) -> Iterator[ast.AST]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from inside(node.body)
            elif isinstance(node, ast.AnnAssign):
                yield from inside([node.value] if node.value else [])
            elif isinstance(node, ast.keyword) and node.arg == "strict":
                continue  # a guard of zip() that never bites is no mistake to leave out
            else:
                yield node
                yield from inside(list(ast.iter_child_nodes(node)))

    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from inside(node.body)


def source_of(module: str) -> str:
    """A module's text."""
    return (ROOT / (module.replace(".", "/") + ".py")).read_text()


def mistakes_in(module: str) -> list[str]:
    """Every mistake that can be made in a module, as `line: what`."""
    return [
        f"{module}:{getattr(place, 'lineno', 0)}: {what}"
        for place in _places(ast.parse(source_of(module)))
        for what, _ in _mistakes(place)
    ]


def with_mistake(module: str, number: int) -> CodeType:
    """The module's code with one mistake in it."""
    tree = deepcopy(ast.parse(source_of(module)))
    makers = [make for place in _places(tree) for _, make in _mistakes(place)]
    makers[number]()
    return compile(ast.fix_missing_locations(tree), f"<{module} with mistake {number}>", "exec")


def make_mistake(module: str, number: int) -> None:
    """Replace the code of a module's functions, wherever they are held, by that with a mistake in it.

    Raises:
        LookupError: a function can't be reached; what it holds would pass as unnoticed.
    """
    wrong = {code.co_qualname: code for code in _functions(with_mistake(module, number))}
    here = import_module(module)
    for one in _reachable(vars(here), module):
        if one.__code__.co_filename == here.__file__ and one.__code__.co_qualname in wrong:
            code = wrong.pop(one.__code__.co_qualname)
            one.__code__ = code.replace(co_freevars=one.__code__.co_freevars)  # what held `super()` may hold it no more
    if wrong:
        raise LookupError(f"{module}: {sorted(wrong)} can't be reached")


def _functions(code: CodeType) -> Iterator[CodeType]:
    """The functions of a module and of its classes, not those inside functions, which come with theirs."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType) and inner.co_flags & 0x2:  # it has variables of its own: not a class's body
            if not inner.co_name.startswith("<"):
                yield inner
        elif isinstance(inner, CodeType):
            yield from _functions(inner)


def _reachable(namespace: Mapping[str, object], module: str) -> Iterator[FunctionType]:
    for value in namespace.values():
        match value:
            case type() if value.__module__ == module:
                yield from _reachable(vars(value), module)
            case property(fget=FunctionType() as function):
                yield from _reachable({"": function}, module)
            case classmethod(__func__=function) | staticmethod(__func__=function):
                yield from _reachable({"": function}, module)
            case _ if hasattr(value, "__wrapped__"):
                getattr(value, "cache_clear", lambda: None)()
                yield from _reachable({"": value.__wrapped__}, module)
            case FunctionType(__module__=name) if name == module and not value.__name__.startswith("<"):
                yield value


def _trial(module: str, number: int) -> int:
    """Begin a process in which a mistake is made; its number, and 0 in the process itself."""
    sys.stdout.flush()
    process = os.fork()
    if process == 0:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, resource.RLIM_INFINITY))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)
        try:
            if number != CONTROL:
                make_mistake(module, number)
        except BaseException:
            os._exit(BROKEN)
    return process


def _became(status: int) -> str:
    match os.waitstatus_to_exitcode(status):
        case pytest.ExitCode.OK:
            return "unnoticed"
        case pytest.ExitCode.TESTS_FAILED:
            return "noticed"
        case code if code == -signal.SIGXCPU:
            return "endless"
        case code if code < 0 or code == pytest.ExitCode.INTERNAL_ERROR:
            return "died"  # of a signal, or of a failure that can't be reported: too deep a recursion brings either
        case code:
            return f"broken with {code}"


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """An example that shows a mistake is enough: to make it small as well takes longer than all the tests."""
    settings.register_profile("mistakes", settings.default, phases=(Phase.explicit, Phase.generate))
    settings.load_profile("mistakes")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Instead of running the tests once, run them once for each mistake, each time in a process of its own."""
    module, _, told = os.environ[VARIABLE].partition(":")
    waiting = [int(number) for number in told.split(",")]
    if session.testsfailed:
        raise session.Failed("the tests can't even be collected")
    running: dict[int, tuple[int, float]] = {}
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            number = waiting.pop(0)
            process = _trial(module, number)
            if process == 0:
                return None  # this process goes on as any run of the tests does
            running[process] = number, time.monotonic()
        for process, (number, since) in list(running.items()):
            done, status = os.waitpid(process, os.WNOHANG)
            late = time.monotonic() - since > ASLEEP
            if done or late:
                with suppress(ProcessLookupError):
                    os.killpg(process, signal.SIGKILL)
                if late and not done:
                    os.waitpid(process, 0)
                del running[process]
                print(f"\nmistake {number}: {_became(status) if done else 'endless'}", flush=True)
        time.sleep(0.02)
    return True
