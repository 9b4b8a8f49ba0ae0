"""Makes one small mistake in one of our modules, as a pytest plugin: would the tests notice? (promise 52)

`REGULARS_TEST_MUTANT=bot.rules.lots:17` is the seventeenth mistake that can be made in bot/rules/lots.py. The file
itself stays as it is: the mistake is made while it is imported.
"""

import ast
import importlib.util
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType

VARIABLE = "REGULARS_TEST_MUTANT"
ROOT = Path(__file__).parent.parent

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


class _Mutant(MetaPathFinder, Loader):
    def __init__(self, module: str, number: int) -> None:
        self._module, self._number = module, number

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return importlib.util.spec_from_loader(fullname, self) if fullname == self._module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(with_mistake(self._module, self._number), module.__dict__)


if VARIABLE in os.environ:
    _name, _number = os.environ[VARIABLE].split(":")
    sys.meta_path.insert(0, _Mutant(_name, int(_number)))
