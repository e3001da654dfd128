"""The corpus: reports rendered in many layouts are read back to the number, or it is said what is not sure."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from browser import printed
from published import pages
from published.corpus import office_samples, plain_samples
from published.measure import Sample, Score, score
from published.strangers import sparse

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of libraries that read PDF


def scores(samples: Sequence[Sample]) -> list[Score]:
    return [score(sample) for sample in samples]


def test_the_corpus_is_read_without_a_wrong_number_and_with_all_its_text() -> None:
    found = scores(list(plain_samples()))
    cells, right = sum(item.cells for item in found), sum(item.right for item in found)

    assert len(found) >= 160
    assert {item.name: item.wrong for item in found if item.wrong} == {}
    assert right / cells >= 0.999
    assert [item.name for item in found if item.blocks_right < item.blocks] == []


@pytest.mark.libreoffice
def test_what_libreoffice_exports_is_read_or_told(tmp_path: Path) -> None:
    found = scores(list(office_samples(tmp_path)))

    assert {item.name: item.silent for item in found if item.silent} == {}
    assert {item.name: (item.wrong, item.missing) for item in found if item.right < item.cells} == {}
    assert [item.name for item in found if item.blocks_right < item.blocks] == []


@pytest.mark.chromium
def test_what_a_browser_prints_is_read(tmp_path: Path) -> None:
    report = sparse(21)
    page = pages.page(report, pages.spanned).decode()
    found = score(Sample("pdf/browser", report, printed(page, tmp_path).read_bytes()))

    assert (found.right, found.wrong, found.missing) == (200, (), ())
    assert found.blocks_right == found.blocks
