"""A TOML file held against its JSON Schema, and what is wrong with it in Chinese."""

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit.forms.templates import read_template

if TYPE_CHECKING:
    from jsonschema import ValidationError


class ShapeFault(NamedTuple):
    """The key, what is wrong with it, and how to mend it ('' where that says itself)."""

    key: str
    problem: str
    remedy: str


def shape_faults(raw: Mapping[str, Any], schema: str) -> tuple[ShapeFault, ...]:
    """Violations of ``schema/<schema>.schema.json``, each once."""
    from jsonschema import Draft202012Validator

    root = json.loads(read_template(f"schema/{schema}.schema.json"))
    errors = sorted(
        Draft202012Validator(root).iter_errors(raw), key=lambda error: [str(step) for step in error.absolute_path]
    )
    # Each once: jsonschema reports a missing key per key, and each of our sentences names them all.
    return tuple(
        dict.fromkeys(ShapeFault(_key(error), _in_words(error), "；".join(_remedies(error, root))) for error in errors)
    )


def _key(error: "ValidationError") -> str:
    steps = error.absolute_path
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


_KINDS = {"string": "文字", "integer": "整数", "array": "列表", "object": "一组键值", "boolean": "true 或 false"}
_WORDS = {
    "required": "缺少 {wanted}",
    "additionalProperties": "没有 {wanted} 这样的项（是否拼错）",
    "type": "应当是{wanted}",
    "enum": "应当是 {wanted} 之一",
    "pattern": "“{given}”不合规定的写法 {wanted}",
    "minimum": "应当不小于 {wanted}，现在是 {given}",
    "exclusiveMinimum": "应当大于 {wanted}，现在是 {given}",
    "maximum": "应当不大于 {wanted}，现在是 {given}",
    "maxLength": "长 {length} 字，超过 {wanted} 字",
    "minLength": "不能为空",
    "minItems": "不能少于 {wanted} 项",
    "minProperties": "不能为空",
    "uniqueItems": "有重复的项",
    "oneOf": "{wanted}",
}


def _in_words(error: "ValidationError") -> str:
    """A schema violation as a Chinese sentence."""
    wanted: Any = error.validator_value
    given: Any = error.instance
    schema: Any = error.schema
    match error.validator:
        case "required":
            wanted = "、".join(_missing(error))
        case "additionalProperties":
            wanted = "、".join(_strangers(error))
        case "enum":
            wanted = "、".join(wanted)
        case "type":
            wanted = _KINDS[wanted]
        case "oneOf":
            wanted = schema["errorMessage"]
        case "minItems" if wanted == 1:
            return "不能为空"
    return _WORDS[str(error.validator)].format(wanted=wanted, given=given, length=len(str(given)))


def _missing(error: "ValidationError") -> list[str]:
    given: Any = error.instance
    wanted: Any = error.validator_value
    return [name for name in wanted if name not in given]


def _strangers(error: "ValidationError") -> list[str]:
    given: Any = error.instance
    schema: Any = error.schema
    return [name for name in given if name not in schema["properties"]]


def _remedies(error: "ValidationError", root: Mapping[str, Any]) -> Iterator[str]:
    """What the schema says about what is missing, misspelled or wrong."""
    from difflib import get_close_matches

    schema: Any = error.schema
    match error.validator:
        case "required":
            for name in _missing(error):
                meaning = _meaning(schema["properties"].get(name, {}), root)
                yield f"补上 {name}（{meaning}）" if meaning else f"补上 {name}"
        case "additionalProperties":
            known = list(schema["properties"])
            for name in _strangers(error):
                alike = get_close_matches(name, known, 1)
                yield f"把 {name} 改为 {alike[0]}" if alike else f"删去 {name}；这里可以写的有 {'、'.join(known)}"
        case "enum" if isinstance(error.instance, str):
            alike = get_close_matches(error.instance, schema["enum"], 1)
            yield from (f"是否想写 {name}" for name in alike)
            yield from filter(None, [_meaning(schema, root)])
        case _:
            yield from filter(None, [_meaning(schema, root)])


def _meaning(schema: Mapping[str, Any], root: Mapping[str, Any]) -> str:
    """The description of a part of a schema, its own or of what it refers to."""
    if "description" in schema:
        return str(schema["description"]).rstrip("。")
    reference = schema.get("$ref", "")
    return _meaning(root["$defs"][reference.rpartition("/")[2]], root) if reference else ""
