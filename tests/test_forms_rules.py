"""The language of rules: sums and comparisons, and nothing else."""

import pytest

from toolkit.forms.rules import Comparison, RuleSyntaxError, Term, parse_comparison

NAMES = ["a", "b", "c", "d", "e"]


def said(comparison: Comparison) -> str:
    """The comparison with every term spelled out: ``+1a +1b = +1c``."""
    left, right = (" ".join(f"{t.coefficient:+d}{t.name}" for t in s) for s in (comparison.left, comparison.right))
    return f"{left} {comparison.comparator} {right}"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("a = b", "+1a = +1b"),
        ("a=b", "+1a = +1b"),
        ("  a  =  b  ", "+1a = +1b"),
        ("a + b = c + d", "+1a +1b = +1c +1d"),
        ("a - b = c", "+1a -1b = +1c"),
        ("a = b - c + d", "+1a = +1b -1c +1d"),
        ("a = b … e", "+1a = +1b +1c +1d +1e"),
        ("a = b…e", "+1a = +1b +1c +1d +1e"),
        ("e = a - b … d", "+1e = +1a -1b -1c -1d"),
        ("a = b … c + d … e", "+1a = +1b +1c +1d +1e"),
        ("a … b = c … d", "+1a +1b = +1c +1d"),
        ("e = a … b … d", "+1e = +1a +1b +1c +1d"),
        ("a = b + b", "+1a = +1b +1b"),
        ("a <= b", "+1a <= +1b"),
        ("a >= b", "+1a >= +1b"),
        ("a <= 5*b + 20", "+1a <= +5b +20"),
        ("a >= 0", "+1a >= +0"),
        ("a = b - 2*c", "+1a = +1b -2c"),
        ("a = last.b", "+1a = +1last.b"),
        ("a = last.a + b - c", "+1a = +1last.a +1b -1c"),
        ("a <= 500*last.a + 10000", "+1a <= +500last.a +10000"),
    ],
)
def test_what_a_rule_means(text: str, meaning: str) -> None:
    assert said(parse_comparison(text, NAMES)) == meaning


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "应当有且只有一个 =、<= 或 >="),
        ("a + b", "应当有且只有一个 =、<= 或 >="),
        ("a = b = c", "应当有且只有一个 =、<= 或 >="),
        ("a <= b <= c", "应当有且只有一个 =、<= 或 >="),
        ("a == b", "应当有且只有一个 =、<= 或 >="),
        ("a < b = c", "“< b”处看不懂"),
        ("= b", "有一边不完整"),
        ("a =", "有一边不完整"),
        ("=", "有一边不完整"),
        ("a + = b", "有一边不完整"),
        ("a = b …", "有一边不完整"),
        ("a = - b", "“-”的位置不对"),
        ("- a = b", "“-”的位置不对"),
        ("a = b + + c", "“+”的位置不对"),
        ("a = b c", "“c”的位置不对"),
        ("a = b 5", "“5”的位置不对"),
        ("a = … b", "“…”的位置不对"),
        ("a = b … … c", "“…”的位置不对"),
        ("a = b … + c", "“+”的位置不对"),
        ("a = x", "没有代号为 x 的项"),
        ("x = a", "没有代号为 x 的项"),
        ("a = b … x", "没有代号为 x 的项"),
        ("a = last.x", "没有代号为 x 的项"),
        ("a = d … b", "d … b 的次序与表式相反"),
        ("a = b … b", "b … b 的次序与表式相反"),
        ("a = b … last.d", "… 两头应当是本年的两个代号"),
        ("a = last.b … d", "… 两头应当是本年的两个代号"),
        ("a = b … 5", "… 两头应当是本年的两个代号"),
        ("a = 5 … b", "… 两头应当是本年的两个代号"),
        ("a = b … 2*d", "… 两头应当是本年的两个代号"),
        ("a = b * c", "“* c”处看不懂"),
        ("a = b / c", "“/ c”处看不懂"),
        ("a = (b + c)", "“(b + c)”处看不懂"),
        ("a = B", "“B”处看不懂"),
        ("a = 甲", "“甲”处看不懂"),
        ("a = b;c", "“;c”处看不懂"),
        ("a ＝ b", "应当有且只有一个 =、<= 或 >="),
    ],
)
def test_what_is_no_rule_is_refused_with_the_spot(text: str, problem: str) -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_comparison(text, NAMES)
    assert str(caught.value) == problem


def test_a_multiple_starts_a_range_of_multiples() -> None:
    assert parse_comparison("a = 2*b … c", NAMES).right == (Term(2, "b"), Term(2, "c"))


def test_full_width_and_arabic_digits_are_no_numbers() -> None:
    with pytest.raises(RuleSyntaxError):
        parse_comparison("a = ５", NAMES)
