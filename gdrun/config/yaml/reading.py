"""YAML text to a document: safe, with positions, and with an answer to every kind of bad text."""

import re
from typing import Any

import yaml

from gdrun.config.yaml.document import (
    DEEPEST,
    Document,
    Location,
    Mistake,
    Place,
    config_error,
    unusable,
)

MOST_COPIES = 10_000
"""How many values all aliases of a text may repeat."""

MINIMAL = "the smallest config is `data: {source: digits}`"

_TAG = "tag:yaml.org,2002:"
_COLLECTIONS = {_TAG + "map": "mapping", _TAG + "seq": "list"}
_SCALARS = {_TAG + name for name in ("str", "int", "float", "bool", "null")}
_KEPT_RESOLVERS = {_TAG + name for name in ("int", "float", "bool", "null", "merge")}

_SYNTAX = (
    ("nested deeper", f"nested deeper than {DEEPEST} levels"),
    (r"'\\t' that cannot start", "a tab; YAML allows only spaces here"),
    ("another document", "a second document starts here; a config is one document"),
    ("mapping values are not allowed", "a `:` that fits no key; text with `: ` needs quotes"),
    ("could not find expected ':'", "not a key: a line is `key: value` or `- item`"),
    ("expected <block end>", "the indentation does not fit the lines above"),
    (r"expected ',' or '\]'", "a list opened with `[` is not closed, or lacks a comma"),
    ("expected ',' or '}'", "a mapping opened with `{` is not closed, or lacks a comma"),
    ("unexpected end of stream", "quotes are opened and not closed"),
    ("undefined alias", "an alias (`*name`) of an anchor (`&name`) that is not above it"),
    ("duplicate anchor", "this anchor (`&name`) was given before"),
    ("found '<stream end>'", "something is opened and not closed"),
    ("cannot start any token", "text that starts with this character needs quotes"),
)


