"""Data that a script reads, in few bytes: what is repeated stands once. It knows nothing of charts; `boot.js` unpacks.

Packed, a tree is `{"shared": [...], "root": ...}`. A text `~5` stands for the sixth shared part, `~~` begins a text
that itself begins with `~`, and in a mapping `"~": 5` stands for all keys of that part beside its own. Shared parts
may hold references to others.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import TypeAlias

Leaf = str | int | float | bool | None
Node: TypeAlias = "dict[str, Node] | list[Node] | Leaf"
Pack = dict[str, Node]
Keys = tuple[str, ...]

REFERENCE = "~"
REFERENCE_BYTES = 5
LEAST_ALIKE = 3
# What could end the script element or begin another, and what could turn a text around.
UNSAFE = re.compile(
    "<(?=[/!?sS])|[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]"
)


def as_json(data: object) -> str:
    """JSON within a script element: nothing in it can end the element, begin another or turn a text around."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    return UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def packed(data: object) -> Pack:
    """A tree of mappings, sequences and plain values with every repeated part once."""
    tree = _plain(data)
    return _Sharing(_on_bases(tree, _common_keys(tree))).packed()


def unpacked(pack: Pack) -> Node:
    """What was packed, as the script has it: for those who read a page by program."""
    shared = pack["shared"]
    if not isinstance(shared, list):
        raise TypeError(f"the shared parts are no list but {type(shared).__name__}")
    return _whole(pack["root"], shared)


def _whole(node: Node, shared: list[Node]) -> Node:
    if isinstance(node, str) and node.startswith(REFERENCE):
        rest = node.removeprefix(REFERENCE)
        return rest if rest.startswith(REFERENCE) else _whole(shared[int(rest)], shared)
    if isinstance(node, list):
        return [_whole(part, shared) for part in node]
    if not isinstance(node, dict):
        return node
    own = {key: _whole(part, shared) for key, part in node.items() if key != REFERENCE}
    base = _whole(f"{REFERENCE}{node[REFERENCE]}", shared) if REFERENCE in node else None
    return {**base, **own} if isinstance(base, dict) else own


def _plain(node: object) -> Node:
    """Sequences as lists, whole numbers without decimals, and texts marked that could be taken for references."""
    if isinstance(node, dict):
        if REFERENCE in node:
            raise ValueError(f"the key {REFERENCE!r} is kept for references; the keys are {sorted(node)}")
        return {str(key): _plain(part) for key, part in node.items()}
    if isinstance(node, list | tuple):
        return [_plain(part) for part in node]
    if isinstance(node, str):
        return REFERENCE + node if node.startswith(REFERENCE) else node
    if isinstance(node, float) and node.is_integer():
        return int(node)
    if node is None or isinstance(node, int | float):
        return node
    raise TypeError(f"{type(node).__name__} has no form in JSON")


def _parts(node: Node) -> Iterator[tuple[str, Node]]:
    """The parts of a node with their keys; those of a list have none."""
    if isinstance(node, dict):
        yield from sorted(node.items())
    elif isinstance(node, list):
        yield from (("", part) for part in node)


def _mappings(node: Node) -> Iterator[dict[str, Node]]:
    if isinstance(node, dict):
        yield node
    for _, part in _parts(node):
        yield from _mappings(part)


def _common_keys(tree: Node) -> dict[Keys, Keys]:
    """Of mappings with the same keys, those keys under which few different values stand."""
    alike: dict[Keys, list[dict[str, Node]]] = {}
    for mapping in _mappings(tree):
        alike.setdefault(tuple(sorted(mapping)), []).append(mapping)
    common = {}
    for keys, found in alike.items():
        few = tuple(key for key in keys if LEAST_ALIKE * len({as_json(one[key]) for one in found}) <= len(found))
        if 1 < len(few) < len(keys):
            common[keys] = few
    return common


def _on_bases(node: Node, common: dict[Keys, Keys]) -> Node:
    """Mappings of one kind as what they have in common, under the key of references, and what is their own."""
    if isinstance(node, list):
        return [_on_bases(part, common) for part in node]
    if not isinstance(node, dict):
        return node
    few = common.get(tuple(sorted(node)), ())
    own = {key: _on_bases(part, common) for key, part in node.items() if key not in few}
    base: dict[str, Node] = {REFERENCE: {key: node[key] for key in few}} if few else {}
    return {**base, **own}


class _Sharing:
    """Which parts of a tree stand in it more than once, and which of them are better written once."""

    def __init__(self, tree: Node) -> None:
        self._uses: Counter[str] = Counter()
        self._nodes: dict[str, Node] = {}
        self._parts: dict[str, list[tuple[str, str]]] = {}
        self._bases: set[str] = set()
        self._root = self._count(tree)
        self._bytes = dict.fromkeys(self._nodes, 0)
        self._shared: set[str] = set()
        for name in self._parts:
            self._weigh(name)
        ordered = sorted(self._shared, key=lambda name: (-self._uses[name], name))
        self._places = {name: place for place, name in enumerate(ordered)}

    def packed(self) -> Pack:
        """The tree and its shared parts, those that are used most first, as their references are the shortest."""
        return {"root": self._written(self._root), "shared": [self._written(name) for name in self._places]}

    def _count(self, node: Node) -> str:
        """The node's name, which is its JSON; the parts of nodes that are the same are counted once."""
        name = as_json(node)
        self._uses[name] += 1
        if name not in self._nodes:
            self._nodes[name] = node
            parts = [(key, self._count(part)) for key, part in _parts(node)]
            self._bases |= {part for key, part in parts if key == REFERENCE}
            self._parts[name] = parts
        return name

    def _weigh(self, name: str) -> None:
        """Whether a node is shared, from its bytes when its own parts are; the nodes come parts first."""
        parts = self._parts[name]
        inner = sum(
            len(key) + 4 + (REFERENCE_BYTES if part in self._shared else self._bytes[part]) for key, part in parts
        )
        self._bytes[name] = inner + 2 if parts else len(name)
        uses = self._uses[name]
        if name in self._bases or uses * self._bytes[name] > self._bytes[name] + 1 + uses * REFERENCE_BYTES:
            self._shared.add(name)

    def _slot(self, name: str) -> Node:
        return f"{REFERENCE}{self._places[name]}" if name in self._places else self._written(name)

    def _written(self, name: str) -> Node:
        node, parts = self._nodes[name], self._parts[name]
        if isinstance(node, dict):
            return {key: self._places[part] if key == REFERENCE else self._slot(part) for key, part in parts}
        return [self._slot(part) for _, part in parts] if isinstance(node, list) else node
