"""A TOML file held against its JSON Schema, and what is wrong with it in Chinese."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from toolkit.forms.templates import read_template

if TYPE_CHECKING:
    from jsonschema import ValidationError


def shape_faults(raw: Mapping[str, Any], schema: str) -> tuple[tuple[str, str], ...]:
    """Violations of ``schema/<schema>.schema.json``, each once: (key, what is wrong)."""
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(json.loads(read_template(f"schema/{schema}.schema.json")))
    errors = sorted(validator.iter_errors(raw), key=lambda error: [str(step) for step in error.absolute_path])
    # Each once: jsonschema reports a missing key per key, and each of our sentences names them all.
    return tuple(dict.fromkeys((_key(error), _in_words(error)) for error in errors))


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
    "minItems": "不能为空",
    "oneOf": "应当写 parts，或者写 columns 和 rows，不能都写或都不写",
}


def _in_words(error: "ValidationError") -> str:
    """A schema violation as a Chinese sentence."""
    wanted: Any = error.validator_value
    given: Any = error.instance
    schema: Any = error.schema
    match error.validator:
        case "required":
            wanted = "、".join(name for name in wanted if name not in given)
        case "additionalProperties":
            wanted = "、".join(name for name in given if name not in schema["properties"])
        case "enum":
            wanted = "、".join(wanted)
        case "type":
            wanted = _KINDS[wanted]
    return _WORDS[str(error.validator)].format(wanted=wanted, given=given, length=len(str(given)))