class _Loader(yaml.SafeLoader):
    """PyYAML's safe loader, up to the nodes; only numbers, truth values and null are implied."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT_RESOLVERS]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.depth += 1
        if self.depth > DEEPEST:
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="nested deeper", problem_mark=mark)
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


# YAML 1.1 takes `1e-3` as text: it asks for a point before and a sign after the `e`.
_Loader.add_implicit_resolver(
    _TAG + "float",
    re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)[eE][-+]?[0-9]+$"),
    list("-+.0123456789"),
)


def read_yaml(text: str, origin: str) -> Document:
    """The document that a whole config's text describes.

    Raises:
        ConfigError: If the text is not YAML, or not one mapping.
    """
    document = Document(origin, text)
    reader = _Reader(text, document)
    start = Place(origin, 1, 1)
    if reader.node is None or reader.node.tag == _TAG + "null":
        raise config_error([Mistake(start, "the config is empty", MINIMAL)])
    if not isinstance(reader.node, yaml.MappingNode):
        kind = "a list" if isinstance(reader.node, yaml.SequenceNode) else "a single value"
        message = f"a config is a mapping of keys to values, not {kind}"
        raise config_error([Mistake(start, message, MINIMAL)])
    document.data = reader.construct(reader.node, ())
    document.values[()] = start
    return document


def read_value(text: str, origin: str) -> Document:
    """A document whose ``data`` has the one key ``value``: what ``text`` says, by the same rules.

    All its places are ``origin``, without lines.

    Raises:
        ConfigError: If the text is not YAML.
    """
    document = Document(origin)
    reader = _Reader(text, document, numbered=False)
    document.data = {"value": reader.construct(reader.node, ()) if reader.node else None}
    document.values.setdefault((), Place(origin, text=""))
    return document


class _Reader:
    """Nodes to data. Mistakes that leave the rest readable are gathered in the document."""

    def __init__(self, text: str, document: Document, *, numbered: bool = True) -> None:
        self.document = document
        self.numbered = numbered
        self.seen: set[int] = set()
        self.open: set[int] = set()
        self.copies = 0
        try:
            self.loader = _Loader(text)
            self.node = self.loader.get_single_node()
        except yaml.reader.ReaderError as error:
            before = text[: error.position]
            line, column = before.count("\n"), error.position - before.rfind("\n") - 1
            message = f"the character U+{error.character:04X} is not allowed in YAML"
            mark = yaml.Mark("", error.position, line, column, None, 0)
            raise config_error([Mistake(self.place(mark), message)]) from None
        except yaml.MarkedYAMLError as error:
            raise config_error([self.syntax_mistake(error)]) from None

    def syntax_mistake(self, error: yaml.MarkedYAMLError) -> Mistake:
        problem = error.problem or str(error.context)
        known = (message for pattern, message in _SYNTAX if re.search(pattern, problem))
        message = next(known, f"not valid YAML: {problem}")
        if error.context_mark and self.numbered and "opened" in message:
            message += f" (line {error.context_mark.line + 1})"
        return Mistake(self.place(error.problem_mark), message)

    def place(self, mark: Any, text: str | None = None) -> Place:
        if not self.numbered:
            return Place(self.document.origin, text=text)
        return Place(self.document.origin, mark.line + 1, mark.column + 1, text)

    def mistake(self, node: Any, message: str, hint: str = "") -> None:
        self.document.mistakes.append(Mistake(self.place(node.start_mark), message, hint))

    def construct(self, node: Any, location: Location) -> Any:
        """What ``node`` says; every place inside is entered in the document."""
        text = node.value if isinstance(node, yaml.ScalarNode) else None
        self.document.values[location] = self.place(node.start_mark, text)
        self.stop_if_endless(node, location)
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node)
        if node.tag not in _COLLECTIONS or node.tag.endswith("map") != isinstance(
            node, yaml.MappingNode
        ):
            self.unknown_tag(node)
        self.open.add(id(node))
        if isinstance(node, yaml.MappingNode):
            value: Any = self.mapping(node, location)
        else:
            value = [self.construct(item, (*location, i)) for i, item in enumerate(node.value)]
        self.open.remove(id(node))
        return value

    def stop_if_endless(self, node: Any, location: Location) -> None:
        self.copies += id(node) in self.seen
        self.seen.add(id(node))
        if id(node) in self.open:
            self.mistake(node, "this contains an alias of itself")
        elif self.copies > MOST_COPIES:
            self.mistake(node, f"the aliases of this text repeat more than {MOST_COPIES} values")
        elif len(location) > DEEPEST:
            self.mistake(node, f"nested deeper than {DEEPEST} levels by its aliases")
        else:
            return
        raise config_error(self.document.mistakes)

    def scalar(self, node: Any) -> Any:
        if node.tag not in _SCALARS:
            if node.tag != _TAG + "merge":
                self.unknown_tag(node)
            return node.value
        try:
            value = self.loader.construct_object(node)
        except (ValueError, OverflowError, KeyError, yaml.MarkedYAMLError):
            self.mistake(node, f"`{shortened(node.value)}` cannot be read as a number or word")
            return None
        if reason := unusable(value):
            self.mistake(node, reason)
            return None
        if base := _odd_base(node.value, value):
            self.mistake(
                node,
                f"`{shortened(node.value)}` is read by YAML as {value}, {base}",
                f"write `{value}` if that is meant, or put it in quotes if it is text",
            )
            return None
        return value

    def unknown_tag(self, node: Any) -> None:
        tag = node.tag.replace(_TAG, "!!")
        self.mistake(node, f"the tag `{shortened(tag)}` is not allowed in a config", "leave it out")

    def mapping(self, node: Any, location: Location) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for key, value in node.value:
            if key.tag == _TAG + "merge":
                merged = {**self.merged(value, location), **merged}
        own: dict[str, Any] = {}
        for key, value in node.value:
            if key.tag == _TAG + "merge":
                continue
            name = self.key(key)
            if name is None:
                continue
            if name in own:
                line = self.document.keys[(*location, name)].line
                first = f", first on line {line}" if line else ""
                self.mistake(key, f"`{shortened(name)}` is given twice{first}")
                continue
            self.document.keys[(*location, name)] = self.place(key.start_mark, name)
            own[name] = self.construct(value, (*location, name))
        return {**merged, **own}

    def merged(self, node: Any, location: Location) -> dict[str, Any]:
        """What `<<` brings; of a list of mappings, the first that has a key gives its value."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        result: dict[str, Any] = {}
        for one in reversed(nodes):
            if isinstance(one, yaml.MappingNode):
                result.update(self.construct(one, location))
            else:
                self.mistake(one, "`<<` needs a mapping, or a list of mappings")
        return result

    def key(self, node: Any) -> str | None:
        if not isinstance(node, yaml.ScalarNode):
            self.mistake(node, "a key must be a word, not a list or a mapping")
            return None
        known = len(self.document.mistakes)
        value = self.scalar(node)
        if len(self.document.mistakes) > known:
            return None
        if isinstance(value, str):
            return value
        kind = {"bool": str(value).lower(), "null": "null"}.get(node.tag[len(_TAG) :], "a number")
        self.mistake(
            node,
            f"the key `{shortened(node.value)}` is read by YAML as {kind}, not as a word",
            f"put it in quotes if it is meant as a word: '{shortened(node.value)}'",
        )
        return None


def _odd_base(text: str, value: object) -> str:
    """In what way YAML 1.1 takes ``text`` for a number that no reader would expect, if it does."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    if ":" in text:
        return "in base sixty"
    return "in octal" if re.fullmatch(r"[-+]?0[0-7_]+", text) else ""


def shortened(text: str) -> str:
    """``text`` on one line, at most 60 characters, without characters that steer a terminal."""
    visible = "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:61])
    return visible if len(visible) <= 60 else visible[:59] + "…"
