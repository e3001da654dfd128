"""Loading a definition: it is read as data, and a faulty one is refused with every fault, file and key."""

import json
import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from reports import FORM

from toolkit.errors import DefinitionError, Fault
from toolkit.forms import load_form

CHECKOUT = Path(__file__).parent.parent
TEMPLATES = CHECKOUT / "templates"
EDITION = TEMPLATES / "zfxxgk-2021"

PARTS = """
[[parts]]
title   = "段"
columns = [{ id = "c", label = "列" }]
rows    = [{ id = "r", label = "行", note = "说明", basis = "依据" }]
"""
RULE = """
[[rules]]
id    = "new"
each  = "{each}"
title = "新规则"
holds = "{holds}"
says  = "应当相等"
basis = "依据"
"""


def edited(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the 2021 edition in which the first `old` of `file` reads `new`."""
    copy = shutil.copytree(EDITION, folder / "edition")
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def faults_of(folder: Path) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionError) as caught:
        load_form(folder)
    return caught.value.faults


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        pytest.param(
            "form.toml", 'title   = "政府信息公开工作年度报告"\n', "", "form.toml：缺少 title", id="a key is missing"
        ),
        pytest.param(
            "form.toml", "title ", "titel ", "form.toml：没有 titel 这样的项（是否拼错）", id="a key misspelled"
        ),
        pytest.param("form.toml", '"2021"', "2021", "form.toml：edition：应当是文字", id="a number for a text"),
        pytest.param(
            "form.toml",
            '"2021"',
            '"21版"',
            "form.toml：edition：“21版”不合规定的写法 ^[0-9]{4}[a-z]?$",
            id="bad edition",
        ),
        pytest.param(
            "form.toml", "from = 2021", "from = 1999", "form.toml：years.from：应当不小于 2008，现在是 1999", id="year"
        ),
        pytest.param(
            "form.toml", "from = 2021", "from = 2021, to = 2020", "form.toml：years：to 早于 from", id="to < from"
        ),
        pytest.param(
            "form.toml",
            '["proactive", "requests"',
            '["requests"',
            "form.toml：sections[1].table：tables 里没有 proactive",
            id="table of a section not listed",
        ),
        pytest.param(
            "form.toml",
            '"requests", ',
            '"requests", "requests", ',
            "form.toml：tables：表 requests 列了 2 次",
            id="a table listed twice",
        ),
        pytest.param(
            "form.toml",
            'tables    = ["proactive", "requests", "proceedings"]',
            "tables = []",
            "form.toml：tables：不能为空",
            id="no tables",
        ),
        pytest.param(
            "form.toml",
            '"requests", ',
            '"Requests", ',
            "form.toml：tables[1]：“Requests”不合规定的写法 ^[a-z][a-z0-9_]*$",
            id="capital letters",
        ),
        pytest.param(
            "form.toml",
            'table   = "requests"\n',
            "",
            "form.toml：sections：表 requests 应当恰好属于一个部分，现在是 0 个",
            id="a table without a section",
        ),
        pytest.param(
            "form.toml",
            'id      = "problems"',
            'id      = "requests"',
            "form.toml：sections：代号 requests 用了 2 次",
            id="a section twice",
        ),
        pytest.param("form.toml", '= "narrative"', '= "prose"', "prose.toml：没有这个文件", id="no such file"),
        pytest.param("form.toml", "[[sections]]", "[[sections]", "form.toml：不是合法的 TOML（", id="no toml"),
        pytest.param(
            "requests.toml",
            'id     = "requests"',
            'id     = "petitions"',
            "requests.toml：id：应当与文件名相同，是 requests",
            id="id is not the file name",
        ),
        pytest.param(
            "requests.toml",
            '"三、申请办理"',
            '"二、主动公开"',
            "form.toml：tables：工作表名 二、主动公开 用了 2 次",
            id="two sheets of one name",
        ),
        pytest.param(
            "requests.toml",
            '"三、申请办理"',
            '"三/申请"',
            "requests.toml：sheet：“三/申请”不合规定的写法 ^[^\\[\\]:*?/\\\\']+$",
            id="no name for a sheet",
        ),
        pytest.param(
            "requests.toml",
            '"三、申请办理"',
            f'"{"长" * 32}"',
            "requests.toml：sheet：长 32 字，超过 31 字",
            id="long name for a sheet",
        ),
        pytest.param(
            "requests.toml",
            'id    = "carried_in"',
            'id    = "received"',
            "requests.toml：rows：代号 received 用了 2 次",
            id="a row twice",
        ),
        pytest.param(
            "requests.toml",
            'id = "enterprise"',
            'id = "natural_person"',
            "requests.toml：columns：代号 natural_person 用了 2 次",
            id="a column twice",
        ),
        pytest.param(
            "requests.toml",
            'under = ["三、本年度办理结果"]',
            'under = "三、本年度办理结果"',
            "requests.toml：rows[2].under：应当是列表",
            id="a text for a list",
        ),
        pytest.param(
            "requests.toml",
            'label = "（一）予以公开"',
            'label = ""',
            "requests.toml：rows[2].label：不能为空",
            id="an empty label",
        ),
        pytest.param(
            "requests.toml",
            'note  = "答复申请人予以公开（含告知获取方式和途径）的件数。"\n',
            "",
            "requests.toml：rows[2]：缺少 note",
            id="a row without note",
        ),
        pytest.param(
            "requests.toml",
            "答复申请人予以公开",
            "长" * 250,
            "requests.toml：rows.granted.note：与列说明合计 266 字，超过 255 字",
            id="a prompt too long",
        ),
        pytest.param(
            "requests.toml",
            "[[rows]]",
            f"{PARTS}\n[[rows]]",
            "requests.toml：应当写 parts，或者写 columns 和 rows，不能都写或都不写；"
            "逐行列举的目录，不写 rows，写 lines",
            id="parts and rows",
        ),
        pytest.param(
            "requests.toml",
            'each    = "row"',
            'each    = "cell"',
            "requests.toml：rules[0].each：应当是 row、column 之一",
            id="each of what",
        ),
        pytest.param(
            "requests.toml",
            "= natural_person …",
            "= natural_persons …",
            "requests.toml：rules[0].holds：没有代号为 natural_persons 的项",
            id="a rule names no column",
        ),
        pytest.param(
            "requests.toml",
            "= results_total +",
            "= results_total *",
            "requests.toml：rules[2].holds：“* carried_out”处看不懂",
            id="a rule in another language",
        ),
        pytest.param(
            "requests.toml",
            'derives = "total"',
            'derives = "enterprise"',
            "requests.toml：rules[0].holds：derives 写了 enterprise，等式左边就应当只有 enterprise",
            id="derives another",
        ),
        pytest.param(
            "requests.toml",
            "total = natural_person …",
            "total <= natural_person …",
            "requests.toml：rules[0].holds：derives 写了 total，等式左边就应当只有 total",
            id="derives by an inequality",
        ),
        pytest.param(
            "requests.toml",
            "= natural_person … other",
            "= total + natural_person … other",
            "requests.toml：rules：合计 requests.received.total 由它自己算出",
            id="a total of itself",
        ),
        pytest.param(
            "requests.toml",
            'id      = "results"',
            'id      = "rows"',
            "requests.toml：rules：规则 requests.rows 写了 2 次",
            id="a rule twice",
        ),
        pytest.param(
            "requests.toml",
            'only     = ["total"]',
            'only     = ["totl"]',
            "requests.toml：rules.received_rise.only：没有代号为 totl 的项",
            id="only for no column",
        ),
        pytest.param(
            "requests.toml",
            'severity = "query"',
            'severity = "warning"',
            "requests.toml：rules[3].severity：应当是 error、query、hint 之一",
            id="another severity",
        ),
        pytest.param(
            "proactive.toml",
            "decimals = 6",
            "decimals = 9",
            "proactive.toml：parts[3].columns[0].decimals：应当不大于 6，现在是 9",
            id="nine decimals",
        ),
        pytest.param(
            "proactive.toml",
            'kind = "amount"',
            'kind = "money"',
            "proactive.toml：parts[3].columns[0].kind：应当是 count、amount、change、date、yes_no、choice、text 之一",
            id="another kind",
        ),
        pytest.param(
            "proactive.toml",
            'title   = "第二十条第（一）项"\n',
            "",
            "proactive.toml：parts[0]：缺少 title",
            id="a part without title",
        ),
        pytest.param(
            "proceedings.toml",
            '{ id = "total",         label',
            '{ id = "total", under = ["合"], label',
            "proceedings.toml：columns：并排（across）的表，列不能再归类（under）",
            id="bands across",
        ),
        pytest.param(
            "narrative.toml",
            'id      = "overview.intro"',
            'id      = "preface"',
            "narrative.toml：blocks：代号 preface 用了 2 次",
            id="a block twice",
        ),
        pytest.param(
            "narrative.toml",
            'section  = "overview"',
            'section  = "overvieuw"',
            "narrative.toml：blocks[2].section：没有 overvieuw 这一部分",
            id="no such section",
        ),
        pytest.param(
            "narrative.toml",
            '"proactive.licensing.decisions"',
            '"proactive.licensing"',
            "narrative.toml：blocks[2].shows：没有单元格 proactive.licensing",
            id="shows no cell",
        ),
        pytest.param(
            "narrative.toml",
            "required = true",
            'required = "是"',
            "narrative.toml：blocks[2].required：应当是true 或 false",
            id="a text for a boolean",
        ),
    ],
)
def test_a_fault_is_told_with_file_key_and_what_is_wrong(
    tmp_path: Path, file: str, old: str, new: str, fault: str
) -> None:
    first = str(faults_of(edited(tmp_path, file, old, new))[0])

    assert first == fault or (fault.endswith("（") and first.startswith(fault))


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    folder = edited(tmp_path, "requests.toml", "= natural_person …", "= nobody …")
    for file, old, new in [
        ("requests.toml", "= results_total +", "= results_total *"),
        ("proactive.toml", 'id    = "penalties"', 'id    = "licensing"'),
        ("narrative.toml", 'section  = "overview"', 'section  = "elsewhere"'),
    ]:
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    assert list(map(str, faults_of(folder))) == [
        "proactive.toml：rows：代号 licensing 用了 2 次",
        "requests.toml：rules[0].holds：没有代号为 nobody 的项",
        "requests.toml：rules[2].holds：“* carried_out”处看不懂",
        "narrative.toml：blocks[2].section：没有 elsewhere 这一部分",
    ]


def test_the_error_counts_the_faults_and_lists_them_line_by_line(tmp_path: Path) -> None:
    folder = edited(tmp_path, "narrative.toml", 'section  = "overview"', 'section  = "elsewhere"')

    with pytest.raises(DefinitionError) as caught:
        load_form(folder)
    assert str(caught.value) == "表式定义有 1 处错误：\n  narrative.toml：blocks[2].section：没有 elsewhere 这一部分"


def test_keys_that_one_place_lacks_are_named_together_once(tmp_path: Path) -> None:
    folder = edited(tmp_path, "form.toml", 'law     = "《中华人民共和国政府信息公开条例》第五十条"\n', "")
    text = (folder / "form.toml").read_text(encoding="utf-8")
    (folder / "form.toml").write_text(text.replace('title   = "政府信息公开工作年度报告"\n', ""), encoding="utf-8")

    assert list(map(str, faults_of(folder))) == ["form.toml：缺少 title、law"]


def test_a_long_note_is_one_fault_however_many_columns(tmp_path: Path) -> None:
    folder = edited(tmp_path, "requests.toml", "答复申请人予以公开", "长" * 250)
    assert len(faults_of(folder)) == 1


@pytest.mark.parametrize("file", ["form.toml", "requests.toml", "narrative.toml"])
def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path, file: str) -> None:
    folder = shutil.copytree(EDITION, tmp_path / "edition")
    (folder / file).unlink()
    assert faults_of(folder) == (Fault(file, "", "没有这个文件"),)


@pytest.mark.parametrize("file", ["form.toml", "requests.toml", "narrative.toml"])
def test_a_file_in_gbk_is_a_fault(tmp_path: Path, file: str) -> None:
    folder = shutil.copytree(EDITION, tmp_path / "edition")
    (folder / file).write_bytes((folder / file).read_text(encoding="utf-8").encode("gb18030"))
    assert faults_of(folder) == (Fault(file, "", "不是 UTF-8 编码"),)


@pytest.mark.parametrize(
    ("each", "holds", "problem"),
    [
        ("column", "penalties = compulsory_measure", "没有代号为 compulsory_measure 的项"),
        ("row", "in_force = isued", "没有代号为 isued 的项"),
        ("column", "licensing = penalties", "没有代号为 penalties 的项"),
    ],
    ids=["rows of the third part", "columns of the first part", "rows of two parts"],
)
def test_a_rule_is_read_against_the_part_that_knows_its_names(
    tmp_path: Path, each: str, holds: str, problem: str
) -> None:
    rule = RULE.format(each=each, holds=holds)
    folder = edited(tmp_path, "proactive.toml", "\n[[rules]]", f"{rule}\n[[rules]]")

    assert [fault.problem for fault in faults_of(folder)] == [problem]


def test_a_rule_over_rows_holds_in_every_part_that_has_its_columns(tmp_path: Path) -> None:
    rule = RULE.format(each="row", holds="decisions >= 0")
    form = load_form(edited(tmp_path, "proactive.toml", "\n[[rules]]", f"{rule}\n[[rules]]"))

    assert [relation.subject for relation in form.table("proactive").relations if relation.rule.id == "new"] == [
        "行政许可",
        "行政处罚",
        "行政强制",
    ]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("requests.toml", 'label = "（七）总计"', 'label = "（七）合计"'),
        ("requests.toml", 'sheet  = "三、申请办理"', 'sheet  = "三、申请"'),
        ("requests.toml", 'id    = "granted"', 'id    = "disclosed"'),
        ("requests.toml", "carried_in = results_total + carried_out", "carried_in = results_total - carried_out"),
        ("proactive.toml", 'kind = "amount", unit = "万元", decimals = 6', 'kind = "count", unit = "万元"'),
        ("narrative.toml", 'title   = "前言"', 'title   = "序言"'),
    ],
    ids=["label", "sheet", "row", "rule", "kind", "block"],
)
def test_the_digest_changes_with_what_a_filled_copy_depends_on(tmp_path: Path, file: str, old: str, new: str) -> None:
    folder = edited(tmp_path, file, old, new)
    if "granted" in old:
        for other in folder.glob("*.toml"):
            text = other.read_text(encoding="utf-8")
            other.write_text(re.sub(r"(?<![a-z_])granted", "disclosed", text), encoding="utf-8")

    assert load_form(folder).digest != FORM.digest


def test_the_digest_stays_when_a_note_is_reworded(tmp_path: Path) -> None:
    folder = edited(tmp_path, "requests.toml", "答复申请人予以公开", "告知申请人予以公开")
    assert load_form(folder).digest == FORM.digest


def test_a_new_form_is_a_new_folder_and_no_python(tmp_path: Path) -> None:
    (tmp_path / "form.toml").write_text(
        """
id = "fubiao"
edition = "2025"
title = "附表"
basis = "本地规定"
law = "本地规定"
years = { from = 2025 }
tables = ["hotline"]
narrative = "words"
sections = [{ id = "hotline", heading = "一、热线", table = "hotline", basis = "本地规定" }]
""",
        encoding="utf-8",
    )
    (tmp_path / "hotline.toml").write_text(
        """
id = "hotline"
sheet = "热线"
title = "热线"
unit = "次"
basis = "本地规定"
columns = [{ id = "calls", label = "来电" }, { id = "visits", label = "来访" }, { id = "total", label = "合计" }]
rows = [{ id = "answered", label = "答复", note = "答复的次数。", basis = "本地规定" }]
rules = [{ id = "totals", each = "row", title = "合计", holds = "total = calls + visits", derives = "total", """
        """says = "合计应等于两项之和", basis = "本地规定" }]
""",
        encoding="utf-8",
    )
    (tmp_path / "words.toml").write_text(
        'sheet = "文字"\nblocks = [{ id = "remarks", title = "说明", prompt = "可不填。" }]', encoding="utf-8"
    )
    form = load_form(tmp_path)

    assert [(cell.id, cell.address, cell.unit, cell.derived) for cell in form.cells] == [
        ("hotline.answered.calls", "B2", "次", False),
        ("hotline.answered.visits", "C2", "次", False),
        ("hotline.answered.total", "D2", "次", True),
    ]


# --- schemas ---------------------------------------------------------------------------------------------------------

SCHEMAS = [pytest.param(path, id=path.name) for path in sorted((TEMPLATES / "schema").glob("*.json"))]
TOMLS = [pytest.param(path, id=f"{path.parent.name}/{path.name}") for path in sorted(TEMPLATES.rglob("*.toml"))]


@pytest.mark.parametrize("path", SCHEMAS)
def test_a_schema_is_itself_valid(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", TOMLS)
def test_a_definition_names_its_schema_for_editors_and_fulfils_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    first, _, _ = text.partition("\n")
    named = re.fullmatch(r"#:schema (\S+)", first)
    assert named, first
    schema = json.loads((path.parent / named[1]).read_text(encoding="utf-8"))

    jsonschema.Draft202012Validator(schema).validate(tomllib.loads(text))


@pytest.mark.parametrize("path", SCHEMAS)
def test_every_object_of_a_schema_refuses_keys_it_does_not_know(path: Path) -> None:
    schema = json.loads(path.read_text(encoding="utf-8"))
    assert [node for node in _nodes(schema) if "properties" in node and "additionalProperties" not in node] == []


def test_templates_are_read_by_the_room_of_forms_only() -> None:
    readers = [
        path.relative_to(CHECKOUT).as_posix()
        for path in (CHECKOUT / "toolkit").rglob("*.py")
        if re.search(r"""["']templates["'/]|\btomllib\.load\(""", path.read_text(encoding="utf-8"))
    ]
    assert [reader for reader in readers if not reader.startswith("toolkit/forms/")] == []


def _nodes(node: Any) -> list[dict[str, Any]]:
    """All objects inside a schema."""
    if isinstance(node, list):
        return [inner for item in node for inner in _nodes(item)]
    if isinstance(node, dict):
        return [node, *(inner for item in node.values() for inner in _nodes(item))]
    return []
